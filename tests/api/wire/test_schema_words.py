"""Every part, member and code of the contract has its words in every language, and no words are left over."""

import re
from collections.abc import Iterator

import pytest
from msgspec import Struct

from service.api.contract.check import check_schemas
from service.api.contract.code_lists import BY_COMPONENT
from service.api.contract.schemas import list_schemas, struct_schemas
from service.api.problems.responses import Problem
from service.application.intake import wording
from service.model.codes import Level
from service.model.patterns import published
from service.model.profile import Profile
from service.texts import InvalidTexts
from tests.api.wire.contract_nodes import Node, nodes, sides


class Plain(Struct):
    """A part that no text describes."""

    oddity: int
    level: Level


def described(contract: Node) -> Iterator[tuple[str, Node]]:
    """All that needs words: components, members, parameters, headers, responses, operations."""
    for path, node in nodes(contract):
        place = path.rpartition("/")[0]
        is_member = place.endswith("/properties") and "example" not in path
        is_part = place in {f"/components/{kind}" for kind in contract["components"]}
        is_parameter = place.endswith("/parameters") and "$ref" not in node
        if is_member or is_part or is_parameter or ("operationId" in node and "responses" in node):
            yield path, node


def test_everything_is_described_in_both_languages(contract: Node) -> None:
    found = dict(described(contract))
    assert len(found) > 600
    for path, node in found.items():
        for field in ("description", "x-description-fr"):
            assert node.get(field), f"{path} has no {field}"
            assert "``" not in node[field], path
            assert not re.search(r"\n[ \t]", node[field]), path


def test_every_form_of_a_text_that_is_sent_is_worded(contract: Node, schemas: Node) -> None:
    sent, _ = sides(contract)
    operations = [operation for path in contract["paths"].values() for operation in path.values()]
    queries = [one for operation in operations for one in operation["parameters"] if one.get("in") == "query"]
    parts = [*queries, *(schemas[name] for name in sent)]
    patterns = {node["pattern"] for part in parts for _, node in nodes(part) if "pattern" in node}
    assert len(patterns) > 5
    assert patterns <= {published(pattern) for pattern in wording._FORMS}


def test_every_code_is_described_but_those_of_countries(schemas: Node) -> None:
    for name in schemas.keys() & BY_COMPONENT.keys():
        for field in ("description", "x-description-fr"):
            named = re.findall(r"^- `(.+)`\s?: \S", schemas[name][field], re.MULTILINE)
            assert named == ([] if "Country" in name else list(BY_COMPONENT[name].codes))


def test_a_part_without_words_is_refused_and_told_what_to_do() -> None:
    structs = struct_schemas([Profile], [Plain, Problem])
    with pytest.raises(InvalidTexts) as caught:
        check_schemas(structs | list_schemas(structs))
    gaps = "\n".join(caught.value.problems)
    assert "schemas.Plain has no words: add them" in gaps
    assert "schemas.Maturity belongs to nothing" in gaps
    assert "properties.rules_digest belongs to nothing" in gaps
    assert "codes.Verdict belongs to nothing" in gaps
    assert "codes.Level" not in gaps


def test_a_member_or_a_code_without_words_is_refused(schemas: Node) -> None:
    changed = {name: {**schema} for name, schema in schemas.items()}
    check_schemas(changed)
    changed["Gate"]["properties"] = {"oddity": {}, **schemas["Gate"]["properties"]}
    del changed["Verdict" if "Verdict" in changed else "VerdictCode"]
    with pytest.raises(InvalidTexts) as caught:
        check_schemas(changed)
    gaps = "\n".join(caught.value.problems)
    assert "schemas.Gate.oddity has no words" in gaps
    assert "codes.Verdict belongs to nothing" in gaps
