"""Sizes the people that each model needs inside: the one sizing that team, cost and warnings share.

The work asked for inside is what the model does not buy. Roles go to people in post as far as their time
reaches; where it does not, to somebody new, unless hiring is refused.
"""

import math
from functools import lru_cache
from typing import Literal, NamedTuple

from msgspec import Struct

from service.engine.facts.conditions import Conditions
from service.engine.facts.profile_facts import Facts
from service.engine.facts.resources import Resources
from service.methodology.shape.money import CostRules
from service.methodology.shape.plan import PlanRules, TeamRule
from service.model.codes import MODELS, Model, Seniority

_TINY = 1e-9
# A sizing is an estimate: half days a week up to one full-time post, half posts beyond.
_HALF_DAYS = 10
_HALF_POSTS = 2
# The smallest share of a post that is shown: an hour or two a week.
_LEAST = 0.05
_CACHED = 1024
Growth = Literal["workload", "people_in_post"]


class Post(Struct, frozen=True, gc=False):
    """A role's share of a post, for somebody in post or new; ``rule`` is its position in the pack."""

    rule: int
    seniority: Seniority
    fte: float
    is_new: bool


class Staffing(Struct, frozen=True, kw_only=True, gc=False):
    """The people of one model, and full-time equivalents.

    ``work`` is what of the work nobody but them does, ``least`` the least that their roles take, ``held`` the
    time of people in post and ``there`` all the time that there is inside, None when unknown.
    """

    posts: tuple[Post, ...]
    work: float
    least: float
    held: float
    there: float | None

    @property
    def has_new_posts(self) -> bool:
        """Whether somebody is to be hired."""
        return any(post.is_new for post in self.posts)

    @property
    def asked(self) -> float:
        """What the model takes inside."""
        return max(self.work, self.least)

    @property
    def given(self) -> float:
        """What there will be inside; what is left of the time in rounding is time all the same."""
        left = 0.0 if self.there is None else self.there - self.held
        held = self.held + (left if not self.least or left < _LEAST else 0.0)
        return held + sum([post.fte for post in self.posts if post.is_new])

    @property
    def is_short(self) -> bool | None:
        """Whether less is given than is asked, or more held than there is; None where that is unknown.

        Half a step is no shortage: sizes are no finer than that.
        """
        if self.there is None:
            return None
        missing = self.asked - self.given
        return self.held > self.there + _TINY or missing > 0.5 / _steps(self.asked) + _TINY


class _Role(Struct, frozen=True, kw_only=True, gc=False):
    """A role that takes time inside; ``least`` and ``most`` are its shares of a full-time post."""

    rule: int
    seniority: Seniority
    least: float
    most: float
    grows_with: Growth | None
    paid: bool


class _Crew(Struct, frozen=True, kw_only=True, gc=False):
    """The roles of a model that take time inside, and the others, of a fixed size.

    ``fixed`` is the size of the paid ones inside that do not grow, ``least`` the least of all inside.
    """

    roles: tuple[_Role, ...]
    others: tuple[Post, ...]
    fixed: float
    least: float


class _People(NamedTuple):
    """The time that there is inside, that of people known to be in post, whether nobody can be hired."""

    there: float | None
    in_post: float
    only: bool


class _Need(Struct, frozen=True, kw_only=True, gc=False):
    """What a model needs inside: its share of the work, unless somebody else does what is left of it."""

    inside_share: float
    rest_bought: bool
    new_post: bool


class StaffingModel:
    """The team rules of a pack, by model."""

    def __init__(self, plan: PlanRules, costs: CostRules) -> None:
        self._rules = plan.team
        conditions = [dict(rule.when) for rule in plan.team]
        for when in conditions:
            when.pop("sourcing_model", None)
        self._conditions = Conditions(team=conditions)
        self._needs = [_need(model, costs) for model in MODELS]
        # Counterfactuals decide many times about the same people and the same work.
        self._crews = lru_cache(_CACHED)(self._crews_of)
        self._sized = lru_cache(_CACHED)(self._staffings)

    def staff(self, facts: Facts, resources: Resources, work_fte: float) -> tuple[Staffing, ...]:
        """The people that each model needs for so much work, in the order of ``MODELS``."""
        matched = tuple(self._conditions.matching(facts)["team"])
        people = _People(resources.inside_fte, resources.staffed_fte, resources.can_hire is False)
        return self._sized(matched, people, work_fte)

    def _staffings(self, matched: tuple[int, ...], people: _People, work_fte: float) -> tuple[Staffing, ...]:
        needs = zip(self._needs, self._crews(matched), strict=True)
        return tuple([_staffing(need, crew, people, work_fte) for need, crew in needs])

    def _crews_of(self, matched: tuple[int, ...]) -> tuple[_Crew, ...]:
        """Each model's crew: those of the matched rules that are its own."""
        rules = [(position, self._rules[position]) for position in matched]
        return tuple(
            _crew([one for one in rules if model in one[1].when.get("sourcing_model", MODELS)])
            for model in MODELS
        )


