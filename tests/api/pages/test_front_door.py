"""What the bare address leads to, and the pages that the ``type`` of a problem names."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from service.api.problems.kinds import KINDS
from service.texts import LANGUAGES, texts_of
from tests.support.http_client import Client

BROWSERS = [
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "TEXT/HTML",
    "application/json;q=0.5, text/html;q=inf",
]
PROGRAMS = ["*/*", "application/json, text/plain, */*", "", "application/json;q=nan", "\xff"]
PAGES = ["/problems", *(f"/problems/{kind.slug}" for kind in KINDS)]


@pytest.mark.parametrize("accept", BROWSERS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_bare_address_leads_a_browser_to_the_documentation(
    client: Client, accept: str, method: str
) -> None:
    answer = client.send(method, "/", headers={"accept": accept})
    assert (answer.status_code, answer.headers["location"]) == (302, "docs")
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("accept", PROGRAMS)
def test_the_bare_address_tells_a_program_where_to_go_on(client: Client, accept: str) -> None:
    answer = client.get("/", headers={"accept": accept.encode("latin-1")})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert "Accept" in answer.headers["vary"]
    places = [place for name, place in answer.json().items() if name.endswith("_url")]
    assert len(places) == 5
    for place in places:
        assert client.get(place).status_code == 200


def test_the_bare_address_needs_no_accept_header_answers_head_and_takes_no_other_method(
    client: Client,
) -> None:
    assert client.get("/").json()["docs_url"] == "/docs"
    head = client.send("HEAD", "/")
    assert (head.status_code, head.content) == (200, b"")
    refused = client.send("POST", "/", content=b"{}")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert client.get("//").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_every_kind_of_problem_has_a_page_that_says_what_why_and_what_next(
    client: Client, kind, language: str
) -> None:
    page = client.get(f"/problems/{kind.slug}", headers={"accept-language": language})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.headers["content-language"] == language
    assert "Accept-Language" in page.headers["vary"]
    text = _plain(page.text)
    words = texts_of(language).problems[kind.slug]
    for part in (words.title, words.detail, words.why, words.next, str(kind.status)):
        assert _plain(re.sub(r"\[([^]]+)]\([^)]+\)", r"\1", part.replace("`", ""))) in text


def test_the_example_of_a_page_is_a_problem_of_its_kind(client: Client) -> None:
    for kind in KINDS:
        page = client.get(f"/problems/{kind.slug}").text
        (example,) = re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
        problem = json.loads(unescape(example))
        assert (problem["type"], problem["status"]) == (f"/problems/{kind.slug}", kind.status)


def test_the_list_leads_to_every_page_and_every_page_back(client: Client) -> None:
    listed = re.findall(r'href="(problems/[a-z-]+)\?lang=en"', client.get("/problems").text)
    assert listed == [f"problems/{kind.slug}" for kind in KINDS]
    for place in listed:
        assert 'href="../problems?lang=en"' in client.get(f"/{place}").text


@pytest.mark.parametrize("path", PAGES)
def test_a_page_about_problems_asks_nobody_else_for_anything_and_is_not_sent_twice(
    client: Client, path: str
) -> None:
    page = client.get(path, headers={"accept-language": "fr"})
    for target in re.findall(r'(?:href|src)="([^"#?]+)', page.text):
        # Relative, so that the pages work below any path; but for pictures that they hold themselves.
        assert target.startswith("data:") or not re.match(r"/|[a-z]+:", target), target
        if not target.startswith("data:"):
            there = "/" + target.removeprefix("../")
            assert client.get(there).status_code == 200, there
    assert "script" not in page.headers["content-security-policy"].replace("default-src 'none'", "")
    assert (
        client.get(f"{path}?lang=en", headers={"accept-language": "fr"}).headers["content-language"] == "en"
    )
    again = client.get(path, headers={"accept-language": "fr", "if-none-match": page.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/problems/nothing", "/problems/", "/problems/NOT-FOUND", "/problems/x/y"])
def test_a_page_that_does_not_exist_is_a_problem_like_any_other(client: Client, path: str) -> None:
    assert client.get(path).json()["type"] == "/problems/not-found"


def test_no_source_answers_a_type_without_a_page() -> None:
    slugs = {kind.slug for kind in KINDS}
    for file in Path("service").rglob("*.py"):
        named = set(re.findall(r"/problems/([a-z][a-z-]+)", file.read_text("utf-8")))
        assert named <= slugs, file


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", text))).strip()


@pytest.mark.parametrize("page", ["/docs", *PAGES])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_shows_a_mark_of_the_texts(client: Client, page: str, language: str) -> None:
    html = client.get(f"{page}?lang={language}").text.split("<pre", 1)[0]
    shown = re.sub("<[^>]+>", "", html)
    assert "](" not in shown
    assert "`" not in shown
    assert 'href="/' not in html
