"""The responses of the contract: those of success, and one for each status of a problem, which all share.

Imports the kinds of problem, so that what is documented is what is answered.
"""

from http import HTTPStatus
from typing import Any

import msgspec
from litestar.handlers import HTTPRouteHandler

from service.api.contract.components import links
from service.api.contract.schemas import SCHEMA_REF
from service.api.contract.words import description
from service.api.problems.examples import example_problem
from service.api.problems.kinds import KINDS, ProblemKind
from service.api.problems.responses import MEDIA_TYPE, Problem
from service.api.wire.operation import OperationSpec, spec_of, traits_of
from service.texts import LANGUAGES, Language, Texts


def schema_ref(kind: type[Any]) -> dict[str, str]:
    """Return the schema of a Struct, as a reference to the components."""
    return {"$ref": SCHEMA_REF.format(name=kind.__name__)}


def responses_of(handler: HTTPRouteHandler, example: dict[str, Any]) -> dict[str, Any]:
    """Return the responses of an operation by status: its own, then the problems that its traits admit."""
    traits = traits_of(handler)
    problems = {
        str(status): {"$ref": f"#/components/responses/{_name(status)}"}
        for status, kinds in _kinds_by_status().items()
        if any(kind.may_occur(traits) for kind in kinds)
    }
    return _successes(handler, example) | problems


def problem_responses() -> dict[str, Any]:
    """Return every problem's response, by its name among the components."""
    return {_name(status): _problem(status, kinds) for status, kinds in _kinds_by_status().items()}


def _kinds_by_status() -> dict[int, list[ProblemKind]]:
    """The kinds that some operation can answer, by status, in rising order."""
    possible = [kind for kind in KINDS if kind.occurs != "never"]
    statuses = sorted({kind.status for kind in possible})
    return {status: [kind for kind in possible if kind.status == status] for status in statuses}


def _name(status: int) -> str:
    return HTTPStatus(status).phrase.title().replace(" ", "")


def _successes(handler: HTTPRouteHandler, example: dict[str, Any]) -> dict[str, Any]:
    spec, status = spec_of(handler), handler.status_code
    success = description(lambda texts: texts.contract.success)
    if "empty" in spec.traits:
        return {"204": {**success, "headers": _header_refs(_common_headers(spec))}}
    responses = {str(status): {**success, **_success(spec, status, example)}}
    if "tagged" in spec.traits:
        not_modified = description(lambda texts: texts.contract.not_modified)
        responses["304"] = {**not_modified, "headers": _header_refs([*_common_headers(spec), "ETag"])}
    return responses


def _success(spec: OperationSpec, status: int, example: dict[str, Any]) -> dict[str, Any]:
    names = [
        *_common_headers(spec),
        *(["Content-Language"] if "localised" in spec.traits else []),
        *(["Vary"] if spec.traits & {"localised", "compressed"} else []),
        *(["Content-Encoding"] if "compressed" in spec.traits else []),
        *(["Content-Disposition"] if spec.tables else []),
        *(["ETag"] if "tagged" in spec.traits else []),
        *(["Link"] if "latest" in spec.traits else []),
        *(["Location"] if status == 201 else []),
        *(["Idempotency-Replayed"] if "idempotent" in spec.traits else []),
        *(["Next-Cursor", "Complete-Until"] if "change_feed" in spec.traits else []),
    ]
    tables = {kind: _table(kind, example["tables"].get(kind)) for kind in spec.tables}
    content = {spec.media_type: _body(spec, example), **tables}
    if spec.page is not None:
        content["application/json"] = {"schema": schema_ref(spec.page), "example": example["page"]}
    response = {"headers": _header_refs(names), "content": content}
    return response | ({"links": links()} if status == 201 else {})


def _common_headers(spec: OperationSpec) -> list[str]:
    """The headers of every response of an operation."""
    return ["X-Request-Id", *(["RateLimit-Policy", "RateLimit"] if spec.limit else [])]


def _body(spec: OperationSpec, example: dict[str, Any]) -> dict[str, Any]:
    """The schema of the main media type, with one example, or one in each language if it has words."""
    schema = _schema(spec)
    answers: dict[Language, Any] | None = example.get("answers")
    if spec.media_type in example.get("tables", {}):
        return {"schema": schema, "example": example["tables"][spec.media_type]}
    if answers is None:
        return {"schema": schema}
    if "localised" in spec.traits:
        examples = {language: {"value": answer} for language, answer in answers.items()}
        return {"schema": schema, "examples": examples}
    return {"schema": schema, "example": answers[LANGUAGES[0]]}


def _schema(spec: OperationSpec) -> dict[str, Any]:
    if spec.response is None:
        return {"type": "object" if spec.media_type.endswith(("/json", "/yaml")) else "string"}
    if spec.summary is None:
        return schema_ref(spec.response)
    return {"anyOf": [schema_ref(spec.response), schema_ref(spec.summary)]}


def _table(media_type: str, example: str | None) -> dict[str, Any]:
    """A table: a text with its example, or bytes, which have none."""
    if example is None:
        return {"schema": {"type": "string", "contentMediaType": media_type}}
    return {"schema": {"type": "string"}, "example": example}


def _problem(status: int, kinds: list[ProblemKind]) -> dict[str, Any]:
    names = [
        "X-Request-Id",
        "Content-Language",
        "Vary",
        *(["RateLimit-Policy", "RateLimit"] if status < 500 else []),
        *dict.fromkeys(name for kind in kinds for name in kind.headers),
    ]
    examples = {
        f"{kind.slug}.{language}": {"value": msgspec.to_builtins(example_problem(kind, language))}
        for kind in kinds
        for language in LANGUAGES
    }

    def words(texts: Texts) -> str:
        problems = [texts.problems[kind.slug] for kind in kinds]
        return " ".join(f"{problem.title}. {problem.detail}" for problem in problems)

    return {
        **description(words),
        "headers": _header_refs(names),
        "content": {MEDIA_TYPE: {"schema": schema_ref(Problem), "examples": examples}},
    }


def _header_refs(names: list[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
