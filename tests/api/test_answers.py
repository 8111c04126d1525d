"""What a well-formed request gets: words in its language, headers, and nothing that it did not ask for."""

import json
import re
from asyncio import Runner
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from service.api.examples import PROFILE
from service.api.language import negotiate
from service.api.server import create_app
from service.api.services import Services
from service.application.assessment_engine import AssessmentEngine
from service.application.assessments.computing import Computing
from service.model.answer.assessment import Assessment
from service.model.profile import Profile
from tests.fakes.observer import RecordingObserver
from tests.support.http_client import Client

GOOD = json.dumps(PROFILE).encode()
PUBLIC = [
    "/livez", "/readyz", "/metrics", "/openapi.yaml", "/openapi.json", "/docs", "/docs/docs.css",
    "/docs/docs.js", "/v1/questionnaire", "/v1/questionnaire?form=full", "/v1/methodologies",
]  # fmt: skip


def test_a_preview_is_an_assessment_in_the_language_asked_for(client: Client) -> None:
    english, french = (client.preview(GOOD, accept_language=language) for language in ("en", "fr"))
    assert (english.status_code, english.headers["content-language"]) == (200, "en")
    assert (french.status_code, french.headers["content-language"]) == (200, "fr")
    assert english.headers["vary"] == french.headers["vary"] == "Accept-Language, Origin"
    assert english.headers["cache-control"] == "no-store"
    assert msgspec.json.decode(english.content, type=Assessment).sourcing.model == (
        msgspec.json.decode(french.content, type=Assessment).sourcing.model
    )


def test_parts_are_null_unless_asked_for(client: Client) -> None:
    plain, asked = client.preview(GOOD).json(), client.preview(GOOD, query="?include=profile,trace").json()
    assert (plain["profile"], plain["trace"]) == (None, None)
    assert asked["profile"]["organisation"]["reference"] == "shop-17"
    assert asked["trace"] is not None


def test_a_preview_is_counted_once(client: Client, services: Services) -> None:
    assert isinstance(services.observer, RecordingObserver)
    before = len(services.observer.assessments)
    client.preview(GOOD)
    client.preview(b"{")
    assert [kind for kind, _ in services.observer.assessments[before:]] == ["preview"]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"), ("fr", "fr"), ("FR-ca", "fr"), ("de", "en"), ("de, fr;q=0.1", "fr"), ("fr;q=0, *", "en"),
        ("fr;q=0.4, en;q=0.6", "en"), ("en;q=0.4, fr;q=0.6", "fr"), ("fr, en", "fr"), ("en, fr", "en"),
        ("*", "en"),
        ("fr;q=0", "en"), ("fr;q=2", "en"), ("fr;q=abc, x", "en"), (";;;,,q=", "en"), ("frfr", "en"),
        ("x," * 50 + "fr", "en"), ("fr ; q = 0.5", "fr"), ("\udcff", "en"),
    ],
)  # fmt: skip
def test_anything_but_french_is_english(header: str, language: str) -> None:
    assert negotiate(header) == language


def test_a_problem_is_told_in_french_when_asked(client: Client) -> None:
    answer = client.get("/nulle-part", headers={"accept-language": "fr-FR,fr;q=0.9"})
    assert answer.headers["content-language"] == "fr"
    assert answer.json()["title"] == "Introuvable"


@pytest.mark.parametrize(
    "path", ["v1999.1", "v2026.1/rules/factor.voise", "v2026.1/sources/Z", "v2026.1/rules/%ff%00"]
)
def test_a_wrong_name_is_told_as_precisely_in_french_as_in_english(client: Client, path: str) -> None:
    details = []
    for language in ("en", "fr"):
        answer = client.get(f"/v1/methodologies/{path}", headers={"accept-language": language})
        assert (answer.status_code, answer.headers["content-language"]) == (404, language)
        details.append(answer.json()["detail"])
    assert details[0] != details[1]
    english, french = (set(re.findall(r"\w+\.\w+|\d+", detail)) for detail in details)
    assert english == french


@pytest.mark.parametrize("path", PUBLIC)
def test_what_is_public_answers_without_a_key_and_to_head(client: Client, path: str) -> None:
    got, head = client.get(path), client.send("HEAD", path)
    assert got.status_code == head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == str(len(got.content))
    assert head.headers["content-type"] == got.headers["content-type"]


