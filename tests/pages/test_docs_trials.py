"""Trying operations on the documentation page, in a real Chromium: all the contract holds can be sent."""

import json
import shlex
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Route

from service.api.examples import PROFILE
from tests.pages.test_docs_page import opened, parameters

GIVEN = {"version": "v2026.1", "rule_id": "factor.voice_delegation", "source_id": "J"}
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><path d="M0 0h40v20H0z"/></svg>'
SAID = {"description": "Something.", "x-description-fr": "Quelque chose."}


def send(page: Page, operation: str) -> None:
    """Open an operation and send its form."""
    page.eval_on_selector(f"#{operation}", "panel => { panel.open = true }")
    page.click(f"#{operation} form button")


def test_every_operation_that_reads_answers_from_its_own_form(page, site):
    contract = httpx.get(f"{site.address}/openapi.json").json()
    places = {
        path["get"]["operationId"]: [
            one["name"] for one in parameters(contract, path["get"]) if one["in"] == "path"
        ]
        for path in contract["paths"].values()
        if "get" in path
    }
    known = {name: inside for name, inside in places.items() if GIVEN.keys() >= set(inside)}
    assert len(known) >= 10
    keyed = {"authorization": f"Bearer {site.key}"}
    assert httpx.post(f"{site.address}/v1/assessments", json=PROFILE, headers=keyed).status_code == 201
    opened(page, site, f"#key={site.key}")
    for name, inside in known.items():
        page.eval_on_selector(f"#{name}", "panel => { panel.open = true }")
        for place in inside:
            page.fill(f"#{name}-{place}", GIVEN[place])
        send(page, name)
        page.wait_for_selector(f"#{name} .good")
        assert page.inner_text(f"#{name} .answer pre >> nth=0")


def test_the_questionnaire_takes_what_was_chosen_and_the_language_of_the_page(page, site):
    opened(page, site, "?lang=fr")
    page.eval_on_selector("#getQuestionnaire", "panel => { panel.open = true }")
    assert page.input_value("#getQuestionnaire select") == "express"
    page.select_option("#getQuestionnaire select", "full")
    send(page, "getQuestionnaire")
    page.wait_for_selector("#getQuestionnaire .good")
    answer = json.loads(page.inner_text("#getQuestionnaire .answer pre >> nth=0"))
    assert (answer["form"], answer["language"]) == ("full", "fr")


def test_the_parts_asked_for_by_ticking_come_with_the_answer(page, site):
    opened(page, site, f"#key={site.key}")
    page.eval_on_selector("#previewAssessment", "panel => { panel.open = true }")
    page.check("#previewAssessment input[value=profile]")
    page.check("#previewAssessment input[value=trace]")
    send(page, "previewAssessment")
    page.wait_for_selector("#previewAssessment .good")
    answer = json.loads(page.inner_text("#previewAssessment .answer pre >> nth=0"))
    assert answer["profile"]
    assert answer["trace"]


def test_a_broken_body_shows_every_fault_in_words(page, site):
    opened(page, site, f"#key={site.key}")
    page.fill("#first-body", '{"organisation": {"headcount": "x"}, "odd": 1}')
    page.click("#try-first button")
    page.wait_for_selector("#try .bad")
    told = page.inner_text("#try .outcome")
    for words in ("400", "/organisation/headcount", "/organisation/country", "/odd"):
        assert words in told


@pytest.mark.parametrize(("language", "words"), [("en", "A valid key is needed"), ("fr", "Une clé valide")])
def test_a_wrong_key_is_told_in_words(page, site, language, words):
    opened(page, site, f"?lang={language}#key=sk_live_wrong")
    page.click("#try-first button")
    page.wait_for_selector("#try .bad")
    assert words in page.inner_text("#try .outcome")


def test_without_a_key_nothing_is_sent_and_the_field_is_shown(page, site):
    opened(page, site)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    send(page, "previewAssessment")
    assert "key" in page.inner_text("#previewAssessment .outcome")
    assert page.evaluate("document.activeElement.id") == "key"
    assert sent == []


