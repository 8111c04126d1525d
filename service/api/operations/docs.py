"""The documentation page: our own HTML, style and script, without a request to anybody else.

The page reads the contract and draws it, so it needs no upkeep of its own. Imports no use case.
"""

from importlib.resources import files
from typing import Any

from litestar import Request, get
from litestar.connection import ASGIConnection

from service.api.language import language_of
from service.api.wire.responses import Answer, Document, document, revalidated
from service.texts import LANGUAGES, Language

_STYLE = "docs.css"
_SCRIPTS = ("docs.js", "contract.js", "trial.js", "answer.js", "elements.js")
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data: blob:;"
    b" base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def read_pages() -> dict[str, Document]:
    """Read the page in each language, its style and its scripts, by name."""
    folder = files("service.api").joinpath("static")
    names = {**{f"docs.{language}.html": "text/html" for language in LANGUAGES}, _STYLE: "text/css"}
    names |= dict.fromkeys(_SCRIPTS, "text/javascript")
    return {name: document(folder.joinpath(name).read_bytes(), kind) for name, kind in names.items()}


@get("/docs", include_in_schema=False)
async def docs_page(request: Request[Any, Any, Any]) -> Answer:
    """Return the page in the language of ``?lang=``, else of ``Accept-Language``."""
    language = _language(request)
    headers = (
        (b"content-security-policy", _POLICY),
        (b"content-language", language.encode()),
        (b"vary", b"Accept-Language"),
    )
    return revalidated(request, request.app.state["pages"][f"docs.{language}.html"], headers)


@get(f"/docs/{_STYLE}", include_in_schema=False)
async def docs_style(request: Request[Any, Any, Any]) -> Answer:
    """Return the style of the page."""
    return revalidated(request, request.app.state["pages"][_STYLE])


@get([f"/docs/{name}" for name in _SCRIPTS], include_in_schema=False)
async def docs_script(request: Request[Any, Any, Any]) -> Answer:
    """Return one of the scripts of the page."""
    return revalidated(request, request.app.state["pages"][request.url.path.rpartition("/")[2]])


def _language(connection: ASGIConnection[Any, Any, Any, Any]) -> Language:
    asked = connection.query_params.get("lang")
    return next((language for language in LANGUAGES if language == asked), language_of(connection))
