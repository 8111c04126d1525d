"""The bare address and the pages about problems in a real Chromium: they lead on, fit, and can be read."""

import re

import pytest
from playwright.sync_api import Page

from service.api.problems.kinds import KINDS


def test_the_bare_address_opens_the_documentation(page: Page, site) -> None:
    page.goto(f"{site.address}/")
    page.wait_for_selector(".operation")
    assert page.url == f"{site.address}/docs"


def test_a_person_finds_from_a_problem_to_the_list_to_another_language_and_to_the_documentation(
    page: Page, site
) -> None:
    page.goto(f"{site.address}/problems/too-many-requests")
    page.click("main a >> text=All kinds of problem")
    assert page.url == f"{site.address}/problems?lang=en"
    page.click(".lang a")
    assert page.locator("dd a").count() == len(KINDS)
    page.click("text=Saisie invalide")
    assert page.url == f"{site.address}/problems/invalid-input?lang=fr"
    page.click("main a >> text=Documentation de l’API")
    page.wait_for_selector(".operation")


@pytest.mark.parametrize("path", ["problems", "problems/invalid-input", "problems/not-found"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_page_is_styled_and_fits_a_narrow_screen(page: Page, site, path: str, language: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site.address}/{path}?lang={language}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert re.search("sans-serif", page.evaluate("getComputedStyle(document.body).fontFamily"))
    assert page.evaluate("getComputedStyle(document.querySelector('h1 svg')).width") != "auto"
