"""Checks conditions: rules ask for facts that exist and that are known by then, for values that occur."""

from collections.abc import Iterator

from service.methodology.problem import Problem, problem
from service.methodology.rules import all_rules
from service.methodology.shape.base import Rule, When
from service.methodology.shape.pack import Rules
from service.methodology.shape.plan import QuestionRule
from service.methodology.shape.sourcing import BandRule, ChoiceRule, Factor
from service.methodology.vocabulary import MEASURES, OUTCOMES, UNKNOWN, VALUES

_BEFORE_THE_CHOICE = ("veto.", "unsound.", "inference.", "factor.", "choice.")


def fact_values(rules: Rules) -> dict[str, frozenset[str]]:
    """Every fact that a condition may name, with its values; measures take the names of their bands."""
    bands = {_measure(band): band.names for band in rules.sourcing.bands}
    return {
        fact: frozenset((*values, UNKNOWN))
        for fact, values in {**VALUES, **OUTCOMES, **{m: bands.get(m, ()) for m in MEASURES}}.items()
    }


def condition_problems(rules: Rules) -> Iterator[Problem]:
    """Unknown facts and values, facts asked for too early, measures cut badly or not at all."""
    known = fact_values(rules)
    for rule in all_rules(rules):
        too_late = OUTCOMES.keys() if rule.id.startswith(_BEFORE_THE_CHOICE) else frozenset()
        for fact, values in _condition(rule).items():
            if fact not in known or fact in too_late:
                yield problem("unknown_fact", rule=rule.id, fact=fact)
                continue
            yield from (
                problem("unknown_value", rule=rule.id, fact=fact, value=value)
                for value in values
                if value not in known[fact]
            )
    yield from _band_problems(rules)


def _condition(rule: Rule) -> When:
    if isinstance(rule, Factor):
        return {rule.fact: tuple(rule.points)}
    if isinstance(rule, QuestionRule):
        return {**rule.when, rule.fact: (UNKNOWN,)}
    if isinstance(rule, ChoiceRule):
        return rule.budget_when
    when: When = getattr(rule, "when", {})
    return when


def _band_problems(rules: Rules) -> Iterator[Problem]:
    for band in rules.sourcing.bands:
        if _measure(band) not in MEASURES:
            yield problem("band_without_measure", rule=band.id)
        if len(band.names) != len(band.edges) + 1 or list(band.edges) != sorted(set(band.edges)):
            yield problem("band_edges", rule=band.id)
        if len(set(band.names)) < len(band.names):
            yield problem("band_names", rule=band.id)
    cut = {_measure(band) for band in rules.sourcing.bands}
    yield from (problem("measure_without_bands", measure=m) for m in MEASURES if m not in cut)


def _measure(band: BandRule) -> str:
    return band.id.removeprefix("band.")
