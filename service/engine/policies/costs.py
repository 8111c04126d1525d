"""What each model costs a month, in cash: work bought outside, and posts that do not exist yet.

Hours that people already in post can give cost nothing here; they count against the hours available. All
figures are French and dated; the cost of several models is derived from them, and the pack says which.
"""

from typing import get_args

from msgspec import Struct

from service.engine.facts.profile_facts import CAPACITY, PRESENCE, setups_of
from service.engine.facts.workload import Workload
from service.methodology.shape.money import CostRule, CostRules, Figure
from service.model.answer.sourcing import BreakEven, EuroRange, MonthlyCost
from service.model.codes import MODELS, Seniority, Size
from service.model.output import Interval
from service.model.profile import Capacity, EuroBand, Presence, Profile

_WEEKS_A_MONTH = 52 / 12
_HOURS_A_DAY = 7
_NOTHING = MonthlyCost(0, 0)


class Means(Struct, frozen=True, gc=False):
    """What a profile can put in: inside hours (None if unknown), people known to be in post."""

    hours: float | None
    staffed_fte: float
    staffed_hours: float
    always_on: bool
    size: Size
    budget: float | None
    can_hire: bool | None


class Purchase(Struct, frozen=True, gc=False):
    """A model's cost rule with its figures: euros a month, euros per weekly hour, hours from inside."""

    floor: tuple[float, float]
    per_hour: tuple[float, float]
    inside_hours: tuple[float, float]
    new_post: bool
    several_posts: bool
    on_call: bool


class CostModel:
    """The figures of a pack, looked up once."""

    def __init__(self, rules: CostRules) -> None:
        self._figures = {figure.id: figure for figure in rules.figures}
        self._week = rules.weekly_hours
        self.year = rules.year
        self._on_call = self._figures.get("figure.on_call")
        self._gross = {
            (seniority, size): self._gross_range(figure)
            for seniority, by_size in rules.salaries.items()
            for size, figure in by_size.items()
        }
        self._posts = {size: self._post(size) for size in get_args(Size)}
        self._break_even = {size: self._break_even_at(size) for size in get_args(Size)}
        by_model = {rule.model: rule for rule in rules.models}
        self._purchases = tuple(
            self._purchase(by_model[model]) if model in by_model else None for model in MODELS
        )

    def means(self, profile: Profile, size: Size) -> Means:
        """Time, people and money that the profile can put in."""
        capacity = profile.capacity or CAPACITY
        staffed = self._staffed(capacity, profile.presence or PRESENCE)
        return Means(
            capacity.available_hours_per_week,
            staffed,
            staffed * self._week,
            (profile.presence or PRESENCE).always_on is True,
            size,
            budget_of(capacity.monthly_budget_eur),
            capacity.can_hire,
        )

    def _staffed(self, capacity: Capacity, presence: Presence) -> float:
        setups = setups_of(presence) or frozenset()
        people = 2 if "team" in setups else 1 if "dedicated" in setups else 0
        return max(people, capacity.team_fte or 0)

    def monthly(self, means: Means, workload: Workload | None) -> tuple[MonthlyCost, ...]:
        """Low and high cash a month of each model, in table order."""
        post = self._posts[means.size]
        return tuple(
            [_NOTHING if p is None else self._cost(p, means, workload, post) for p in self._purchases]
        )

    def _cost(
        self, bought: Purchase, means: Means, workload: Workload | None, post: tuple[float, float]
    ) -> MonthlyCost:
        low, high = bought.floor
        if workload is not None:
            low = max(low, workload.low * bought.per_hour[0])
            high = max(high, workload.high * bought.per_hour[1])
        least, most = self._missing(bought, means, workload)
        low += least / self._week * post[0]
        high += most / self._week * post[1]
        if bought.on_call and means.always_on and self._on_call is not None:
            low, high = low + self._on_call.low, high + self._on_call.high
        return MonthlyCost(round(low), round(max(low, high)))

    def _missing(self, bought: Purchase, means: Means, workload: Workload | None) -> tuple[float, float]:
        """Inside hours a week to pay for, least and most: those that a model needs and nobody in post gives.

        Where hiring is refused they cannot be bought: whoever is in post has to find them.
        """
        if means.can_hire is False and not bought.new_post:
            return 0, 0
        least, most = bought.inside_hours
        if bought.several_posts and workload is not None:
            least, most = max(least, workload.low), max(most, workload.high)
        at_hand = max(means.hours or 0, means.staffed_hours)
        if means.hours is None and not bought.new_post:
            return 0, max(0, most - at_hand)
        return max(0, least - at_hand), max(0, most - at_hand)

    def _purchase(self, rule: CostRule) -> Purchase:
        rate, days = self._range(rule.rate), _WEEKS_A_MONTH / _HOURS_A_DAY
        return Purchase(
            self._range(rule.floor),
            (rule.bought_share[0] * days * rate[0], rule.bought_share[1] * days * rate[1]),
            rule.inside_hours,
            rule.new_post,
            rule.new_post and rule.inside_hours[0] > self._week,
            rule.on_call,
        )

    def _post(self, size: Size) -> tuple[float, float]:
        """A full-time post a month with employer charges, least and most, for a confirmed person."""
        gross = self.gross("confirmed", size)
        charges = self._figures.get("figure.employer_charges")
        if gross is None or charges is None:
            return 0, 0
        return gross.low * (1 + charges.low) / 12, gross.high * (1 + charges.high) / 12

    def gross(self, seniority: Seniority, size: Size) -> EuroRange | None:
        """Yearly gross of a full-time post, never below the legal minimum; None if no figure is given."""
        return self._gross.get((seniority, size))

    def _gross_range(self, name: str) -> EuroRange | None:
        figure = self._figures.get(name)
        if figure is None:
            return None
        legal = self._figures.get("figure.legal_minimum")
        floor = 0 if legal is None else legal.central
        low, central, high = (round(max(floor, value)) for value in (figure.low, figure.central, figure.high))
        return EuroRange(low, central, high, figure.year)

    def on_call(self, means: Means) -> MonthlyCost | None:
        """Evenings and week-ends a month, where customers expect an answer then."""
        figure = self._on_call
        if figure is None or not means.always_on:
            return None
        return MonthlyCost(round(figure.low), round(figure.high))

    def break_even(self, size: Size) -> BreakEven | None:
        """Above how many hours a week a post costs less than buying the hours by the day."""
        return self._break_even[size]

    def _break_even_at(self, size: Size) -> BreakEven | None:
        rate = self._figures.get("figure.day_rate_standard")
        low, high = self._posts[size]
        if rate is None or not high:
            return None
        cheap, dear = rate.low / _HOURS_A_DAY, rate.high / _HOURS_A_DAY
        hours = Interval(round(low / dear / _WEEKS_A_MONTH, 1), round(high / cheap / _WEEKS_A_MONTH, 1))
        return BreakEven(
            hours, MonthlyCost(round(low), round(high)), Interval(round(cheap, 1), round(dear, 1))
        )

    def _range(self, figure: str | None) -> tuple[float, float]:
        found: Figure | None = self._figures.get(figure or "")
        return (0, 0) if found is None else (found.low, found.high)


def budget_of(stated: float | EuroBand | None) -> float | None:
    """The most that can be spent a month: a band counts at its upper end, an open one has no limit."""
    if stated is None or isinstance(stated, float):
        return stated
    if isinstance(stated, int):
        return float(stated)
    return float("inf") if stated.max is None else max(stated.min, stated.max)
