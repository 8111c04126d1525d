"""The shape of dated figures, and of what each model buys."""

from service.methodology.shape.base import Amount, HoursPerWeek, PackPart, Rule, Share, Year
from service.model.codes import Model, Seniority, SizeClass


class Figure(Rule, frozen=True):
    """A dated figure with its unit and reference; ``assumption`` says that no source gives it."""

    unit: str
    year: Year
    low: Amount
    central: Amount
    high: Amount
    assumption: bool = False


class SalaryRule(Rule, frozen=True):
    """Which figure a person of this experience is paid by, for each size of employer."""

    seniority: Seniority
    figures: dict[SizeClass, str]


class CostRule(Rule, frozen=True, kw_only=True):
    """Cash a month for a model: the share of the work bought, its rate and floor; hours from inside."""

    model: Model
    bought_share: tuple[Share, Share]
    rate: str
    inside_hours: tuple[HoursPerWeek, HoursPerWeek]
    floor: str | None = None
    new_post: bool = False
    on_call: bool = False


class CostRules(PackPart, frozen=True):
    """Money: dated figures, who is paid by which, and what each model buys."""

    figures: tuple[Figure, ...]
    salaries: tuple[SalaryRule, ...]
    models: tuple[CostRule, ...]
