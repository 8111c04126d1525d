"""The advice against independent automated readings of the sources, for generated organisations.

A recommendation stands when most readings of a case accept it; a level, when it is the one that most see.
Where one does not stand, ``departures.toml`` must say why, by a claim.
"""

import json
import tomllib
from collections import Counter

import msgspec
import pytest

from service.model.profile import Profile
from tests.engine.support import CASES, answer, citable

READINGS = {case["case"]: case for case in json.loads((CASES / "readings.json").read_text("utf-8"))["cases"]}
SINGLE = [json.loads(line) for line in (CASES / "single_readings.ndjson").read_text("utf-8").splitlines()]
DEPARTURES = tomllib.loads((CASES / "departures.toml").read_text("utf-8"))
MODELS = {departure["case"]: departure for departure in DEPARTURES["model"]}
LEVELS = {departure["case"]: departure for departure in DEPARTURES["level"]}


def assessed(case: dict):
    return answer(msgspec.convert(case["profile"], Profile))


def share(case: dict, kind: str, model: str) -> float:
    """The share of readings that accept or refuse a model."""
    return case[kind].get(model, 0) / len(case["levels"])


def level_of_most(case: dict) -> str:
    ((level, _),) = Counter(case["levels"]).most_common(1)
    return level


def check_departure(departure: dict, answered: str) -> None:
    assert answered == departure["answered"]
    assert set(departure["claims"]) <= citable()
    assert departure["why"].endswith(".")


@pytest.mark.parametrize("number", READINGS)
def test_the_advice_is_one_that_most_readings_accept_or_a_claim_says_why_not(number):
    case, departure = READINGS[number], MODELS.get(number)
    model = assessed(case).sourcing.model
    stands = share(case, "acceptable", model) > 0.5
    if departure is None:
        assert stands, f"{case['what']}: {model}; accepted {case['acceptable']}, refused {case['refuse']}"
    else:
        assert not stands, f"{case['what']} no longer departs: remove it from departures.toml"
        check_departure(departure, model)


@pytest.mark.parametrize("number", READINGS)
def test_the_level_is_the_one_that_most_readings_see_or_a_claim_says_why_not(number):
    case, departure = READINGS[number], LEVELS.get(number)
    level = assessed(case).maturity.level
    if departure is None:
        assert level == level_of_most(case)
    else:
        assert level != level_of_most(case), f"{case['what']} no longer departs: remove it"
        check_departure(departure, level)


def test_departures_are_few():
    assert len(MODELS) <= 2
    assert len(LEVELS) <= 4


def test_advice_agrees_with_single_readings_that_it_was_fitted_to(capsys):
    """No proof of anything: a weight changed by mistake shows here."""
    models = [(assessed(case).sourcing.model, case) for case in SINGLE[::3]]
    accepted = sum(model in case["acceptable"] for model, case in models) / len(models)
    refused = sum(model in case["refuse"] for model, case in models) / len(models)
    with capsys.disabled():
        print(f"\nsingle readings: {accepted:.1%} accept the advice, {refused:.1%} refuse it")
    assert accepted >= 0.88
    assert refused <= 0.03
