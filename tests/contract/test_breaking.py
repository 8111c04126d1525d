"""What breaks a client is told, each break once and in one run; what only adds is let through."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.breaking import breaks, main

FOLDER = Path(__file__).parents[2] / "openapi"
RELEASED, PROPOSED = FOLDER / "released.yaml", FOLDER / "openapi.yaml"

SMALL: dict[str, Any] = yaml.load((Path(__file__).parent / "small.yaml").read_bytes(), yaml.CSafeLoader)
POST = "paths./things/{id}.post"
SENT, ECHO, MADE = (f"components.schemas.{name}" for name in ("Thing", "EchoedThing", "Made"))
OK = f"{POST}.responses.200"
OPEN_LIST = {"type": "string", "description": "An open list.", "examples": ["low", "high"]}
GONE = object()


def doctored(changes: dict[str, Any]) -> dict[str, Any]:
    """Return a copy with the value at each dotted path replaced, or removed if it is to be GONE."""
    contract = deepcopy(SMALL)
    for path, value in changes.items():
        *steps, last = (part.replace("|", ".") for part in path.split("."))
        at: Any = contract
        for step in steps:
            at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
        key = int(last) if isinstance(at, list) else last
        if value is GONE:
            del at[key]
        else:
            at[key] = value
    return contract


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("paths./things/{id}", GONE, "the operation is removed"),
        (f"{POST}.operationId", "createThing", "the operation is renamed"),
        (f"{POST}.security", [{"bearer": []}], "no key is no longer enough"),
        (f"{POST}.security", [{"bearer": ["write"]}], "bearer is no longer enough"),
        (f"{POST}.security", [{"bearer": [], "second": []}], "bearer is no longer enough"),
        (f"{POST}.x-scope", "read", "the scope “make” is no longer enough"),
        (f"{POST}.parameters.1", GONE, "the query parameter “fields” is removed"),
        (f"{POST}.parameters.1.required", True, "the query parameter “fields” is now required"),
        (f"{POST}.parameters.1.explode", True, "the explode of the query parameter “fields” is another"),
        (f"{POST}.parameters.1.schema.enum", ["a"], "the value 'b' is no longer accepted"),
        (f"{POST}.parameters.1.schema.default", "b", "the default is no longer 'a'"),
        (f"{POST}.parameters.0.schema.maxLength", 8, "maxLength is narrower"),
        (f"{POST}.parameters.0.schema.minLength", 2, "minLength is narrower"),
        (f"{POST}.parameters.0.schema.pattern", "^x", "pattern is narrower"),
        (f"{POST}.parameters.0.schema.format", "uuid", "format is narrower"),
        (f"{POST}.parameters.0.schema.type", "integer", "string is no longer accepted"),
        (f"{POST}.parameters.0.schema.enum", ["x"], "only listed values are now accepted"),
        (f"{POST}.requestBody", GONE, "the body is removed"),
        (f"{POST}.requestBody.required", True, "a body is now required"),
        (f"{POST}.requestBody.content", {"text/csv": {}}, "the media type is removed"),
        (f"{SENT}.required", ["size", "kind"], "the member “kind” is now required"),
        (f"{SENT}.properties.parts", GONE, "the member “parts” is removed"),
        (f"{SENT}.properties.size.type", "integer", "number is no longer accepted"),
        (f"{SENT}.properties.size.maximum", 9, "maximum is narrower"),
        (f"{SENT}.properties.size.minimum", 1, "minimum is narrower"),
        (f"{SENT}.properties.kind.anyOf.0.enum", ["old"], "the value 'new' is no longer accepted"),
        (f"{SENT}.properties.kind.anyOf", [{"enum": ["old", "new"]}], "null is no longer accepted"),
        (f"{SENT}.properties.parts.items", {"type": "string"}, "object is no longer accepted"),
        (f"{SENT}.properties.tags.additionalProperties.maxLength", 5, "maxLength is narrower"),
        (
            f"{SENT}.properties.tags.additionalProperties",
            False,
            "members that are not listed are now refused",
        ),
        (f"{OK}.headers.ETag", GONE, "the header ETag is removed"),
        (f"{OK}.content.text/csv", GONE, "the media type is removed"),
        (f"{POST}.responses.404", GONE, "the status is removed"),
        ("components.responses.Missing.content.application/problem+json", GONE, "the media type is removed"),
        (f"{MADE}.properties.id", GONE, "the member “id” is removed"),
        (f"{MADE}.properties.id.format", "int64", "format is wider"),
        (f"{MADE}.properties.id.type", "number", "number may now be answered"),
        (f"{MADE}.properties.state.enum", ["done", "failed", "late"], "the value 'late' is new"),
        (f"{MADE}.properties.state", {"type": "string"}, "values outside the list may now be answered"),
        ("components.schemas.Grade.enum", ["low", "high", "top"], "the value 'top' is new"),
        ("components.schemas.Grade", OPEN_LIST, "values outside the list may now be answered"),
        ("components.schemas.Grade.enum", ["low"], "the value 'high' is no longer accepted"),
        ("components.schemas.Colour.enum", ["red"], "the value 'blue' is no longer accepted"),
        (f"{ECHO}.properties.kind", GONE, "the member “kind” is removed"),
        (f"{ECHO}.properties.size.type", "string", "string may now be answered"),
        (f"{ECHO}.properties.count.maximum", 10**10, "format is wider"),
        ("components.schemas.Maker.type", "integer", "integer may now be answered"),
        (
            f"{MADE}.properties.id",
            {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            "null may now be answered",
        ),
        (f"{MADE}.properties.note.maxLength", 200, "maxLength is wider"),
        (f"{MADE}.properties.note.pattern", GONE, "pattern is wider"),
        (f"{MADE}.properties.score.minimum", GONE, "minimum is wider"),
        (f"{MADE}.required", ["id", "state"], "the member “thing” may now be absent"),
    ],
)
def test_a_break_is_told_with_its_place_in_the_released_contract(path: str, value: Any, told: str) -> None:
    found = breaks(SMALL, doctored({path: value}))
    assert any(told in fault for fault in found), found
    for fault in found:
        at: Any = SMALL
        for step in fault.split(": ")[0].split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            at = at[int(key)] if isinstance(at, list) else at[key]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("paths./others", {"get": {"operationId": "listOthers", "responses": {}}}),
        (f"{POST}.parameters.2", {"name": "more", "in": "query", "schema": {"type": "string"}}),
        (f"{POST}.parameters.1.schema.enum", ["a", "b", "c"]),
        (f"{POST}.parameters.0.schema.maxLength", GONE),
        (f"{POST}.x-scope", "any"),
        (f"{POST}.requestBody.content.text/csv", {"schema": {"type": "string"}}),
        (f"{POST}.responses.429", {"description": "Later."}),
        (f"{OK}.headers.RateLimit", {}),
        (f"{SENT}.properties.colour", {"type": "string"}),
        (f"{SENT}.properties.kind.anyOf.0.enum", ["old", "new", "used"]),
        (f"{SENT}.properties.size.maximum", 20),
        (f"{SENT}.properties.count.format", "int32"),
        (f"{SENT}.required", []),
        (f"{SENT}.properties.parts.description", "What it is made of."),
        (f"{ECHO}.properties.size.maximum", GONE),
        (f"{ECHO}.properties.kind.anyOf.0.examples", ["old", "new", "used"]),
        (f"{MADE}.properties.more", {"type": "string"}),
        (f"{MADE}.required", ["id", "state", "thing", "note"]),
        (f"{MADE}.properties.state.enum", ["done"]),
        (f"{MADE}.properties.score.maximum", 50),
        (f"{MADE}.properties.score.type", "integer"),
        ("components.schemas.Colour.enum", ["red", "blue", "green"]),
        ("components.schemas.Maker.examples", ["us", "them", "others"]),
        ("components.schemas.Maker.examples", ["us"]),
        ("components.schemas.Maker.enum", ["us", "them"]),
        ("components.schemas.Unused", {"type": "object"}),
    ],
)
def test_what_only_adds_is_let_through(path: str, value: Any) -> None:
    contract = deepcopy(SMALL)
    if path.endswith("parameters.2"):
        contract["paths"]["/things/{id}"]["post"]["parameters"].append(value)
    else:
        contract = doctored({path: value})
    assert breaks(SMALL, contract) == []


def test_every_break_is_told_in_one_run_and_each_once() -> None:
    changes = {f"{POST}.operationId": "x", f"{SENT}.properties.size.maximum": 9, f"{OK}.headers.ETag": GONE}
    found = breaks(SMALL, doctored(changes))
    assert len(found) == len(set(found)) == 3


def test_the_contract_does_not_break_the_released_one() -> None:
    assert main([str(RELEASED), str(PROPOSED)]) == 0


def test_the_comparison_reaches_every_schema_of_the_released_contract() -> None:
    told = _schemas_told_of(_turn_required) | _schemas_told_of(_lose_a_member)
    released = yaml.load(RELEASED.read_bytes(), yaml.CSafeLoader)
    assert set(released["components"]["schemas"]) - told == set()


def _schemas_told_of(damage: Callable[[dict[str, Any]], None]) -> set[str]:
    released = yaml.load(RELEASED.read_bytes(), yaml.CSafeLoader)
    proposed = deepcopy(released)
    for schema in proposed["components"]["schemas"].values():
        damage(schema)
    found = breaks(released, proposed)
    return {fault.split(": ")[0].split("/")[3] for fault in found if "#/components/schemas/" in fault}


def _turn_required(schema: dict[str, Any]) -> None:
    if "properties" in schema:
        schema["required"] = sorted(set(schema["properties"]) - set(schema.get("required", [])))
    else:
        schema["type"] = "boolean"


def _lose_a_member(schema: dict[str, Any]) -> None:
    """Where no member is required, none can be missed in an answer."""
    if "properties" in schema and not schema.get("required"):
        schema["properties"].popitem()


def test_an_answer_may_repeat_longer_texts_than_were_accepted_before() -> None:
    released = yaml.load(RELEASED.read_bytes(), yaml.CSafeLoader)
    proposed = deepcopy(released)
    for name in ("Organisation", "EchoedOrganisation"):
        properties = proposed["components"]["schemas"][name]["properties"]
        properties["reference"]["anyOf"][0]["maxLength"] *= 2
    assert breaks(released, proposed) == []


def columns(contract: Path) -> list[str]:
    schemas = yaml.load(contract.read_bytes(), yaml.CSafeLoader)["components"]["schemas"]
    return list(schemas["AssessmentRow"]["properties"])


def test_columns_of_a_row_are_only_added_at_the_end() -> None:
    """JSON knows no order of members, and so the comparison none; tables made of rows do."""
    released, proposed = columns(RELEASED), columns(PROPOSED)
    assert proposed[: len(released)] == released
