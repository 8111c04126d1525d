"""The monthly cash cost of each model: work bought outside, and posts that do not exist yet.

Hours of people already in post cost nothing here. The work bought and the posts are those of the sizing that
the team shows: a range of costs is one of shares and prices, for one amount of work. All figures are French
and dated; several models' costs are derived from them, as the pack documents.
"""

import math
from typing import NamedTuple, get_args

from msgspec import Struct

from service.engine.facts.resources import Resources
from service.engine.facts.staffing import Staffing
from service.methodology.shape.money import CostRule, CostRules
from service.model.answer.sourcing import BreakEven, MonthlyCost, Salary
from service.model.codes import MODELS, Seniority, SizeClass
from service.model.output import Range

_MONTHS_PER_YEAR = 12
_WEEKS_PER_MONTH = 52 / 12
_HOURS_PER_DAY = 7
_NO_COST = MonthlyCost(0, 0)


class Bounds(NamedTuple):
    """The least and the greatest of a range."""

    low: float
    high: float


_ZERO = Bounds(0, 0)


class Purchase(Struct, frozen=True, kw_only=True, gc=False):
    """A model's cost rule with its figures looked up.

    ``floor`` and ``ceiling`` are euros a month; ``is_published`` says that the floor is no assumption.
    ``share`` is the share of the work bought, ``rate`` euros a month for an hour a week. ``rest_bought`` says
    that what nobody inside has the time for is bought too. ``on_call`` adds the cost of evenings and
    week-ends.
    """

    floor: Bounds
    ceiling: float
    is_published: bool
    share: Bounds
    rate: Bounds
    rest_bought: bool
    on_call: bool


