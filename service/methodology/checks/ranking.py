"""Checks the ranking: some model is open to every profile, and no profile's fit leaves 0 to 100."""

from collections.abc import Iterable, Iterator

from service.methodology.problem import Problem, problem
from service.methodology.shape.pack import Rules
from service.model.codes import MODELS

_TINY = 1e-9


def ranking_problems(rules: Rules) -> Iterator[Problem]:
    """Models ruled out that must not be, models nothing is said of, points out of bounds."""
    yield from _always_an_answer(rules)
    yield from _bounds(rules)
    for model in rules.sourcing.models:
        if model.inside_fte[0] > model.inside_fte[1]:
            yield problem("range_reversed", rule=model.id, field="inside_fte")


def _always_an_answer(rules: Rules) -> Iterator[Problem]:
    """Some model can neither be vetoed nor unsound, so that there is an answer for every profile."""
    never_vetoed = {rule.model for rule in rules.sourcing.models if rule.never_vetoed}
    always_sound = {rule.model for rule in rules.sourcing.models if rule.always_sound}
    if not never_vetoed & always_sound:
        yield problem("no_model_always_open")
    for rule in rules.sourcing.vetoes:
        for model in never_vetoed.intersection(rule.models):
            yield problem("vetoes_protected", rule=rule.id, model=model)
    for rule in rules.sourcing.unsound:
        for model in always_sound.intersection(rule.models):
            yield problem("unsound_protected", rule=rule.id, model=model)
    yield from each_model_once("sourcing.toml [[models]]", [rule.model for rule in rules.sourcing.models])
    yield from each_model_once("costs.toml [[models]]", [rule.model for rule in rules.costs.models])


def each_model_once(where: str, models: Iterable[str]) -> Iterator[Problem]:
    """Models that a table leaves out or names twice."""
    named = list(models)
    if missing := [model for model in MODELS if model not in named]:
        yield problem("models_missing", where=where, models=missing)
    if twice := [model for model in MODELS if named.count(model) > 1]:
        yield problem("models_twice", where=where, models=twice)


def _bounds(rules: Rules) -> Iterator[Problem]:
    """The base plus every worst, and plus every best, value of the facts stays inside 0 to 100."""
    for rule in rules.sourcing.models:
        if is_finer_than_a_tenth(rule.base):
            yield problem("too_fine", rule=rule.id, field="base", value=rule.base)
    for factor in rules.sourcing.factors:
        for value, row in factor.points.items():
            for model, points in row.items():
                if is_finer_than_a_tenth(points):
                    yield problem("too_fine", rule=factor.id, field=f"points.{value}.{model}", value=points)
    bases = {rule.model: rule.base for rule in rules.sourcing.models}
    for model in MODELS:
        low = high = bases.get(model, 0.0)
        for factor in rules.sourcing.factors:
            points_of = [0.0, *(row.get(model, 0.0) for row in factor.points.values())]
            low, high = low + min(points_of), high + max(points_of)
        if low < -_TINY or high > 100 + _TINY:
            yield Problem("fit_out_of_bounds", {"model": model, "low": round(low, 1), "high": round(high, 1)})


def is_finer_than_a_tenth(points: float) -> bool:
    """Whether points have more than one decimal: the engine adds whole tenths."""
    return abs(points * 10 - round(points * 10)) > _TINY
