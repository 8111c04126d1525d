"""The schemas of the contract: lists of codes under names, open where they may grow."""

import re
from collections import Counter
from typing import Any, Literal, get_args

import msgspec
import pytest
from msgspec import Struct

from service.api.contract.code_lists import BY_COMPONENT, FROZEN, list_of
from service.api.contract.integers import size_integers
from service.api.contract.schemas import query_schema
from service.model import codes
from service.model.countries import Country
from service.model.patterns import END
from service.model.profile import Profile
from tests.api.wire.contract_nodes import REF, Node, nodes, sides

STANDARDS = {"CountryCode": "^[A-Z]{2}$", "NaceSectionCode": "^[A-Z]$"}


def test_codes_are_listed_under_a_name_only_and_in_the_order_of_the_model(
    contract: Node, schemas: Node
) -> None:
    listing = [path for path, node in nodes(contract) if "enum" in node]
    assert listing == [f"/components/schemas/{name}" for name in schemas if "enum" in schemas[name]]
    assert schemas["Level"]["enum"] == ["hierarchical", "emergent", "community", "network"]
    for name, schema in schemas.items():
        if "enum" in schema:
            alias = Country if name == "Country" else getattr(codes, name, None)
            assert schema["type"] == "string"
            assert alias is None or schema["enum"] == list(get_args(alias))


def test_two_lists_differ_in_their_codes() -> None:
    lists = Counter((frozenset(one.codes), one.is_open) for one in BY_COMPONENT.values())
    assert [sorted(listed) for (listed, _), number in lists.items() if number > 1] == []


def test_what_is_answered_is_open_but_for_the_lists_that_are_frozen(contract: Node, schemas: Node) -> None:
    _, answered = sides(contract)
    assert {name for name in answered if "enum" in schemas[name]} == FROZEN
    opened = {name: schemas[name] for name in answered if name in BY_COMPONENT and name not in FROZEN}
    assert {"ModelCode", "SetupCode", "FindingCode", "FaultCode", "CountryCode"} <= opened.keys()
    for name, schema in opened.items():
        assert schema["type"] == "string"
        assert "open list" in schema["description"]
        assert "liste ouverte" in schema["x-description-fr"]
        if name in STANDARDS:
            assert schema["pattern"] == STANDARDS[name]
        else:
            assert schema["examples"] == list(BY_COMPONENT[name].codes)


def test_what_is_sent_is_closed(contract: Node, schemas: Node) -> None:
    sent, _ = sides(contract)
    lists = sent & BY_COMPONENT.keys()
    assert {"Country", "Answer", "Setup", "GroupBy", "Model", "NaceSection"} <= lists
    assert [name for name in lists if "enum" not in schemas[name]] == []


def test_an_answer_repeats_a_profile_in_a_form_that_may_grow(contract: Node, schemas: Node) -> None:
    sent, answered = sides(contract)
    assert sent & answered == FROZEN & sent & answered
    echoed = {name for name in answered if name.startswith("Echoed")}
    assert {name.removeprefix("Echoed") for name in echoed} == sent - BY_COMPONENT.keys()
    assert schemas["StoredAssessment"]["properties"]["profile"]["anyOf"][0] == {"$ref": f"{REF}EchoedProfile"}
    for name in echoed:
        own, original = schemas[name], schemas[name.removeprefix("Echoed")]
        assert own["properties"].keys() == original["properties"].keys()
        assert original["additionalProperties"] is False
        assert "additionalProperties" not in own
        assert not [
            path for path, node in nodes(own) if "default" in node and not path.endswith("properties")
        ]


def test_every_component_is_used(contract: Node) -> None:
    used = {node["$ref"] for _, node in nodes(contract) if "$ref" in node}
    for kind in ("schemas", "parameters", "responses", "headers"):
        for name in contract["components"][kind]:
            assert f"#/components/{kind}/{name}" in used


def test_null_stands_beside_a_reference(schemas: Node) -> None:
    level = {key: part for key, part in schemas["Maturity"]["properties"]["level"].items() if key == "anyOf"}
    assert level == {"anyOf": [{"$ref": f"{REF}Level"}, {"type": "null"}]}


def test_patterns_are_read_alike_by_every_dialect(contract: Node) -> None:
    patterns = {node["pattern"] for _, node in nodes(contract) if isinstance(node.get("pattern"), str)}
    assert len(patterns) > 10
    assert [pattern for pattern in patterns if "(?" in pattern or not re.match(r"\^.*\$$", pattern)] == []


def test_preview_is_no_id_of_an_assessment(contract: Node) -> None:
    (parameter, *_) = contract["paths"]["/v1/assessments/{assessment_id}"]["get"]["parameters"]
    assert parameter["schema"]["format"] == "uuid"
    assert re.search(parameter["schema"]["pattern"], parameter["example"])
    assert not re.search(parameter["schema"]["pattern"], "preview")


def as_read(node: Any) -> Any:
    """A schema in the form of the reader's own: codes in place, Python's end of a text, no words."""
    if isinstance(node, list):
        return [as_read(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {
        name: as_read(member)
        for name, member in node.items()
        if not (name in ("title", "description", "x-description-fr") and isinstance(member, str))
    }
    name = str(found.get("$ref", "")).removeprefix(REF)
    if name in BY_COMPONENT:
        del found["$ref"]
        found["enum"] = sorted(BY_COMPONENT[name].codes)
    if isinstance(found.get("pattern"), str):
        found["pattern"] = found["pattern"].removesuffix(END).removesuffix("$") + END
    return found


def test_the_schema_of_a_profile_is_exactly_the_one_that_the_reader_obeys(schemas: Node) -> None:
    obeyed = msgspec.json.schema_components([Profile], ref_template=REF + "{name}")[1]
    # The format of integers is for typed languages: readers are to ignore it.
    size_integers(obeyed)
    assert {name: as_read(schemas[name]) for name in obeyed} == as_read(obeyed)


class Odd(Struct):
    """A part that no text describes, with a list that has no name."""

    oddity: Literal["odd", "even"]


def test_a_list_of_codes_needs_a_name() -> None:
    with pytest.raises(LookupError, match=r"no list in service/model/codes\.py has the codes even, odd"):
        query_schema(Odd)


def test_an_open_list_and_a_closed_one_have_different_names() -> None:
    names = [list_of(get_args(codes.Model), answered=answered).component for answered in (False, True)]
    assert names == ["Model", "ModelCode"]
    assert list_of(get_args(codes.Level), answered=True).component == "Level"
