"""A real service and a real Chromium, for the tests of what people see."""

import os
import shutil
from collections.abc import Iterator

import pytest
from msgspec import Struct
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.support.serving import serving
from tests.support.waiting import PATIENCE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
REQUIRED = os.environ.get("PALIER_TEST_DEPTH") == "thorough"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


class Site(Struct, frozen=True):
    """A service that runs: its address, and its secret key."""

    address: str
    key: str


@pytest.fixture(scope="package")
def site(tmp_path_factory) -> Iterator[Site]:
    """A service of its own on a free port."""
    with serving(tmp_path_factory.mktemp("data")) as served:
        yield Site(served.url, served.key)
        assert served.stop() == 0


# Its event loop must be gone before any test that runs one of its own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if not CHROMIUM and not REQUIRED:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, site) -> Iterator[Page]:
    """A page that fails the test on any script error, refused resource or request to another host."""
    page = browser.new_page(locale="en-GB")
    page.set_default_timeout(PATIENCE * 1000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if _is_wrong(message) else None)
    page.on("request", lambda sent: wrong.append(sent.url) if _elsewhere(sent.url, site.address) else None)
    yield page
    page.close()
    assert not wrong


def _is_wrong(message: ConsoleMessage) -> bool:
    # The browser notes every answer of 400 or more; those of the API are what some tests ask for.
    told = message.text.startswith("Failed to load resource") and "/v1/" in message.location["url"]
    return message.type in ("error", "warning") and not told


def _elsewhere(url: str, address: str) -> bool:
    return not url.startswith((f"{address}/", f"blob:{address}/", "data:"))
