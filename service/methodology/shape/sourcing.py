"""The shape of the rules that rank the sourcing models."""

from typing import Annotated

from msgspec import Meta

from service.methodology.shape.base import Fit, Fte, Name, PackPart, Points, Rule, Share, When
from service.model.codes import Model

OutsideShare = Annotated[int, Meta(ge=0, le=4)]


class BandRule(Rule, frozen=True):
    """How a measure is cut: ``names[i]`` holds below ``edges[i]``, the last name from the last edge up."""

    unit: str
    edges: tuple[Annotated[float, Meta(ge=0)], ...]
    names: tuple[Name, ...]


class ModelRule(Rule, frozen=True, kw_only=True):
    """A sourcing model: its base fit, what it asks of the inside, and how far the work is outside.

    ``outside_share`` goes from 0 (all inside) to 4 (all outside). Some models are ``never_vetoed`` or
    ``always_sound``; one of them must be both, so that there is an answer for every profile.
    """

    model: Model
    base: Fit
    outside_share: OutsideShare
    inside_fte: tuple[Fte, Fte]
    never_vetoed: bool = False
    always_sound: bool = False


class Factor(Rule, frozen=True):
    """What a fact adds to each model's fit, in points: ``points[value][model]``."""

    fact: str
    points: dict[str, dict[Model, Points]]


class ObjectionRule(Rule, frozen=True):
    """A veto, or a reason why models would not be sound, under a condition.

    A ``passing`` objection is one that the path may outgrow, such as a level; others bar the path too.
    """

    models: tuple[Model, ...]
    when: When
    passing: bool = False


class WarningRule(Rule, frozen=True):
    """Something to say beside the recommendation, under a condition."""

    when: When


class ChoiceRule(Rule, frozen=True):
    """How the ranking becomes one recommendation.

    The budget excludes a model only under ``budget_when``. A lead of at most ``close_call`` points is a close
    call; two models are opposed if their outside shares are at least ``opposed_share`` apart.
    """

    close_call: Fit
    opposed_share: OutsideShare
    budget_when: When


class DecisiveRule(Rule, frozen=True):
    """The answers that decide most, and how many must be known before a model is recommended at all.

    Each of ``answers`` names the fields that give it, by JSON Pointer; any one of them is enough.
    """

    answers: tuple[tuple[str, ...], ...]
    least_known: Annotated[int, Meta(ge=0, le=100)]


class ToleranceRule(Rule, frozen=True):
    """By which share of the budget a model's low cost may exceed it."""

    share: Share


class TieRule(Rule, frozen=True):
    """Of models with equal fit, the cheaper comes first, then the one that takes less time inside.

    Without the rule they stand in the order of the table.
    """


class GroupRule(Rule, frozen=True, kw_only=True):
    """Which models the answers do not tell apart: those at most ``within`` points behind the best.

    Each decisive answer left blank adds ``per_blank`` points to that; the group has ``most`` models at most.
    """

    within: Fit
    per_blank: Fit
    most: Annotated[int, Meta(ge=1, le=10)]


class SourcingRules(PackPart, frozen=True, kw_only=True):
    """The ranking: models, bands, factors, vetoes, unsoundness, warnings; the choice within the budget.

    Without the rule for decisive answers a model is always recommended, without that for groups it is alone.
    """

    choice: ChoiceRule | None
    decisive: DecisiveRule | None
    tolerance: ToleranceRule | None
    ties: TieRule | None
    group: GroupRule | None
    bands: tuple[BandRule, ...]
    models: tuple[ModelRule, ...]
    factors: tuple[Factor, ...]
    vetoes: tuple[ObjectionRule, ...]
    unsound: tuple[ObjectionRule, ...]
    warnings: tuple[WarningRule, ...]
