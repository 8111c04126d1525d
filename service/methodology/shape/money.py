"""The shape of dated figures, and of what each model buys."""

from service.methodology.shape.base import Amount, PackPart, Rule, Share, Year
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


class CoordinationRule(Rule, frozen=True):
    """Which figure tells the hours of meetings, approvals and reports, for each size of organisation."""

    figures: dict[SizeClass, str]


class CostRule(Rule, frozen=True, kw_only=True):
    """Cash a month for a model: the share of the work bought, its rate, floor and ceiling.

    ``rest_bought`` says that the provider also does what nobody inside has the time for. A ``new_post`` is
    hired for unless somebody is known to hold it. ``on_call`` adds the cost of evenings and week-ends.
    """

    model: Model
    bought_share: tuple[Share, Share]
    rate: str
    floor: str | None = None
    ceiling: str | None = None
    rest_bought: bool = False
    new_post: bool = False
    on_call: bool = False


class CostRules(PackPart, frozen=True):
    """Money: dated figures, who is paid by which, and what each model buys."""

    figures: tuple[Figure, ...]
    coordination: CoordinationRule | None
    salaries: tuple[SalaryRule, ...]
    models: tuple[CostRule, ...]
