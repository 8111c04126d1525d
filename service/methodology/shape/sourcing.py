"""The shape of the rules that rank the sourcing models."""

from service.methodology.shape.base import PackPart, Rule, When
from service.model.codes import Model


class BandRule(Rule, frozen=True):
    """How a measure is cut: ``names[i]`` holds below ``edges[i]``, the last name from the last edge up."""

    unit: str
    edges: tuple[float, ...]
    names: tuple[str, ...]


class ModelRule(Rule, frozen=True):
    """A sourcing model: its base fit, what it asks of the inside, and how far the work is outside."""

    model: Model
    base: float
    outside_share: int
    inside_fte: tuple[float, float]


class Factor(Rule, frozen=True):
    """What a fact adds to each model's fit, in points: ``points[value][model]``."""

    fact: str
    points: dict[str, dict[Model, float]]


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
    """How the ranking becomes one recommendation; a margin below ``close_call`` points is a close call."""

    close_call: float


class SourcingRules(PackPart, frozen=True):
    """The ranking: models, bands, factors, vetoes, unsoundness, warnings; the choice within the budget."""

    choice: ChoiceRule | None
    bands: tuple[BandRule, ...]
    models: tuple[ModelRule, ...]
    factors: tuple[Factor, ...]
    vetoes: tuple[ObjectionRule, ...]
    unsound: tuple[ObjectionRule, ...]
    warnings: tuple[WarningRule, ...]
