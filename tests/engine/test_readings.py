"""The advice against four independent readings of the sources, for twelve generated organisations.

A recommendation stands when at least two readings accept it and fewer than two argue against it. Where it
does not, ``departures.toml`` must name the model and the claim that explains the departure.
"""

import json
import tomllib

import msgspec
import pytest

from service.model.profile import Profile
from tests.engine.support import CASES, answer

READINGS = {case["case"]: case for case in json.loads((CASES / "readings.json").read_text("utf-8"))["cases"]}
DEPARTURES = {
    departure["case"]: departure
    for departure in tomllib.loads((CASES / "departures.toml").read_text("utf-8")).get("departure", ())
}


def recommended(case: dict) -> str:
    return answer(msgspec.convert(case["profile"], Profile)).sourcing.model


def stands(case: dict) -> bool:
    model = recommended(case)
    return case["acceptable"].get(model, 0) >= 2 and case["refuse"].get(model, 0) < 2


@pytest.mark.parametrize("number", READINGS)
def test_the_advice_is_one_that_two_readings_accept_or_a_claim_says_why_not(number):
    case, departure = READINGS[number], DEPARTURES.get(number)
    model = recommended(case)
    if departure is None:
        assert stands(case), (
            f"{case['what']}: {model}; accepted {case['acceptable']}, refused {case['refuse']}"
        )
    else:
        assert model == departure["sourcing_model"]
        assert not stands(case), f"{case['what']} no longer departs: remove it from departures.toml"
        assert departure["claims"]
        assert departure["why"].endswith(".")


@pytest.mark.parametrize("number", READINGS)
def test_the_level_is_the_one_that_every_reading_sees(number):
    case = READINGS[number]
    (level,) = set(case["levels"])
    assert answer(msgspec.convert(case["profile"], Profile)).maturity.level == level


def test_most_recommendations_stand_and_departures_are_few(capsys):
    standing = [number for number, case in READINGS.items() if stands(case)]
    best = [
        n
        for n in READINGS
        if recommended(READINGS[n]) == max(READINGS[n]["best"].items(), key=lambda x: x[1])[0]
    ]
    with capsys.disabled():
        print(f"\nreadings: {len(standing)} of {len(READINGS)} stand, {len(best)} name the favourite")
    assert len(standing) + len(DEPARTURES) == len(READINGS)
    assert len(DEPARTURES) <= 3
