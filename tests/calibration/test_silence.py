"""Answers left blank speak for nobody: the advice moves outwards about as often as inwards."""

from itertools import islice

import pytest

from service.application.synthesis.plausible import plausible
from service.engine.core import decide
from service.model.codes import MODELS
from tests.calibration.report import moved_by_silence
from tests.engine.support import compiled

COUNT = 2000
SEED = 2026


@pytest.mark.parametrize("blank", [0.1, 0.2, 0.3])
def test_blanks_move_the_advice_out_about_as_often_as_in(blank, capsys):
    _, outwards, inwards = moved_by_silence(compiled(), blank, COUNT, SEED)
    with capsys.disabled():
        print(f"\n{blank:.0%} left blank: out {outwards:.1%}, in {inwards:.1%}")
    assert max(outwards, inwards) <= 1.3 * min(outwards, inwards)


def test_a_factor_averages_nothing_over_plausible_organisations():
    decisions = [decide(compiled(), profile) for profile in islice(plausible(SEED), COUNT)]
    for factor in compiled().pack.rules.sourcing.factors:
        known = [d.facts[factor.fact] for d in decisions if d.facts[factor.fact] != "unknown"]
        for model in MODELS:
            total = sum(factor.points.get(value, {}).get(model, 0.0) for value in known)
            assert abs(total / len(known)) < 0.4, (factor.id, model)