def _need(model: Model, costs: CostRules) -> _Need:
    cost = next((rule for rule in costs.models if rule.model == model), None)
    if cost is None:
        return _Need(inside_share=0.0, rest_bought=False, new_post=False)
    # What a model with a ceiling leaves out, nobody does.
    is_minimal = cost.ceiling is not None
    return _Need(
        inside_share=0.0 if is_minimal else 1 - sum(cost.bought_share) / 2,
        rest_bought=is_minimal or cost.rest_bought,
        new_post=cost.new_post,
    )


def _crew(rules: list[tuple[int, TeamRule]]) -> _Crew:
    roles = tuple(
        _Role(
            rule=position,
            seniority=rule.seniority,
            least=rule.fte[0],
            most=rule.fte[1],
            grows_with=rule.grows_with,
            paid=rule.paid,
        )
        for position, rule in rules
        if rule.time == "inside"
    )
    return _Crew(
        roles=roles,
        others=tuple(
            Post(position, rule.seniority, rule.fte[1], False)
            for position, rule in rules
            if rule.time != "inside"
        ),
        fixed=sum(role.most for role in roles if role.paid and role.grows_with is None),
        least=sum(role.least for role in roles),
    )


def _staffing(need: _Need, crew: _Crew, people: _People, work_fte: float) -> Staffing:
    work, there, roles = need.inside_share * work_fte, people.there, crew.roles
    posts: list[Post] = []
    held = 0.0
    if roles:
        rest, in_post = work - crew.fixed, people.in_post - crew.fixed
        sizes = [role.most if role.grows_with is None else _grown(role, rest, in_post) for role in roles]
        known = math.inf
        if people.only and not (need.new_post and not people.in_post):
            sizes = _shared_out(sizes, there)
        elif there is not None or need.new_post:
            # Where the time is unknown, a new post is not supposed to be filled already.
            known = there or 0.0
        for role, size in zip(roles, sizes, strict=True):
            if role.paid and known < role.least - _TINY:
                posts.append(Post(role.rule, role.seniority, size, True))
                continue
            fte = size if size <= known else _shown(known)
            posts.append(Post(role.rule, role.seniority, fte, False))
            held += fte
            known = known - fte if known > fte else 0.0
            # People in post and new ones hold a role together only where it grows and makes posts.
            if need.new_post and role.grows_with is not None and size - fte > _TINY:
                posts.append(Post(role.rule, role.seniority, _in_steps(size - fte), True))
    return Staffing(
        posts=(*posts, *crew.others),
        work=0.0 if need.rest_bought else work,
        least=crew.least,
        held=held,
        there=there,
    )


def _grown(role: _Role, rest: float, in_post: float) -> float:
    """The full-time equivalents of a role that takes what the others leave of the work."""
    size = min(max(_in_steps(rest), role.least), role.most)
    return max(size, in_post) if role.grows_with == "people_in_post" else size


def _steps(fte: float) -> int:
    return _HALF_DAYS if fte <= 1 else _HALF_POSTS


def _in_steps(fte: float) -> float:
    """A size that is estimated, rounded up."""
    steps = _steps(fte)
    return math.ceil(fte * steps - _TINY) / steps


def _shared_out(sizes: list[float], there: float | None) -> list[float]:
    """Nobody can be hired: what there is of time is shared out in proportion."""
    total = sum(sizes)
    if there is None or total <= there + _TINY:
        return sizes
    return [_shown(size * there / total) for size in sizes]


def _shown(fte: float) -> float:
    """What there is of time, rounded down to what can be shown."""
    return max(_LEAST, math.floor(fte / _LEAST + _TINY) * _LEAST)
