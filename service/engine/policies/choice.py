"""Chooses from the ranking: the model to recommend, and those that the answers do not tell apart from it.

The best fit is recommended that is sound, not vetoed and within the budget; if none is affordable, the
cheapest, and the gap is reported. A larger budget therefore never lowers the fit of the recommended model.
Where too little is known, none is recommended.
"""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import NamedTuple

from msgspec import Struct

from service.engine.facts.evidence import DecisiveAnswers
from service.engine.facts.profile_facts import Facts
from service.engine.policies.ranking import POSITION, Ranking, tenths
from service.methodology.shape.base import When
from service.methodology.shape.pack import Rules
from service.methodology.shape.sourcing import ModelRule
from service.model.answer.sourcing import MonthlyCost
from service.model.codes import MODELS, Status

_NO_TIME = ((0.0, 0.0), 0)


class Choice(Struct, frozen=True, kw_only=True, gc=False):
    """The recommended model and its alternatives; models are positions in ``MODELS``.

    ``position`` is None where too little is known: ``group`` then has all acceptable models, else the
    recommended one and those that the answers do not tell apart from it, best first. Acceptable is neither
    vetoed nor unsound. ``order`` ranks all models; ``candidates`` are those that the best was taken from.

    ``blanks`` are the positions of the decisive answers left blank, ``reach`` the tenths of a point by which
    a model of the group may be behind.

    ``runner_up`` is the next acceptable model by fit and ``margin`` the difference in tenths of a point, both
    None if there is none; ``lead`` is the difference to the second of the group. ``affordable`` is None if
    the budget is unknown or does not bind. ``above`` is the euros a month by which the model exceeds the
    budget within the tolerance, ``gap`` the euros missing where nothing acceptable is affordable.
    ``passed_over`` is the best acceptable model where the budget excludes it.
    """

    status: Status
    position: int | None
    group: tuple[int, ...]
    order: tuple[int, ...]
    candidates: tuple[int, ...]
    blanks: tuple[int, ...]
    reach: int
    runner_up: int | None = None
    margin: int | None = None
    lead: int | None = None
    affordable: bool | None = None
    above: int | None = None
    gap: int | None = None
    passed_over: int | None = None


class _Models(NamedTuple):
    """What is open to the choice: see ``Choice``."""

    order: tuple[int, ...]
    acceptable: tuple[int, ...]
    blanks: tuple[int, ...]
    reach: int


def _undecided(models: _Models) -> Choice:
    """The choice where too little is known."""
    return Choice(
        status="insufficient_evidence",
        position=None,
        group=models.acceptable,
        order=models.order,
        candidates=models.acceptable,
        blanks=models.blanks,
        reach=models.reach,
    )


class ChoiceModel:
    """The rules of choice of a pack, compiled."""

    def __init__(self, rules: Rules) -> None:
        sourcing = rules.sourcing
        rule, tolerance, group = sourcing.choice, sourcing.tolerance, sourcing.group
        self.decisive = DecisiveAnswers(sourcing.decisive, rules.next.questions)
        self._budget_when: When | None = None if rule is None else rule.budget_when
        self._tolerance = 0.0 if tolerance is None else tolerance.share
        self._within = 0 if group is None else tenths(group.within)
        self._per_blank = 0 if group is None else tenths(group.per_blank)
        self._most = 1 if group is None else group.most
        self._settles_ties = sourcing.ties is not None
        self._least_time_first = _least_time_first(sourcing.models)

    def choose(
        self,
        ranking: Ranking,
        costs: Sequence[MonthlyCost],
        stated_facts: Facts,
        *,
        budget: float | None,
    ) -> Choice:
        """Choose for one profile: ``budget`` is euros a month, None when unknown.

        The pack's checks guarantee that some model is always acceptable.
        """
        order = self._order(ranking.fits, costs)
        blanks = self.decisive.blanks(stated_facts)
        models = _Models(
            order=order,
            acceptable=tuple([i for i in order if i not in ranking.vetoes and i not in ranking.unsound]),
            blanks=blanks,
            reach=self._within + self._per_blank * len(blanks),
        )
        if self.decisive.missing(blanks):
            return _undecided(models)
        return self._recommend(
            models, ranking.fits, costs, budget if self._budget_excludes(stated_facts) else None
        )

    def affords(self, budget: float, low_cost: int) -> bool:
        """Whether a low cost is within the budget or its tolerance; nothing has none."""
        return low_cost <= budget * (1 + self._tolerance)

    def least_budget(self, low_cost: int) -> int:
        """The smallest budget in whole euros that affords a low cost."""
        least = ceil(low_cost / (1 + self._tolerance))
        return least - 1 if least and self.affords(least - 1, low_cost) else least

    def _recommend(
        self, models: _Models, fits: Sequence[int], costs: Sequence[MonthlyCost], budget: float | None
    ) -> Choice:
        """Choose the model to recommend from those that are acceptable."""
        acceptable = affordable = models.acceptable
        if budget is not None:
            affordable = tuple([i for i in acceptable if self.affords(budget, costs[i].low)])
        # Of those that cost the same the best fit, for they come in that order.
        chosen = affordable[0] if affordable else min(acceptable, key=lambda i: costs[i].low)
        fit, low = fits[chosen], costs[chosen].low
        group = tuple([i for i in affordable if fit - fits[i] <= models.reach][: self._most]) or (chosen,)
        lower_ranked = acceptable[acceptable.index(chosen) + 1 :]
        missing = None if budget is None or low <= budget else ceil(low - budget)
        return Choice(
            status="assessed" if len(group) == 1 else "provisional",
            position=chosen,
            group=group,
            order=models.order,
            candidates=affordable,
            blanks=models.blanks,
            reach=models.reach,
            runner_up=lower_ranked[0] if lower_ranked else None,
            margin=fit - fits[lower_ranked[0]] if lower_ranked else None,
            lead=fit - fits[group[1]] if len(group) > 1 else None,
            affordable=None if budget is None else bool(affordable),
            above=missing if affordable else None,
            gap=None if affordable else missing,
            passed_over=None if acceptable[0] == chosen else acceptable[0],
        )

    def _order(self, fits: Sequence[int], costs: Sequence[MonthlyCost]) -> tuple[int, ...]:
        """All models by falling fit; equal ones by the pack's rule, without one as in the table."""
        models: Iterable[int] = range(len(MODELS))
        if self._settles_ties and len(set(fits)) < len(MODELS):
            models = sorted(self._least_time_first, key=lambda i: costs[i].low)
        # Sorting is stable, reversed too.
        return tuple(sorted(models, key=fits.__getitem__, reverse=True))

    def _budget_excludes(self, facts: Facts) -> bool:
        """Whether models beyond the budget are excluded: the pack says where its figures bind."""
        when = self._budget_when
        return when is not None and all(facts[fact] in values for fact, values in when.items())


def _least_time_first(rules: Iterable[ModelRule]) -> list[int]:
    """All models by the time that they take inside, then those that keep more of the work there."""
    time = {POSITION[rule.model]: (rule.inside_fte, rule.outside_share) for rule in rules}
    return sorted(range(len(MODELS)), key=lambda i: time.get(i, _NO_TIME))
