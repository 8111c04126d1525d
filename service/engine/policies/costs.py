"""The monthly cash cost of each model: work bought outside, and posts that do not exist yet.

Hours of people already in post cost nothing here; they count against the hours that a model needs inside.
All figures are French and dated; several models' costs are derived from them, as the pack documents.
"""

from typing import NamedTuple, get_args

from msgspec import Struct

from service.engine.facts.profile_facts import CAPACITY, PRESENCE, setups_of
from service.engine.facts.ranges import budget_of
from service.engine.facts.workload import Workload
from service.methodology.shape.money import CostRule, CostRules
from service.model.answer.sourcing import BreakEven, MonthlyCost, Salary
from service.model.codes import MODELS, Seniority, SizeClass
from service.model.output import Range
from service.model.profile import Capacity, Presence, Profile

_MONTHS_PER_YEAR = 12
_WEEKS_PER_MONTH = 52 / 12
_HOURS_PER_DAY = 7
_NO_COST = MonthlyCost(0, 0)


class Bounds(NamedTuple):
    """The least and the greatest of a range."""

    low: float
    high: float


_ZERO = Bounds(0, 0)


class Resources(Struct, frozen=True, kw_only=True, gc=False):
    """Time, people and money of the organisation.

    ``hours`` are inside hours a week and ``budget`` euros a month, infinite for an open-ended range; both are
    None when unknown. ``staffed_fte`` counts the people known to be in post, ``staffed_hours`` their weekly
    hours. ``always_on`` says that customers expect answers in the evening and at the week-end.
    """

    hours: float | None
    staffed_fte: float
    staffed_hours: float
    always_on: bool
    size: SizeClass | None
    budget: float | None
    can_hire: bool | None


class Purchase(Struct, frozen=True, kw_only=True, gc=False):
    """A model's cost rule with its figures looked up.

    ``floor`` is euros a month. ``euros_per_weekly_hour`` is what an hour of weekly workload costs a month if
    the model's share of it is bought. ``inside_hours`` are the weekly hours needed inside. ``new_post`` is a
    model whose inside hours are a post, ``several_posts`` one whose hours exceed a single post and follow the
    workload. ``on_call`` adds the cost of evenings and week-ends.
    """

    floor: Bounds
    euros_per_weekly_hour: Bounds
    inside_hours: Bounds
    new_post: bool
    several_posts: bool
    on_call: bool


class CostModel:
    """The cost figures and rules of a pack, compiled. A figure that the pack lacks counts as zero."""

    def __init__(self, rules: CostRules) -> None:
        self._figures = {figure.id: figure for figure in rules.figures}
        week = self._figures.get("figure.full_time_week")
        self._weekly_hours = 0 if week is None else week.central
        self.year = max((figure.year for figure in rules.figures), default=0)
        self._on_call = self._figures.get("figure.on_call")
        self._gross = {
            (rule.seniority, size): self._gross_range(figure)
            for rule in rules.salaries
            for size, figure in rule.figures.items()
        }
        posts = {size: self._post_cost(size) for size in get_args(SizeClass)}
        # Of an unknown size class, a post costs what it costs in any of them.
        any_size = Bounds(min(post.low for post in posts.values()), max(post.high for post in posts.values()))
        self._post_costs: dict[SizeClass | None, Bounds] = {**posts, None: any_size}
        self._break_even = {size: self._break_even_of(post) for size, post in self._post_costs.items()}
        by_model = {rule.model: rule for rule in rules.models}
        self._purchases = tuple(
            self._purchase(by_model[model]) if model in by_model else None for model in MODELS
        )

    def resources(self, profile: Profile, size: SizeClass | None) -> Resources:
        """Read the resources from a profile."""
        capacity = profile.capacity or CAPACITY
        staffed = _staffed_fte(capacity, profile.presence or PRESENCE)
        return Resources(
            hours=capacity.available_hours_per_week,
            staffed_fte=staffed,
            staffed_hours=staffed * self._weekly_hours,
            always_on=(profile.presence or PRESENCE).always_on is True,
            size=size,
            budget=budget_of(capacity.budget_eur_per_month),
            can_hire=capacity.can_hire,
        )

    def monthly(self, resources: Resources, workload: Workload | None) -> tuple[MonthlyCost, ...]:
        """Low and high cost of each model in euros a month, in the order of ``MODELS``."""
        post = self._post_costs[resources.size]
        return tuple(
            [
                _NO_COST if purchase is None else self._cost(purchase, resources, workload, post)
                for purchase in self._purchases
            ]
        )

    def _cost(
        self, purchase: Purchase, resources: Resources, workload: Workload | None, post: Bounds
    ) -> MonthlyCost:
        low, high = purchase.floor
        if workload is not None:
            low = max(low, workload.low * purchase.euros_per_weekly_hour.low)
            high = max(high, workload.high * purchase.euros_per_weekly_hour.high)
        missing_low, missing_high = self._missing_hours(purchase, resources, workload)
        if self._weekly_hours:
            low += missing_low / self._weekly_hours * post.low
            high += missing_high / self._weekly_hours * post.high
        if purchase.on_call and resources.always_on and self._on_call is not None:
            low, high = low + self._on_call.low, high + self._on_call.high
        return MonthlyCost(round(low), round(max(low, high)))

    def _missing_hours(
        self, purchase: Purchase, resources: Resources, workload: Workload | None
    ) -> tuple[float, float]:
        """Low and high weekly inside hours that nobody in post gives: they are paid for as a post.

        Where hiring is refused they cannot be paid for: people in post have to find them.
        """
        if resources.can_hire is False and not purchase.new_post:
            return 0, 0
        low, high = purchase.inside_hours
        if purchase.several_posts and workload is not None:
            low, high = max(low, workload.low), max(high, workload.high)
        available = max(resources.hours or 0, resources.staffed_hours)
        if resources.hours is None and not purchase.new_post:
            return 0, max(0, high - available)
        return max(0, low - available), max(0, high - available)

    def _purchase(self, rule: CostRule) -> Purchase:
        day_rate, days_per_weekly_hour = self._bounds(rule.rate), _WEEKS_PER_MONTH / _HOURS_PER_DAY
        return Purchase(
            floor=self._bounds(rule.floor),
            euros_per_weekly_hour=Bounds(
                rule.bought_share[0] * days_per_weekly_hour * day_rate.low,
                rule.bought_share[1] * days_per_weekly_hour * day_rate.high,
            ),
            inside_hours=Bounds(*rule.inside_hours),
            new_post=rule.new_post,
            several_posts=rule.new_post and rule.inside_hours[0] > self._weekly_hours,
            on_call=rule.on_call,
        )

    def _post_cost(self, size: SizeClass) -> Bounds:
        """Euros a month of a full-time post, employer charges included, for a confirmed person."""
        gross = self.gross("confirmed", size)
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
        return Salary(low, central, high, figure.year)

    def on_call(self, resources: Resources) -> MonthlyCost | None:
        """Euros a month for evenings and week-ends; None unless customers expect answers then."""
        figure = self._on_call
        if figure is None or not resources.always_on:
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


def _staffed_fte(capacity: Capacity, presence: Presence) -> float:
    """People known to be in post for this work: stated, or at least those of the current set-up."""
    setups = setups_of(presence) or frozenset()
    people = 2 if "team" in setups else 1 if "dedicated" in setups else 0
    return max(people, capacity.team_fte or 0)
