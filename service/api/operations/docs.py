"""The documentation page: HTML, style and scripts of the service's own, without a request to any other host.

The page's scripts draw it from the contract, so it needs no upkeep of its own. Imports no use case.
"""

from importlib.resources import files
from typing import Any

from litestar import Request, get
from litestar.connection import ASGIConnection

from service.api.formats.docs_page import fill_page
from service.api.language import language_of
from service.api.wire.responses import ByteResponse, StaticDocument, document_response, static_document
from service.texts import LANGUAGES, Language

_STYLE = "docs.css"
_SCRIPTS = ("docs.js", "contract.js", "trial.js", "answer.js", "elements.js")
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data: blob:;"
    b" base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def read_pages() -> dict[str, StaticDocument]:
    """Return the page by language, and its style and scripts by file name."""
    folder = files("service.api").joinpath("static")
    template = folder.joinpath("docs.html").read_text("utf-8")
    pages: dict[str, StaticDocument] = {
        language: static_document(fill_page(template, language).encode(), "text/html", language)
        for language in LANGUAGES
    }
    media_types = {_STYLE: "text/css", **dict.fromkeys(_SCRIPTS, "text/javascript")}
    for name, media_type in media_types.items():
        pages[name] = static_document(folder.joinpath(name).read_bytes(), media_type)
    return pages


@get("/docs", include_in_schema=False)
async def docs_page(request: Request[Any, Any, Any]) -> ByteResponse:
    """Return the page in the language of ``?lang=``, else of ``Accept-Language``."""
    language = page_language(request)
    page = request.app.state["pages"][language]
    return document_response(request, page, ((b"content-security-policy", _POLICY),))


@get(f"/docs/{_STYLE}", include_in_schema=False)
async def docs_style(request: Request[Any, Any, Any]) -> ByteResponse:
    """Return the style of the page."""
    return document_response(request, request.app.state["pages"][_STYLE])


@get([f"/docs/{name}" for name in _SCRIPTS], include_in_schema=False)
async def docs_script(request: Request[Any, Any, Any]) -> ByteResponse:
    """Return one of the scripts of the page."""
    return document_response(request, request.app.state["pages"][request.url.path.rpartition("/")[2]])


def page_language(connection: ASGIConnection[Any, Any, Any, Any]) -> Language:
    """Return the language of a page: that of ``?lang=``, else of ``Accept-Language``."""
    requested = connection.query_params.get("lang")
    return next((language for language in LANGUAGES if language == requested), language_of(connection))


HANDLERS = (docs_page, docs_style, docs_script)
