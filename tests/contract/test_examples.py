"""The example profiles are what they are said to be: valid, assessed, from one field to all of them."""

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
import yaml
from jsonschema import Draft202012Validator
from msgspec import inspect

from service.model.profile import Profile
from tests.engine.support import CASES, answer
from tests.project.markdown import ROOT

EXAMPLES = {file.stem.removeprefix("profile-"): file for file in (ROOT / "openapi" / "examples").iterdir()}


def _profile(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(EXAMPLES[name].read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    contract = yaml.load((ROOT / "openapi" / "openapi.yaml").read_bytes(), yaml.CSafeLoader)
    return Draft202012Validator({"$ref": "#/components/schemas/Profile", **contract})


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_fits_the_contract_and_can_be_assessed(name: str, validator: Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(_profile(name))] == []
    profile = msgspec.json.decode(EXAMPLES[name].read_bytes(), type=Profile)
    for language in ("en", "fr"):
        assert answer(profile, language).findings == ()


def test_the_empty_one_holds_what_is_required_and_each_next_one_more() -> None:
    assert _profile("empty") == {"organisation": {"country": "FR"}}
    sizes = [len(EXAMPLES[name].read_bytes()) for name in ("empty", "small", "hotel", "full")]
    assert sizes == sorted(sizes)
    assert EXAMPLES.keys() == {"empty", "small", "hotel", "full"}


def test_the_hotel_is_that_of_the_documents() -> None:
    case = tomllib.loads((CASES / "organisations" / "readme-seaside-hotel.toml").read_text("utf-8"))
    assert _profile("hotel") == case["profile"]


def test_the_full_one_answers_every_field() -> None:
    full = msgspec.json.decode(EXAMPLES["full"].read_bytes(), type=Profile)
    # Of a headcount, either a range is known or a band of Insee's register.
    assert set(_fields(inspect.type_info(Profile))) - set(_answered(full)) == {"PeopleRange.sirene"}


def _fields(kind: inspect.Type) -> Iterator[str]:
    """Every field of a type and of the types in it, by the name of its Struct."""
    match kind:
        case inspect.Metadata():
            yield from _fields(kind.type)
        case inspect.UnionType():
            for one in kind.types:
                yield from _fields(one)
        case inspect.ListType():
            yield from _fields(kind.item_type)
        case inspect.StructType():
            for field in kind.fields:
                yield f"{kind.cls.__name__}.{field.name}"
                yield from _fields(field.type)


def _answered(value: Any) -> Iterator[str]:
    """The fields that are not null, likewise."""
    if isinstance(value, list):
        for item in value:
            yield from _answered(item)
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            if (member := getattr(value, name)) is not None:
                yield f"{type(value).__name__}.{name}"
                yield from _answered(member)
