"""Why this model: what sets the recommended model apart from the next one.

A factor counts by the points that it adds to the recommended model beyond what it adds to the other, so that
what suits both alike is no reason. Where the budget decided, that comes first.
"""

from collections.abc import Sequence
from operator import itemgetter

from service.engine.compiled import CompiledPack
from service.engine.core import Decision
from service.engine.policies.ranking import TENTHS, Column
from service.engine.wording import AudienceWords
from service.methodology.shape.base import most_of
from service.methodology.shape.texts import Texts
from service.model.answer.sourcing import Reason

_BUDGET = "budget"
_tenths = itemgetter(0)


def reasons_of(compiled: CompiledPack, words: AudienceWords, decision: Decision) -> tuple[Reason, ...]:
    """The reasons for the recommended model, strongest first, then those against it, as the pack allows.

    Without a next model they are its own points. There are never more reasons against it than for it, and
    none at all where nothing is recommended.
    """
    rules, choice = compiled.pack.rules.next, decision.choice
    if choice.position is None:
        return ()
    leads = _leads(decision.ranking.columns[1:], choice.position, choice.runner_up)
    pros = sorted([at for at in leads if at[0] > 0], key=_tenths, reverse=True)
    cons = sorted([at for at in leads if at[0] < 0], key=_tenths)
    budget = _budget_reason(compiled, words.texts, decision)
    most = most_of(rules.reasons_for)
    shown = [*budget, *(_reason(words.texts, *at) for at in pros[:most])][:most]
    return (
        *shown,
        *(_reason(words.texts, *at) for at in cons[: len(shown)][: most_of(rules.reasons_against)]),
    )


def _budget_reason(compiled: CompiledPack, texts: Texts, decision: Decision) -> tuple[Reason, ...]:
    """The first reason where the budget excludes a model that fits better, or every one that is sound."""
    choice, rule = decision.choice, compiled.pack.rules.sourcing.choice
    if rule is None or (choice.passed_over is None and choice.affordable is not False):
        return ()
    words = texts.reasons
    label = words.within_budget if choice.affordable else words.cheapest
    return (Reason(_BUDGET, None, label, rule.claims),)


def _reason(texts: Texts, lead: int, column: Column) -> Reason:
    return Reason(column.factor, lead / TENTHS, texts.factors[column.factor], column.claims)


def _leads(factors: Sequence[Column], chosen: int, other: int | None) -> list[tuple[int, Column]]:
    """Tenths of a point that each factor adds to one model beyond what it adds to the other."""
    if other is None:
        return [(factor.tenths[chosen], factor) for factor in factors]
    return [(factor.tenths[chosen] - factor.tenths[other], factor) for factor in factors]
