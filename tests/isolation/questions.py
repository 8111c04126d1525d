"""Every question that the served contract lets a caller ask, with a gap where it names somebody's data.

A parameter of the contract that this module does not know fails the tests: whoever adds one says here what to
put into it, and whether it can name what belongs to somebody. Imports nothing of the service.
"""

from collections.abc import Iterator
from typing import Any, Literal

from msgspec import Struct

Gap = Literal["assessment_id", "reference", "cursor", "Idempotency-Key", "body", "replay"]

GAPS: dict[str, Gap] = {
    "assessment_id": "assessment_id",
    "reference": "reference",
    "cursor": "cursor",
    "Idempotency-Key": "Idempotency-Key",
}
PLAIN = {
    "limit": "100",
    "view": "summary",
    "maturity_level": "emergent",
    "maturity_status": "provisional",
    "sourcing_status": "provisional",
    "sourcing_model": "hybrid",
    "nace_section": "G",
    "size_class": "small_medium",
    "since": "2020-01-01",
    "until": "2100-01-01",
    "form": "full",
    "methodology": "v2026.1",
    "version": "v2026.1",
    "rule_id": "factor.voice_delegation",
    "source_id": "LABOURCODE",
    "assessor": "self",
    "country": "FR",
    "edition": "1",
    "group_by": "tag",
    "period": "day",
    "origin": "server",
    "format": "csv",
    "changed_since": "2020-01-01",
    "changed_until": "2100-01-01",
    "Accept-Language": "fr",
    "If-None-Match": "*",
}
# What a part or a value shows beyond its operation, by the scope that this takes. Whoever adds one says here
# whether it shows what is stored.
SHOWN = {
    "include": {
        "profile": None,
        "trace": None,
        "counterfactuals": None,
        "robustness": None,
        "benchmark": None,
        "history": "read",
    },
    "scope": {"all": None, "own": "read"},
}
# A link is whole or it is none: whoever asks fills both in from a link that was made for another assessment.
LINK = {"expires", "signature"}
# What takes long, and what changes words or rules but never whose data is read, is for the thorough depth.
DEAR = {"counterfactuals", "robustness"}
HARMLESS = {"Accept-Language", "methodology", "form"}


class Question(Struct, frozen=True, kw_only=True):
    """One way to ask an operation. ``path``, ``query``, ``headers`` and the body may have the one gap.

    A key needs ``scope``, and those of ``shown`` for the parts that are asked for.
    """

    method: str
    path: str
    scope: str | None
    publishable: bool
    success: int
    shown: frozenset[str] = frozenset()
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    has_body: bool = False
    gap: Gap | None = None
    linked: bool = False

    @property
    def operation(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def name(self) -> str:
        more = [f"{name}={value}" for name, value in {**self.query, **self.headers}.items()]
        return " ".join([self.operation, *more, *(["with a link"] if self.linked else [])])


def questions(contract: dict[str, Any], *, thorough: bool) -> list[Question]:
    """Every operation, plainly and with each of its parameters; what erases most comes last."""
    found = [
        question
        for path, methods in contract["paths"].items()
        for method, operation in methods.items()
        for question in _of(contract, path, method.upper(), operation, thorough)
    ]
    return sorted(found, key=lambda question: (question.method == "DELETE", question.gap == "reference"))


def _of(
    contract: dict[str, Any], path: str, method: str, operation: dict[str, Any], thorough: bool
) -> Iterator[Question]:
    parameters = [_resolved(contract, each) for each in operation["parameters"]]
    for each in parameters:
        if each["in"] == "path" and each["name"] in PLAIN:
            path = path.replace(f"{{{each['name']}}}", PLAIN[each["name"]])
    bare = Question(
        method=method,
        path=path,
        scope=operation.get("x-scope"),
        publishable={"publishableKey": []} in operation.get("security", []),
        success=int(min(operation["responses"])),
        has_body="requestBody" in operation,
        gap="assessment_id" if "{assessment_id}" in path else None,
    )
    ways = list(_ways(contract, bare, parameters, thorough))
    yield from ways
    if method == "GET":
        yield replaced(bare, method="HEAD")
    if bare.has_body:
        yield from (replaced(way, gap="body") for way in ways if way.gap is None)
    if any(each["name"] == "Idempotency-Key" for each in parameters):
        # The same key with the same body, whatever else is asked for.
        plain = [way for way in ways if way.gap is None and (thorough or way.shown or not way.query)]
        yield from (replaced(way, gap="replay") for way in plain)


def _ways(
    contract: dict[str, Any], bare: Question, parameters: list[dict[str, Any]], thorough: bool
) -> Iterator[Question]:
    if not any(each.get("required") and each["in"] == "query" for each in parameters):
        yield bare
    for each in parameters:
        name, place = each["name"], each["in"]
        if name in HARMLESS and not thorough:
            continue
        if name in GAPS:
            if place != "path":
                yield replaced(bare, gap=GAPS[name])
        elif name in SHOWN:
            yield from _asking_for_parts(contract, bare, each, thorough)
        elif name in LINK:
            if name == "signature":
                yield replaced(bare, linked=True)
        elif place == "header":
            known = {"success": 304} if name == "If-None-Match" else {}
            yield replaced(bare, headers={name: PLAIN[name]}, **known)
        elif place == "query":
            yield replaced(bare, query={name: PLAIN[name]})


def _asking_for_parts(
    contract: dict[str, Any], bare: Question, parameter: dict[str, Any], thorough: bool
) -> Iterator[Question]:
    """Each part that takes a scope alone, the others together; if thorough, each alone and all together."""
    name, schema = parameter["name"], parameter["schema"]
    parts: list[str] = _schema(contract, schema.get("items", schema))["enum"]
    alone = [part for part in parts if thorough or SHOWN[name][part]]
    together = parts if thorough else [part for part in parts if part not in {*alone, *DEAR}]
    for some in [*([part] for part in alone), *([together] if "items" in schema else [])]:
        shown = frozenset(scope for part in some if (scope := SHOWN[name][part]))
        yield replaced(bare, query={name: ",".join(some)}, shown=shown)


def replaced(question: Question, **changes: Any) -> Question:
    """The same question but for these changes."""
    values = {name: getattr(question, name) for name in question.__struct_fields__}
    return Question(**(values | changes))


def _resolved(contract: dict[str, Any], parameter: dict[str, Any]) -> dict[str, Any]:
    name = parameter.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = contract["components"]["parameters"][name] if name else parameter
    return found


def _schema(contract: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = contract["components"]["schemas"][name] if name else schema
    return found