class CostModel:
    """The cost figures and rules of a pack, compiled. A figure that the pack lacks counts as zero."""

    def __init__(self, rules: CostRules) -> None:
        self._figures = {figure.id: figure for figure in rules.figures}
        week = self._figures.get("figure.full_time_week")
        self.weekly_hours = 0.0 if week is None else week.central
        self.year = max((figure.year for figure in rules.figures), default=0)
        self._on_call = self._figures.get("figure.on_call")
        self._gross = {
            (rule.seniority, size): self._gross_range(figure)
            for rule in rules.salaries
            for size, figure in rule.figures.items()
        }
        self._post_costs: dict[tuple[Seniority, SizeClass | None], Bounds] = {}
        for seniority in get_args(Seniority):
            posts = {size: self._post_cost(seniority, size) for size in get_args(SizeClass)}
            self._post_costs |= {(seniority, size): post for size, post in posts.items()}
            # Of an unknown size class, a post costs what it costs in any of them.
            self._post_costs[seniority, None] = Bounds(
                min(post.low for post in posts.values()), max(post.high for post in posts.values())
            )
        self._break_even = {
            size: self._break_even_of(post)
            for (seniority, size), post in self._post_costs.items()
            if seniority == "confirmed"
        }
        by_model = {rule.model: rule for rule in rules.models}
        self._purchases = tuple(
            self._purchase(by_model[model]) if model in by_model else None for model in MODELS
        )

    def monthly(
        self, resources: Resources, work_fte: float, staffings: tuple[Staffing, ...]
    ) -> tuple[MonthlyCost, ...]:
        """Low and high cost of each model in euros a month, in the order of ``MODELS``."""
        work = work_fte * self.weekly_hours
        return tuple(
            [
                _NO_COST if purchase is None else self._cost(purchase, resources, work, staffing)
                for purchase, staffing in zip(self._purchases, staffings, strict=True)
            ]
        )

    def _cost(self, purchase: Purchase, resources: Resources, work: float, staffing: Staffing) -> MonthlyCost:
        share = purchase.share
        rest = 0.0
        if purchase.rest_bought:
            rest = max(0.0, work * (1 - share.high) - staffing.given * self.weekly_hours)
        low = max(purchase.floor.low, (work * share.low + rest) * purchase.rate.low)
        high = max(purchase.floor.high, (work * share.high + rest) * purchase.rate.high)
        low, high = min(low, purchase.ceiling), min(high, purchase.ceiling)
        for post in staffing.posts:
            if post.is_new:
                pay = self._post_costs[post.seniority, resources.size]
                low, high = low + post.fte * pay.low, high + post.fte * pay.high
        if purchase.on_call and resources.always_on and self._on_call is not None:
            low, high = low + self._on_call.low, high + self._on_call.high
        return MonthlyCost(round(low), round(max(low, high)))

    def is_assumed(self, position: int, cost: MonthlyCost) -> bool:
        """Whether a model's cost is more than a published price: our assumptions are in it."""
        purchase = self._purchases[position]
        return purchase is None or not (
            purchase.is_published and (cost.low, cost.high) == (purchase.floor.low, purchase.floor.high)
        )

    def _purchase(self, rule: CostRule) -> Purchase:
        day_rate, days_per_weekly_hour = self._bounds(rule.rate), _WEEKS_PER_MONTH / _HOURS_PER_DAY
        floor, ceiling = (self._figures.get(name or "") for name in (rule.floor, rule.ceiling))
        return Purchase(
            floor=self._bounds(rule.floor),
            ceiling=math.inf if ceiling is None else ceiling.central,
            is_published=floor is not None and not floor.assumption,
            share=Bounds(*rule.bought_share),
            rate=Bounds(day_rate.low * days_per_weekly_hour, day_rate.high * days_per_weekly_hour),
            rest_bought=rule.rest_bought,
            on_call=rule.on_call,
        )

    def _post_cost(self, seniority: Seniority, size: SizeClass) -> Bounds:
        """Euros a month of a full-time post, employer charges included."""
        gross = self.gross(seniority, size)
        charges = self._figures.get("figure.employer_charges")
        if gross is None or charges is None:
            return _ZERO
        return Bounds(
            gross.low * (1 + charges.low) / _MONTHS_PER_YEAR,
            gross.high * (1 + charges.high) / _MONTHS_PER_YEAR,
        )

    def gross(self, seniority: Seniority, size: SizeClass | None) -> Salary | None:
        """Euros a year, gross, of a full-time post, at least the legal minimum.

        None without a figure or without a size class.
        """
        return None if size is None else self._gross.get((seniority, size))

    def _gross_range(self, name: str) -> Salary | None:
        figure = self._figures.get(name)
        if figure is None:
            return None
        legal = self._figures.get("figure.legal_minimum")
        floor = 0 if legal is None else legal.central
        low, central, high = (round(max(floor, value)) for value in (figure.low, figure.central, figure.high))
        return Salary(low=low, central=central, high=high, year=figure.year, assumed=figure.assumption)

    def on_call(self, position: int, resources: Resources) -> MonthlyCost | None:
        """The part of a model's cost for evenings and week-ends, in euros a month; None if there is none."""
        figure, purchase = self._on_call, self._purchases[position]
        if figure is None or purchase is None or not (purchase.on_call and resources.always_on):
            return None
        return MonthlyCost(round(figure.low), round(figure.high))

    def break_even(self, size: SizeClass | None) -> BreakEven | None:
        """The weekly hours from which a post costs less than hours bought by the day."""
        return self._break_even[size]

    def _break_even_of(self, post: Bounds) -> BreakEven | None:
        day_rate = self._figures.get("figure.day_rate_standard")
        if day_rate is None or not post.high:
            return None
        cheapest, dearest = day_rate.low / _HOURS_PER_DAY, day_rate.high / _HOURS_PER_DAY
        hours = Range(
            round(post.low / dearest / _WEEKS_PER_MONTH, 1), round(post.high / cheapest / _WEEKS_PER_MONTH, 1)
        )
        return BreakEven(
            hours,
            MonthlyCost(round(post.low), round(post.high)),
            Range(round(cheapest, 1), round(dearest, 1)),
        )

    def _bounds(self, name: str | None) -> Bounds:
        figure = self._figures.get(name or "")
        return _ZERO if figure is None else Bounds(figure.low, figure.high)
