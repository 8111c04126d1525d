"""Robustness of the recommendation: how often it stands when the weights of the ranking are varied.

A weight is what one factor adds to one model: each is varied on its own by up to a fifth, in 200 samples from
a fixed seed. Claims give a factor's direction, not its size for each model; and varied for all models alike,
what two of them share would cancel out, so that a close call would pass for certain. Bases, budget, vetoes
and soundness stay as they are. It measures the stability of the advice, not its truth.
"""

from functools import lru_cache
from operator import mul
from random import Random

from service.engine.compiled import CompiledPack
from service.engine.core import Decision
from service.model.answer.advice import Robustness
from service.model.codes import MODELS
from service.texts.writing import Writing

_SAMPLES = 200
_WEIGHT_CHANGE = 0.2
_SEED = 20261122
# Weights are whole thousandths, so that sums are exact.
_ONE = 1000
_REACH = round(_ONE * _WEIGHT_CHANGE)

Weights = tuple[tuple[int, ...], ...]
"""Of one sample: by model, the weight of each of its factors."""


def robustness_of(compiled: CompiledPack, decision: Decision) -> Robustness | None:
    """The share of samples, 0 to 1, in which the same model is recommended; None where none is."""
    chosen = decision.choice.position
    if chosen is None:
        return None
    words = compiled.words_for(decision.facts)
    if decision.facts["affordable"] == "no":
        # The cheapest acceptable model is recommended whatever the weights.
        return _robustness(1.0, words.texts.robustness.budget, words.writing)
    share = _unchanged(decision, chosen, len(compiled.pack.rules.sourcing.factors)) / _SAMPLES
    sentences = words.texts.robustness
    is_close = decision.facts["close_call"] == "yes"
    return _robustness(share, sentences.close if is_close else sentences.stands, words.writing)


def _robustness(share: float, sentence: str, writing: Writing) -> Robustness:
    # Rounded down: only what always stands is told to stand in 100 %.
    change = round(100 * _WEIGHT_CHANGE)
    text = writing.fill(sentence, share=int(100 * share), samples=_SAMPLES, change=change)
    return Robustness(share, _SAMPLES, _WEIGHT_CHANGE, text)


def _unchanged(decision: Decision, chosen: int, factors: int) -> int:
    """In how many samples the recommended model keeps ahead of every other that could be recommended."""
    base, *columns = decision.ranking.columns
    points = {i: [column.tenths[i] for column in columns] for i in decision.choice.candidates}
    bases = {i: _ONE * base.tenths[i] for i in points}
    mine = points[chosen]
    # A model is tried only where it could catch up if all its weights gained and all of the other's lost.
    reach = {i: _REACH * sum(map(abs, points[i])) for i in points}
    rivals = [
        i
        for i in points
        if i != chosen
        and bases[i] + _ONE * sum(points[i]) + reach[i] >= bases[chosen] + _ONE * sum(mine) - reach[chosen]
    ]
    unchanged = 0
    for weights in _weight_samples(factors):
        fit = bases[chosen] + sum(map(mul, mine, weights[chosen]))
        unchanged += all(bases[i] + sum(map(mul, points[i], weights[i])) <= fit for i in rivals)
    return unchanged


@lru_cache(maxsize=4)
def _weight_samples(factors: int) -> tuple[Weights, ...]:
    """The samples for a pack with so many factors: the same for all profiles."""
    random, weights = Random(_SEED), range(_ONE - _REACH, _ONE + _REACH + 1)
    return tuple(tuple(tuple(random.choices(weights, k=factors)) for _ in MODELS) for _ in range(_SAMPLES))
