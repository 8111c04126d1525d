"""What a person finds who types the service's address, or follows the ``type`` of a problem.

Pages for people, outside of the contract, like the documentation page. Imports no use case.
"""

from importlib.resources import files
from typing import Any

from litestar import Request, get
from msgspec.json import encode

from service.api.formats.problem_pages import ProblemPages
from service.api.operations.docs import page_language
from service.api.problems.kinds import KINDS
from service.api.wire.responses import ByteResponse, StaticDocument, document_response, static_document
from service.texts import LANGUAGES

_POLICY = b"default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
_SIGNPOST = {
    "docs_url": "/docs",
    "contract_url": "/openapi.json",
    "questionnaire_url": "/v1/questionnaire",
    "methodologies_url": "/v1/methodologies",
    "problems_url": "/problems",
}


def make_signpost(base_url: str) -> StaticDocument:
    """Return what a client that is no browser finds: where to go on."""
    urls = {name: base_url + path for name, path in _SIGNPOST.items()}
    return static_document(encode({"name": "Palier"} | urls), "application/json")


def read_problem_pages() -> dict[str, StaticDocument]:
    """Return the pages that describe problems, each by its language and path, such as ``en/problems``."""
    template = files("service.api").joinpath("static", "problem.html").read_text("utf-8")
    return {
        f"{language}/{path}": static_document(page.encode(), "text/html", language)
        for language in LANGUAGES
        for path, page in ProblemPages(template, language).pages()
    }


@get("/", include_in_schema=False)
async def front_door(request: Request[Any, Any, Any]) -> ByteResponse:
    """Lead a browser to the documentation; tell any other client where to go on."""
    vary = (b"vary", b"Accept")
    if "text/html" in ",".join(request.headers.getall("accept", [])).lower():
        # Relative: a proxy may serve Palier below a path.
        return ByteResponse(302, ((b"location", b"docs"), vary, (b"content-length", b"0")))
    return document_response(request, request.app.state["signpost"], (vary,))


@get(["/problems", *(f"/problems/{kind.slug}" for kind in KINDS)], include_in_schema=False)
async def problem_page(request: Request[Any, Any, Any]) -> ByteResponse:
    """Return the page of a kind of problem, or their list, in the language of ``?lang=`` or the header."""
    language = page_language(request)
    page = request.app.state["problem_pages"][language + request.url.path]
    return document_response(request, page, ((b"content-security-policy", _POLICY),))


HANDLERS = (front_door, problem_page)
