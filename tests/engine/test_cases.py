"""Every case file is an organisation that teaches something: its expectations must all be met."""

import re

import pytest

from service.model import codes
from tests.engine.expectations import CHECKS, failures
from tests.engine.support import CASES, answer, cases, profile_of

ORGANISATIONS = cases("organisations")
CLAIM = re.compile(r"J([1-9]|1[0-3])|Q[1-6]|QC|P[1-5]|D[1-6]|K([1-9]|1[01])|E([1-9]|1[0-4])")
CASE_KEYS = {"name", "claims", "profile", "expect"}
MODEL_LISTS = ("sourcing_model", "never", "path_end")


@pytest.mark.parametrize("slug", ORGANISATIONS)
def test_an_organisation_gets_what_its_case_expects(slug):
    case = ORGANISATIONS[slug]
    lines = failures(answer(profile_of(case)), case["expect"])
    assert not lines, f"{case['name']}\n  " + "\n  ".join(lines)


@pytest.mark.parametrize("slug", ORGANISATIONS)
def test_a_case_file_is_well_formed(slug):
    case = ORGANISATIONS[slug]
    assert set(case) == CASE_KEYS
    assert set(case["expect"]) <= set(CHECKS)
    assert case["expect"]
    assert case["name"].endswith(".")
    assert case["claims"]
    assert all(CLAIM.fullmatch(claim) for claim in case["claims"])
    assert all(model in codes.MODELS for key in MODEL_LISTS for model in case["expect"].get(key, ()))
    assert "# All figures are illustrative." in (CASES / "organisations" / f"{slug}.toml").read_text("utf-8")


def test_there_are_enough_organisations():
    assert len(ORGANISATIONS) >= 66


def test_every_model_is_expected_somewhere_and_advised_against_somewhere():
    expected = {
        model for case in ORGANISATIONS.values() for model in case["expect"].get("sourcing_model", ())
    }
    against = {
        model
        for case in ORGANISATIONS.values()
        for key in ("never", "vetoed", "unsound")
        for model in case["expect"].get(key, ())
    }
    assert expected >= set(codes.MODELS) - {"shared_internal_role"}
    assert against >= set(codes.MODELS) - {"expert_partner", "partial_outsourcing"}


@pytest.mark.parametrize("key", ["warnings", "findings"])
def test_what_fires_in_one_case_stays_silent_in_another(key):
    fires = {code for case in ORGANISATIONS.values() for code in case["expect"].get(key, ())}
    silent = {code for case in ORGANISATIONS.values() for code in case["expect"].get(f"no_{key}", ())}
    assert fires == silent
