"""The documentation page: our own HTML, style and script, without a request to anybody else.

The page reads the contract and draws it, so it needs no upkeep of its own. Imports no use case.
"""

from importlib.resources import files
from typing import Any

from litestar import Request, get
from litestar.connection import ASGIConnection

from service.api.answers import Answer, Document, document, revalidated
from service.api.language import language_of
from service.model.codes import LANGUAGES, Language

_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
    b" base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def read_pages() -> dict[str, Document]:
    """Read the page in each language, its style and its script, by name."""
    folder = files("service.api").joinpath("static")
    pages = {language: folder.joinpath(f"docs.{language}.html").read_bytes() for language in LANGUAGES}
    return {language: document(page, "text/html") for language, page in pages.items()} | {
        "css": document(folder.joinpath("docs.css").read_bytes(), "text/css"),
        "js": document(folder.joinpath("docs.js").read_bytes(), "text/javascript"),
    }


@get("/docs", include_in_schema=False)
async def docs_page(request: Request[Any, Any, Any]) -> Answer:
    """Return the page in the language of ``?lang=``, else of ``Accept-Language``."""
    language = _language(request)
    headers = (
        (b"content-security-policy", _POLICY),
        (b"content-language", language.encode()),
        (b"vary", b"Accept-Language"),
    )
    return revalidated(request, request.app.state["pages"][language], headers)


@get("/docs/docs.css", include_in_schema=False)
async def docs_style(request: Request[Any, Any, Any]) -> Answer:
    """Return the style of the page."""
    return revalidated(request, request.app.state["pages"]["css"])


@get("/docs/docs.js", include_in_schema=False)
async def docs_script(request: Request[Any, Any, Any]) -> Answer:
    """Return the script of the page."""
    return revalidated(request, request.app.state["pages"]["js"])


def _language(connection: ASGIConnection[Any, Any, Any, Any]) -> Language:
    asked = connection.query_params.get("lang")
    return next((language for language in LANGUAGES if language == asked), language_of(connection))
