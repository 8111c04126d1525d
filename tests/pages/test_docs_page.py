"""The documentation page in a real Chromium: it draws, it tries a request, it asks nobody else."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
REQUIRED = os.environ.get("PALIER_TEST_DEPTH") == "thorough"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]

pytestmark = pytest.mark.skipif(not CHROMIUM and not REQUIRED, reason="Chromium is not installed")


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[tuple[str, str]]:
    """A service of its own on a free port: its address, and its secret key."""
    folder: Path = tmp_path_factory.mktemp("data")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {**os.environ, "PALIER_DATA_DIR": str(folder), "PALIER_PORT": str(port)}
    command = [sys.executable, "-m", "service", "serve"]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL) as server:
        for _ in range(200):
            try:
                httpx.get(f"{address}/livez")
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield address, (folder / "local.key").read_text().strip()
        server.terminate()
        assert server.wait(15) == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, site) -> Iterator[Page]:
    """A page that fails the test on any script error, refused resource or request to another host."""
    page = browser.new_page(locale="en-GB")
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("request", lambda sent: wrong.append(sent.url) if _elsewhere(sent.url, site[0]) else None)
    yield page
    page.close()
    assert not wrong


def _elsewhere(url: str, address: str) -> bool:
    return not url.startswith((f"{address}/", "data:"))


def test_the_page_draws_every_operation_of_the_contract(page, site):
    contract = httpx.get(f"{site[0]}/openapi.json").json()
    page.goto(f"{site[0]}/docs")
    page.wait_for_selector("#operations > details")
    assert page.locator("#operations > details").count() == sum(len(p) for p in contract["paths"].values())


@pytest.mark.parametrize(("language", "extension"), [("en", ""), ("fr", "x-{}-fr")])
def test_the_page_describes_the_contract_in_its_own_language(page, site, language, extension):
    summary, description = ((extension or "{}").format(name) for name in ("summary", "description"))
    contract = httpx.get(f"{site[0]}/openapi.json").json()
    page.goto(f"{site[0]}/docs?lang={language}")
    page.wait_for_selector("#operations > details")
    drawn = page.text_content("#operations") or ""
    for methods in contract["paths"].values():
        for operation in methods.values():
            said = [operation[summary], *(p[description] for p in (operation, *operation["parameters"]))]
            assert not [text for text in said if re.sub("[`*]", "", text) not in drawn]
    for response in contract["components"]["responses"].values():
        assert response[description] in drawn
    tables = page.eval_on_selector_all("#operations p, #operations table", "all => all.map(e => e.innerText)")
    assert not [text for text in tables if "`" in text or "*" in text]
    assert page.locator("#operations p em").count() == 1


@pytest.mark.parametrize(("language", "label"), [("en", "Maturity"), ("fr", "Maturité")])
def test_a_request_is_tried_with_the_key_and_one_click(page, site, language, label):
    page.goto(f"{site[0]}/docs?lang={language}")
    page.wait_for_selector("#operations > details")
    assert page.locator("html").get_attribute("lang") == language
    page.fill("#key", site[1])
    page.click("#try button")
    page.wait_for_selector("#answer:not([hidden])")
    assert label in (page.text_content("#outcome") or "")
    assert "sourcing" in json.loads(page.text_content("#answer") or "")


def test_the_page_can_be_used_with_the_keyboard_alone(page, site):
    page.goto(f"{site[0]}/docs")
    page.wait_for_selector("#operations > details")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#operations > details > summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#operations > details[open]").count() == 1


def test_the_page_fits_a_narrow_screen(page, site):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{site[0]}/docs?lang=fr")
    page.wait_for_selector("#operations > details")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
