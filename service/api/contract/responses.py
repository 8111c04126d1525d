"""The problems of the contract: one response a status, shared by every operation that can answer it.

Imports the table of problems, so that what is documented is what is answered.
"""

from http import HTTPStatus
from typing import Any

import msgspec

from service.api.contract import wording as say
from service.api.problems.kinds import ProblemKind
from service.api.problems.table import MEDIA_TYPE, TABLE, Problem, problem_of
from service.application.intake import wording as words
from service.errors import Fault
from service.texts import LANGUAGES, Language


def documented() -> dict[int, list[ProblemKind]]:
    """Return the kinds of each status that a documented operation can answer; 405 is never one of them."""
    by_status: dict[int, list[ProblemKind]] = {}
    for kind in {kind.slug: kind for kind in TABLE.values()}.values():
        by_status.setdefault(kind.status, []).append(kind)
    return {status: by_status[status] for status in sorted(by_status) if status != 405}


def _response(status: int, kinds: list[ProblemKind]) -> dict[str, Any]:
    names = [
        "X-Request-Id",
        "Content-Language",
        "Vary",
        *(["RateLimit-Policy", "RateLimit"] if status < 500 else []),
        *(["WWW-Authenticate"] if status in (401, 403) else []),
        *(["Retry-After"] if status in (429, 503) else []),
    ]
    examples = {
        f"{kind.slug}.{language}": {"value": msgspec.to_builtins(_example(kind, language))}
        for kind in kinds
        for language in LANGUAGES
    }
    return {
        **say.said(
            " ".join(f"{kind.title['en']}. {kind.detail['en']}" for kind in kinds),
            " ".join(f"{kind.title['fr']}. {kind.detail['fr']}" for kind in kinds),
        ),
        "headers": header_refs(names),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}},
    }


def _example(kind: ProblemKind, language: Language) -> Problem:
    said = words.name("from_to", language, low=0, high=10_000_000)
    fault = Fault(
        "/organisation/headcount", "out_of_range", words.detail("out_of_range", language, range=said)
    )
    faults = (fault,) if kind.slug == "invalid-input" else ()
    return problem_of(kind, language, "/v1/assessments/preview", faults)


def header_refs(names: list[str]) -> dict[str, Any]:
    """Return the headers of these names, as references to the components."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def problem_responses() -> dict[str, Any]:
    """Return every problem's response, by its name among the components."""
    return {_name(status): _response(status, kinds) for status, kinds in documented().items()}


def problem_ref(status: int) -> dict[str, str]:
    """Return the response of a status, as a reference to the components."""
    return {"$ref": f"#/components/responses/{_name(status)}"}


def _name(status: int) -> str:
    return HTTPStatus(status).phrase.title().replace(" ", "")
