"""The reader of bodies accepts exactly what the published schema accepts."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from service.api.examples import PROFILE
from service.application.intake.fault_collector import MOST_FAULTS
from service.application.intake.json_reader import read_json as decode
from service.errors import InvalidInput
from service.model.profile import Profile
from tests.api.wire.schema_strategy import documents

# Examples of a usual property at this depth.
DEPTH = settings.default.max_examples
SCHEMA = msgspec.json.schema(Profile)
VALIDATOR = Draft202012Validator(SCHEMA)
PROFILES = documents(SCHEMA, SCHEMA["$defs"])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=-1, max_value=5),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(min_value=-1, max_value=5).map(float),
    st.sampled_from(
        [
            "yes",
            "FR",
            "G",
            "47.71",
            "47.71 z",
            "52.4C",
            "nobody",
            "",
            " ",
            "a\nb",
            "x\n",
            "é",
            "\U0001f600",
            "a" * 201,
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"])),
)
VALUES = (
    SCALARS
    | st.lists(SCALARS, max_size=12)
    | st.dictionaries(st.sampled_from(["min", "max", "kind"]), SCALARS)
)


def is_accepted(body: bytes) -> bool:
    try:
        decode(body, Profile, "en")
    except InvalidInput as error:
        # A refusal without a fault would be a defect: it counts as accepted, and so as a disagreement.
        return not error.faults
    return True


def agrees(document: Any) -> bool:
    body = json.dumps(document, ensure_ascii=False).encode()
    return is_accepted(body) is bool(VALIDATOR.is_valid(json.loads(body)))


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the path of every member and item of a document."""
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    inner = [place for name, member in members for place in places(member, (*path, name))]
    return [path, *inner] if path else inner


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """Draw a valid profile and change one to three places of it: replaced, removed, renamed or added to."""
    document = json.loads(json.dumps(draw(st.just(PROFILE) | PROFILES)))
    for _ in range(draw(st.integers(1, 3))):
        *path, last = draw(st.sampled_from(places(document)))
        parent = document
        for name in path:
            parent = parent[name]
        match draw(st.sampled_from(["replace", "remove", "rename"])):
            case "replace":
                parent[last] = draw(VALUES)
            case "remove" if len(parent) > 1:
                parent.pop(last)
            case "rename" if isinstance(parent, dict):
                parent[draw(st.sampled_from(["min", "max", "level", "unit", "naame"]))] = draw(VALUES)
    return document


@settings(max_examples=DEPTH * 5 // 2, deadline=None, suppress_health_check=list(HealthCheck))
@given(PROFILES)
def test_every_profile_drawn_from_the_schema_is_accepted(document: Any) -> None:
    assert is_accepted(json.dumps(document).encode())


@settings(max_examples=DEPTH * 10, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated())
def test_a_changed_profile_is_accepted_if_and_only_if_the_schema_accepts_it(document: Any) -> None:
    assert agrees(document)


@settings(max_examples=DEPTH * 5, deadline=None)
@given(st.sampled_from(places(PROFILE)), VALUES)
def test_any_value_at_any_place_is_judged_as_the_schema_judges_it(path: tuple[Any, ...], value: Any) -> None:
    document = json.loads(json.dumps(PROFILE))
    parent = document
    for name in path[:-1]:
        parent = parent[name]
    parent[path[-1]] = value
    assert agrees(document)


@settings(max_examples=DEPTH * 10 // 3, deadline=None)
@given(st.recursive(VALUES, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner)))
def test_a_body_that_is_no_profile_at_all_is_refused(document: Any) -> None:
    assert agrees(document)


@pytest.mark.parametrize(
    ("number", "accepted"),
    [("42", True), ("42.0", True), ("4.2e1", True), ("-0", True), ("-0.0", True), ("1e-400", True),
     ("42.5", False), ("-1", False), ("1e400", False), ("1" * 400, False), ("9" * 5000, False),
     ("true", False), ('"42"', False), ("null", True), ("10000000.0", True), ("10000001", False),
     ("18446744073709551616", False)],
)  # fmt: skip
def test_a_headcount_is_any_number_that_json_schema_calls_an_integer(number: str, accepted: bool) -> None:
    body = b'{"organisation": {"country": "FR", "activity_code": "G", "headcount": %s}}' % number.encode()
    assert is_accepted(body) is accepted


def test_an_integral_float_becomes_an_integer() -> None:
    body = b'{"organisation": {"country": "FR", "activity_code": "G", "headcount": 12.0}}'
    headcount = decode(body, Profile, "en").organisation.headcount
    assert headcount == 12
    assert isinstance(headcount, int)


def test_the_second_reading_gives_what_the_first_would_have_given() -> None:
    plain = json.dumps(PROFILE).encode()
    assert decode(plain.replace(b'"headcount": 42', b'"headcount": 42.0'), Profile, "en") == decode(
        plain, Profile, "en"
    )


@settings(max_examples=DEPTH, deadline=None, suppress_health_check=list(HealthCheck))
@given(PROFILES, st.data())
def test_a_name_that_is_repeated_is_refused_at_every_depth(document: Any, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([path for path in places(document) if isinstance(path[-1], str)]))
    parent = marked = json.loads(json.dumps(document))
    for name in path[:-1]:
        parent = parent[name]
    parent["repeated!"] = parent[path[-1]]
    body = json.dumps(marked).replace('"repeated!"', json.dumps(path[-1]))
    with pytest.raises(InvalidInput) as caught:
        decode(body.encode(), Profile, "en")
    assert ["".join(f"/{name}" for name in path)] == [
        fault.pointer for fault in caught.value.faults if fault.code == "repeated_field"
    ]


def test_the_number_of_faults_told_is_bounded() -> None:
    body = json.dumps({f"x{index}": 1 for index in range(5000)}).encode()
    with pytest.raises(InvalidInput) as caught:
        decode(body, Profile, "en")
    assert len(caught.value.faults) == MOST_FAULTS + 1
    assert caught.value.faults[-1].code == "too_many_faults"


def test_every_kind_of_fault_is_worded_in_both_languages() -> None:
    body = json.dumps(
        {
            "organisation": {
                "headcount": -1,
                "activity_scheme": "nace1",
                "name": "",
                "unit": "a\nb",
                "tags": ["a"] * 11,
            },
            "x": 1,
        }
    ).encode()
    told = []
    for language in ("en", "fr"):
        with pytest.raises(InvalidInput) as caught:
            decode(body, Profile, language)
        told.append(caught.value.faults)
    assert [(fault.pointer, fault.code) for fault in told[0]] == [
        (fault.pointer, fault.code) for fault in told[1]
    ]
    assert all(english.detail != french.detail for english, french in zip(*told, strict=True))
    assert [fault.code for fault in told[0]] == [
        "out_of_range", "unknown_code", "too_short", "pattern", "too_long", "missing_field", "unknown_field",
    ]  # fmt: skip
