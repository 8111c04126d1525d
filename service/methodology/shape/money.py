"""The shape of dated figures, and of what each model buys."""

from service.methodology.shape.base import PackPart, Rule
from service.model.codes import Model, Seniority, Size


class Figure(Rule, frozen=True):
    """A dated figure with its unit and reference; ``assumption`` says that no source gives it."""

    unit: str
    year: int
    low: float
    central: float
    high: float
    assumption: bool = False


class CostRule(Rule, frozen=True):
    """Cash a month for a model: the share of the work bought, its rate and floor; hours from inside."""

    model: Model
    bought_share: tuple[float, float]
    rate: str
    inside_hours: tuple[float, float]
    floor: str | None = None
    new_post: bool = False
    on_call: bool = False


class CostRules(PackPart, frozen=True):
    """Money: dated figures, and what each model buys."""

    year: int
    weekly_hours: float
    figures: tuple[Figure, ...]
    salaries: dict[Seniority, dict[Size, str]]
    models: tuple[CostRule, ...]
