"""Inputs as people have them: what is taken, what becomes of it, what is refused, each as its case says."""

import json
import re
import tomllib
from typing import Any

import pytest

from service.application.intake.json_reader import read_json
from service.application.profiles import read_profile, write_profile
from service.engine.core import decide
from service.engine.facts.activity import headcount_range
from service.errors import InvalidInput
from service.model.profile import Profile
from service.norms.cohorts import Leaf, cells_of
from tests.engine.support import CASES, answer, compiled

FILES = sorted((CASES / "inputs").glob("*.toml"))
INPUTS = {
    f"{file.stem}: {case['name']}": case
    for file in FILES
    for case in tomllib.loads(file.read_text("utf-8"))["cases"]
}
ACCEPTED = {name: case for name, case in INPUTS.items() if "expect" in case}
REFUSED = {name: case for name, case in INPUTS.items() if "refused" in case}
EXPECTATIONS = {"section", "size", "headcount", "findings", "facts", "kept"}


def body_of(case: dict[str, Any], spelling: str = "sent") -> bytes:
    """The profile as it is sent: as the text stands, so that what JSON readers would drop stays in it."""
    if "profile" in case:
        return str(case["profile"]).encode()
    organisation = case[spelling]
    if '"country"' not in organisation:
        organisation = organisation.replace("{", '{"country": "FR", ', 1)
    return f'{{"organisation": {organisation}}}'.encode()


def or_unknown(value: Any) -> Any:
    return "unknown" if value is None else value


def told(case: dict[str, Any]) -> dict[str, Any]:
    """What an accepted case may speak of."""
    profile = read_json(body_of(case), Profile, "en")
    assessment, decision = answer(profile), decide(compiled(), profile)
    headcount = headcount_range(profile.organisation.headcount)
    return {
        "section": or_unknown(assessment.organisation.nace_section),
        "size": or_unknown(assessment.organisation.size_class),
        "headcount": [or_unknown(headcount.least), or_unknown(headcount.most)],
        "findings": [finding.code for finding in assessment.findings],
        "facts": {name: decision.facts[name] for name in case["expect"].get("facts", ())},
        "kept": {
            name: or_unknown(getattr(profile.organisation, name)) for name in case["expect"].get("kept", ())
        },
    }


def faults(body: bytes) -> list[str]:
    """The faults of a refused body, as cases write them."""
    with pytest.raises(InvalidInput) as caught:
        read_json(body, Profile, "en")
    meant = [re.search("Did you mean “(.+)”", fault.detail) for fault in caught.value.faults]
    return [
        " ".join([fault.pointer, fault.code, *(found.groups() if found else ())])
        for fault, found in zip(caught.value.faults, meant, strict=True)
    ]


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_input_that_is_taken_becomes_what_its_case_says(name: str) -> None:
    case, found = ACCEPTED[name], told(ACCEPTED[name])
    assert {key: found[key] for key in case["expect"]} == case["expect"], case["why"]


@pytest.mark.parametrize("name", [name for name, case in ACCEPTED.items() if "same_as" in case])
def test_another_spelling_is_the_same_profile(name: str) -> None:
    case = ACCEPTED[name]
    sent, other = (read_json(body_of(case, key), Profile, "en") for key in ("sent", "same_as"))
    assert write_profile(sent) == write_profile(other)


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_input_that_is_taken_can_be_read_again_from_where_it_is_kept(name: str) -> None:
    profile = read_json(body_of(ACCEPTED[name]), Profile, "en")
    assert read_profile(write_profile(profile)) == profile


@pytest.mark.parametrize("name", REFUSED)
def test_an_input_that_is_refused_is_told_every_fault(name: str) -> None:
    assert faults(body_of(REFUSED[name])) == REFUSED[name]["refused"], REFUSED[name]["why"]


def test_cases_of_inputs_are_well_formed() -> None:
    for name, case in INPUTS.items():
        assert set(case) - {"same_as"} in (
            {"name", "why", key, outcome} for key in ("sent", "profile") for outcome in ("expect", "refused")
        ), name
        assert set(case.get("expect", ())) <= EXPECTATIONS, name
        assert case["why"].endswith("."), name
        assert json.loads(body_of(case)), name


def test_a_size_that_is_unknown_is_in_no_cell_of_a_size() -> None:
    unknown = [case for case in ACCEPTED.values() if case["expect"].get("size") == "unknown"]
    assert len(unknown) >= 6
    for case in unknown:
        organisation = answer(read_json(body_of(case), Profile, "en")).organisation
        leaf = Leaf("self", organisation.nace_section or "", organisation.size_class or "", "FR")
        assert [cell for cell in cells_of(leaf) if cell.size] == []


@pytest.mark.parametrize("nothing", ["{}", '{"min": null, "max": null}'])
def test_a_range_that_says_nothing_is_like_null(nothing: str) -> None:
    said = '{"organisation": {"country": "FR", "headcount": %s}, "capacity": {"budget_eur_per_month": %s}}'
    ranges, nulls = (
        read_json((said % (value, value)).encode(), Profile, "en") for value in (nothing, "null")
    )
    assert write_profile(ranges) == write_profile(nulls)
