"""The row: an assessment in one flat line, for lists, exports, SQL, summaries.

A name is the answer's path joined by ``_``. The order is part of the contract: columns are only added, at
the end.
"""

from service.model.answer.importance import Score
from service.model.answer.maturity import Index
from service.model.answer.sourcing import Points
from service.model.codes import (
    Assessor,
    Band,
    Form,
    Level,
    Model,
    NaceSection,
    Origin,
    Role,
    Seniority,
    SizeClass,
    Status,
)
from service.model.countries import Country
from service.model.output import AssessmentId, Output, Timestamp


class AssessmentRow(Output, frozen=True, kw_only=True):
    """An assessment in one line. ``id`` and ``created_at`` are null where nothing was stored.

    Costs and salaries are whole euros; the team's columns are those of the first post to fill.
    """

    id: AssessmentId | None
    created_at: Timestamp | None
    reference: str | None
    country: Country
    nace_section: NaceSection | None
    size_class: SizeClass | None
    headcount_low: int | None
    headcount_high: int | None
    assessor: Assessor | None
    form: Form | None
    origin: Origin | None
    tags: tuple[str, ...]
    methodology: str
    maturity_status: Status
    maturity_level: Level | None
    maturity_level_low: Level
    maturity_level_high: Level
    maturity_index: Index | None
    maturity_index_low: Index
    maturity_index_high: Index
    maturity_coverage: float
    maturity_strategy: Index | None
    maturity_leadership: Index | None
    maturity_culture: Index | None
    maturity_community_management: Index | None
    maturity_content: Index | None
    maturity_governance: Index | None
    maturity_tools: Index | None
    maturity_metrics: Index | None
    importance_status: Status
    importance_band: Band | None
    importance_score: Score | None
    importance_score_low: Score
    importance_score_high: Score
    sourcing_status: Status
    sourcing_model: Model | None
    sourcing_group: tuple[Model, ...]
    sourcing_fit: Points | None
    sourcing_margin: Points | None
    sourcing_cost_eur_per_month_low: int | None
    sourcing_cost_eur_per_month_high: int | None
    next_question: str | None
    team_role: Role | None
    team_seniority: Seniority | None
    team_fte: float | None
    salary_eur_per_year_low: int | None
    salary_eur_per_year_high: int | None