def test_the_methodology_leads_to_its_rules_and_sources(client: Client, services: Services) -> None:
    version = services.handbook.methodologies().items[0].version
    document = services.handbook.methodology(version, "en")
    for path in ("", f"/rules/{document.rules[0].rule}", f"/sources/{document.sources[0].source}"):
        answer = client.get(f"/v1/methodologies/{version}{path}", headers={"accept-language": "fr"})
        assert (answer.status_code, answer.headers["content-language"]) == (200, "fr")
    assert client.get(f"/v1/questionnaire?form=express&methodology={version}").status_code == 200


def test_head_on_what_only_takes_a_post_is_405_without_a_body(client: Client) -> None:
    answer = client.send("HEAD", "/v1/assessments/preview")
    assert (answer.status_code, answer.content, answer.headers["allow"]) == (405, b"", "OPTIONS, POST")


@pytest.mark.parametrize(
    ("path", "allow"),
    [("/v1/methodologies", "GET, HEAD, OPTIONS"), ("/v1/assessments/preview", "OPTIONS, POST")],
)
def test_options_lists_every_method(client: Client, path: str, allow: str) -> None:
    answer = client.send("OPTIONS", path)
    assert (answer.status_code, answer.content, answer.headers["allow"]) == (204, b"", allow)


def test_options_of_nowhere_is_404(client: Client) -> None:
    assert client.send("OPTIONS", "/nowhere").status_code == 404


@pytest.mark.parametrize("path", ["/livez", "/nowhere", "/docs"])
def test_every_answer_has_a_request_id_and_forbids_sniffing(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert len(headers["x-request-id"]) == 32
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("given", "kept"), [("order-17.a_b", True), ("short", False), ("a b c d e f", False), ("x" * 129, False)]
)
def test_a_sane_request_id_is_kept(client: Client, given: str, kept: bool) -> None:
    assert (client.get("/livez", headers={"x-request-id": given}).headers["x-request-id"] == given) is kept


def test_what_is_observed_names_no_path_that_a_caller_made_up(client: Client, services: Services) -> None:
    assert isinstance(services.observer, RecordingObserver)
    before = len(services.observer.requests)
    client.get("/v1/methodologies/someone@example.org")
    client.get("/someone@example.org")
    client.send("BREW", "/livez")
    assert services.observer.requests[before:] == [
        ("GET", "/v1/methodologies/{version}", 404),
        ("GET", "unmatched", 404),
        ("OTHER", "unmatched", 405),
    ]


@pytest.mark.parametrize("path", ["/openapi.yaml", "/openapi.json", "/docs", "/docs/docs.js"])
def test_a_document_that_the_caller_has_is_not_sent_again(client: Client, path: str) -> None:
    tag = client.get(path).headers["etag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        again = client.get(path, headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_the_page_is_in_the_language_asked_for_and_asks_nobody_else_for_anything(client: Client) -> None:
    for path, header, language in [
        ("/docs", "fr", "fr"), ("/docs", "de", "en"), ("/docs?lang=fr", "en", "fr"),
        ("/docs?lang=xx", "fr", "fr"),
    ]:  # fmt: skip
        page = client.get(path, headers={"accept-language": header})
        assert f'<html lang="{language}">' in page.text
        assert page.headers["content-language"] == language
        assert "script-src 'self'" in page.headers["content-security-policy"]
    static = [file.read_text() for file in Path("service/api/static").iterdir()]
    assert not [text for text in static if "http:" in text or "https:" in text or '="//' in text]


class Fragile:
    """The real preview, with a defect for one reference, which its error quotes."""

    def __init__(self, sound: AssessmentEngine) -> None:
        self._sound = sound

    def assess(self, profile: Profile, *options: Any) -> Assessment:
        if profile.organisation.reference == "fragile":
            raise RuntimeError("defect at fragile")
        return self._sound.assess(profile, *options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sound, name)


def test_an_unexpected_error_is_a_500_that_says_nothing_of_it(services: Services, runner: Runner) -> None:
    observer = RecordingObserver()
    fragile: Any = Fragile(services.engine)
    computing = Computing(fragile, services.workers)
    client = Client(create_app(replace(services, computing=computing, observer=observer)), runner)
    answer = client.preview(GOOD.replace(b"shop-17", b"fragile"))
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert answer.json()["type"] == "/problems/internal-error"
    assert "fragile" not in answer.text
    assert observer.crashes == [("defect at fragile", answer.headers["x-request-id"])]
    assert observer.requests == [("POST", "/v1/assessments/preview", 500)]