def test_the_curl_command_is_the_request_without_the_key(page, site):
    opened(page, site, f"#key={site.key}")
    body = '{"organisation": {"reference": "l\'atelier $HOME"}}'
    page.eval_on_selector("#previewAssessment", "panel => { panel.open = true }")
    page.fill("#previewAssessment-body", body)
    page.fill("#previewAssessment-methodology", "v2026.1")
    page.check("#previewAssessment input[value=trace]")
    page.click("#previewAssessment .trial summary >> text=curl")
    command = page.inner_text("#previewAssessment pre[aria-label=curl]")
    assert site.key not in command
    assert [part for part in shlex.split(command) if part != "\n"] == [
        "curl", "-X", "POST",
        f"{site.address}/v1/assessments/preview?include=trace&methodology=v2026.1",
        "-H", "Authorization: Bearer $PALIER_KEY", "-H", "Content-Type: application/json",
        "-H", "Accept-Language: en", "--data-binary", body,
    ]  # fmt: skip
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("#previewAssessment .trial .quiet")
    page.wait_for_selector("text=Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == command


def test_a_service_that_is_gone_is_told_in_words(page, site):
    opened(page, site)
    page.context.set_offline(True)
    send(page, "listMethodologies")
    page.wait_for_selector("#listMethodologies .outcome >> text=No answer came")
    page.context.set_offline(False)


def test_an_assessment_is_made_read_drawn_and_erased_from_the_page_alone(page, site):
    opened(page, site, f"#key={site.key}")
    send(page, "createAssessment")
    page.wait_for_selector("#createAssessment .good")
    assert "Maturity" in page.inner_text("#createAssessment .outcome")
    made = json.loads(page.inner_text("#createAssessment .answer pre >> nth=0"))["id"]
    for name in ("getAssessment", "getTrace", "getRadar", "getBadge", "eraseAssessment"):
        page.eval_on_selector(f"#{name}", "panel => { panel.open = true }")
        page.fill(f"#{name}-assessment_id", made)
        send(page, name)
        if name == "eraseAssessment":
            page.click("#confirm button[value=yes]")
        page.wait_for_selector(f"#{name} .good")
    for name in ("getRadar", "getBadge"):
        picture = page.query_selector(f"#{name} .answer img")
        assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
    send(page, "getAssessment")
    page.wait_for_selector("#getAssessment .bad")
    assert "404" in page.inner_text("#getAssessment .outcome")


def test_an_operation_added_to_the_contract_needs_nothing_new_on_the_page(page, site):
    sent = made_up(page)
    opened(page, site, f"#key={site.key}")
    assert page.inner_text("#drawThing > summary small") == "key or signature"
    page.eval_on_selector_all(".operation", "all => all.forEach(panel => { panel.open = true })")
    assert page.locator("#eraseThing-id").evaluate("field => field.required && field.value") == "a/b"

    page.click("#eraseThing form button")
    page.keyboard.press("Escape")
    page.click("#eraseThing form button")
    page.click("#confirm button[value=no]")
    assert sent == []
    page.click("#eraseThing form button")
    assert page.inner_text("#victim") == "/v1/things/a%2Fb"
    page.click("#confirm button[value=yes]")
    page.wait_for_selector("#eraseThing .good")
    assert "204" in page.inner_text("#eraseThing .outcome")

    page.fill("#eraseThing-Idempotency-Key", "once")
    page.click("#eraseThing form button")
    page.click("#confirm button[value=yes]")
    page.click("#drawThing form button")
    picture = page.wait_for_selector("#drawThing .answer img")
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 40
    page.fill("#drawThing-signature", "signed")
    with page.expect_response("**/radar.svg?*"):
        page.click("#drawThing form button")
    erased, again, radar, signed = sent
    bearer = f"Bearer {site.key}"
    assert (erased["authorization"], erased["method"]) == (bearer, "DELETE")
    assert again["idempotency-key"] == "once"
    assert (radar["authorization"], radar["path"]) == (bearer, "/v1/things/radar.svg")
    assert (signed.get("authorization"), signed["path"]) == (None, "/v1/things/radar.svg?signature=signed")


def made_up(page: Page) -> list[dict[str, str]]:
    """Give the page a longer contract, answer for its operations, and list what the page sent to them."""
    sent: list[dict[str, str]] = []

    def contract(route: Route) -> None:
        longer: dict[str, Any] = route.fetch().json()
        longer["components"]["securitySchemes"]["signature"] = {
            "type": "apiKey", "in": "query", "name": "signature", **SAID,
        }  # fmt: skip
        key: dict[str, list[str]] = {"secretKey": []}
        name = {"name": "id", "in": "path", "required": True, "example": "a/b", **SAID}
        once = {"name": "Idempotency-Key", "in": "header", **SAID}
        longer["paths"]["/v1/things/{id}"] = {"delete": operation("eraseThing", "204", [key], [name, once])}
        drawn = operation("drawThing", "200", [key, {"signature": []}], [])
        longer["paths"]["/v1/things/radar.svg"] = {"get": drawn}
        route.fulfill(json=longer)

    def answer(route: Route) -> None:
        path = "/v1/" + route.request.url.partition("/v1/")[2]
        sent.append({**route.request.headers, "method": route.request.method, "path": path})
        if route.request.method == "DELETE":
            route.fulfill(status=204)
        else:
            route.fulfill(content_type="image/svg+xml", body=PICTURE)

    page.route("**/openapi.json", contract)
    page.route("**/v1/things/**", answer)
    return sent


def operation(name: str, status: str, security: list[Any], parameters: list[Any]) -> dict[str, Any]:
    """One more operation, as the contract would hold it."""
    return {
        "operationId": name, "summary": name, "tags": ["Assessments"], **SAID,
        "security": security, "parameters": parameters, "responses": {status: SAID},
    }  # fmt: skip
