"""The documentation page in a real Chromium: what it shows, to whom, and what becomes of the key."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page

HOW = {"en": "Maturity", "fr": "Maturité"}


def opened(page: Page, site, ending: str = "") -> Page:
    """The page, once it has drawn the contract."""
    page.goto(f"{site.address}/docs{ending}")
    page.wait_for_selector(".operation")
    return page


def parameters(contract: dict[str, Any], operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The parameters of an operation, whether they are said there or shared."""
    shared = contract["components"].get("parameters", {})
    return [
        shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in operation["parameters"]
    ]


def stored(page: Page) -> str:
    """All that the page and its tab keep, but for the value of the field itself."""
    history = page.context.new_cdp_session(page).send("Page.getNavigationHistory")
    visited = [entry["url"] for entry in history["entries"]]
    kept = "[document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage), location.href]"
    databases = page.evaluate("indexedDB.databases()")
    return f"{visited} {page.evaluate(kept)} {page.context.cookies()} {databases} {page.content()}"


def test_the_page_draws_every_operation_of_the_contract_and_lists_it_in_the_contents(page, site):
    contract = httpx.get(f"{site.address}/openapi.json").json()
    names = [operation["operationId"] for path in contract["paths"].values() for operation in path.values()]
    opened(page, site)
    assert sorted(page.eval_on_selector_all(".operation", "all => all.map(e => e.id)")) == sorted(names)
    links = page.eval_on_selector_all("nav ul ul a", "all => all.map(e => e.hash.slice(1))")
    assert sorted(links) == sorted(names)
    page.click("nav a[href='#getQuestionnaire']")
    page.wait_for_selector("#getQuestionnaire[open]")
    assert page.locator(".operation[open]").count() == 1


@pytest.mark.parametrize(("language", "extension"), [("en", "{}"), ("fr", "x-{}-fr")])
def test_the_page_describes_the_contract_in_its_own_language(page, site, language, extension):
    summary, description = extension.format("summary"), extension.format("description")
    contract = httpx.get(f"{site.address}/openapi.json").json()
    opened(page, site, f"?lang={language}")
    drawn = page.text_content("#operations") or ""
    for methods in contract["paths"].values():
        for operation in methods.values():
            parts = (operation, *parameters(contract, operation))
            said = [operation[summary], *(part[description] for part in parts)]
            assert not [text for text in said if re.sub("[`*]", "", text) not in drawn]
    for part in (*contract["components"]["responses"].values(), *contract["tags"]):
        assert re.sub("[`*]", "", part[description]) in drawn
    prose = page.eval_on_selector_all("#operations p, #operations dd", "all => all.map(e => e.textContent)")
    assert not [text for text in prose if "`" in text or "*" in text]


@pytest.mark.parametrize("language", HOW)
def test_a_click_on_the_link_and_a_click_on_the_button_give_advice_in_words(page, site, language):
    page.set_content(f"<a href='{site.address}/docs?lang={language}#key={site.key}'>Palier</a>")
    page.click("a")
    page.click("#try-first button")
    page.wait_for_selector("#try .good")
    assert HOW[language] in page.inner_text("#try .outcome")
    assert page.locator("#try .outcome li").count() >= 1
    assert '"sourcing"' in page.inner_text("#try .answer pre")
    assert f"Content-Language: {language}" in (page.text_content("#try .answer details") or "")


def test_the_key_of_the_link_leaves_no_trace_and_goes_out_in_one_header_only(page, site):
    sent = []
    page.on("request", lambda request: sent.append(request))
    opened(page, site, f"?lang=fr#key={site.key}")
    assert page.input_value("#key") == site.key
    assert page.url == f"{site.address}/docs?lang=fr"
    page.click("#try-first button")
    page.wait_for_selector("#try .good")
    assert site.key not in stored(page)
    for request in sent:
        assert site.key not in f"{request.url.partition('#')[0]} {request.post_data}"
    bearing = [request.url for request in sent if site.key in str(request.all_headers())]
    assert bearing == [f"{site.address}/v1/assessments/preview"]
    page.goto("about:blank")
    page.go_back()
    assert site.key not in page.url


def test_a_link_followed_in_a_page_that_is_open_already_brings_its_key_too(page, site):
    opened(page, site)
    page.evaluate("key => { location.hash = `key=${key}` }", site.key)
    page.wait_for_selector("#taken:not(:empty)")
    assert page.input_value("#key") == site.key
    assert page.url == f"{site.address}/docs"
    assert site.key not in stored(page)


def test_the_key_is_hidden_until_it_is_asked_for(page, site):
    opened(page, site, f"#key={site.key}")
    assert page.get_attribute("#key", "autocomplete") == "off"
    kinds = []
    for _ in range(3):
        kinds.append((page.get_attribute("#key", "type"), page.inner_text("#show")))
        page.click("#show")
    assert kinds == [("password", "Show"), ("text", "Hide"), ("password", "Show")]


def test_changing_language_keeps_the_key_and_translates_everything(page, site):
    opened(page, site, f"#key={site.key}")
    page.click("#languages a[lang=fr]")
    page.wait_for_selector("html[lang=fr] .operation")
    assert page.url == f"{site.address}/docs?lang=fr"
    assert "documentation de l’API" in page.title()
    assert page.input_value("#key") == site.key
    assert page.evaluate("document.activeElement.lang") == "en"
    page.click("#try-first button")
    page.wait_for_selector("#try .good")
    assert "Prochaines étapes" in page.inner_text("#try .outcome")
    assert site.key not in stored(page)


def test_the_page_can_be_used_with_the_keyboard_alone(page, site):
    opened(page, site, f"#key={site.key}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#listMethodologies > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#listMethodologies[open]").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_selector("#listMethodologies .good")
    page.focus("#key")
    page.keyboard.press("Enter")
    page.wait_for_selector("#try .good")


def test_every_control_has_a_name_and_every_id_is_unique(page, site):
    opened(page, site)
    controls = "input, select, textarea"
    assert page.eval_on_selector_all(controls, "all => all.filter(e => !e.labels.length).length") == 0
    ids = page.eval_on_selector_all("[id]", "all => all.map(e => e.id)")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", HOW)
def test_the_page_fits_a_narrow_screen_with_everything_open(page, site, language):
    page.set_viewport_size({"width": 320, "height": 640})
    opened(page, site, f"?lang={language}#key={site.key}")
    page.click("#try-first button")
    page.wait_for_selector("#try .good")
    page.eval_on_selector_all("details", "all => all.forEach(e => { e.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_text_can_be_read_in_daylight_and_in_the_dark(page, site, scheme):
    page.emulate_media(color_scheme=scheme)
    opened(page, site)
    names = ["text", "soft", "accent", "good", "bad", "read", "back", "panel"]
    colour = "names => names.map(n => getComputedStyle(document.body).getPropertyValue(`--${n}`).trim())"
    light = dict(zip(names, map(_luminance, page.evaluate(colour, names)), strict=True))
    assert (light["back"] > light["text"]) is (scheme == "light")
    for ground in ("back", "panel"):
        for name in names[:6]:
            low, high = sorted((light[name], light[ground]))
            assert (high + 0.05) / (low + 0.05) >= 4.5, (name, ground)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    shares = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
