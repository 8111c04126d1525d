"""Makes the row of an assessment: the one flat line of lists, exports, SQL, statistics and summaries."""

from typing import Any

from msgspec.structs import asdict

from service.application.ids import Identity
from service.application.timestamps import format_timestamp
from service.engine.facts.activity import headcount_range
from service.model.answer.assessment import Assessment
from service.model.answer.maturity import CompetencyScore
from service.model.answer.sourcing import MonthlyCost, TeamMember
from service.model.codes import Origin
from service.model.documents.row import AssessmentRow
from service.model.output import Output
from service.model.profile import Context, Profile

_NO_CONTEXT = Context()
_COLUMNS = frozenset(AssessmentRow.__struct_fields__)


def row_of(
    profile: Profile, assessment: Assessment, identity: Identity | None = None, origin: Origin | None = None
) -> AssessmentRow:
    """Return the row of an assessment of ``profile``; a preview has neither identity nor origin."""
    context, headcount = profile.context or _NO_CONTEXT, headcount_range(profile.organisation.headcount)
    organisation, questions = assessment.organisation, assessment.next.questions
    return AssessmentRow(
        id=None if identity is None else str(identity.id),
        created_at=None if identity is None else format_timestamp(identity.created_at),
        reference=organisation.reference,
        country=organisation.country,
        nace_section=organisation.nace_section,
        size_class=organisation.size_class,
        headcount_low=headcount.least,
        headcount_high=headcount.most,
        assessor=context.assessor,
        form=context.form,
        origin=origin,
        tags=tuple(profile.organisation.tags or ()),
        methodology=assessment.methodology.version,
        next_question=questions[0].pointer if questions else None,
        **_columns("maturity", assessment.maturity),
        **_scores(assessment.maturity.competencies),
        **_columns("importance", assessment.importance),
        **_columns("sourcing", assessment.sourcing),
        **_cost(assessment.sourcing.cost_eur_per_month),
        **_first_post(assessment.sourcing.team),
    )


def _columns(section: str, part: Output) -> dict[str, Any]:
    """The members of a section that are columns: a column's name is the answer's path joined by ``_``."""
    named = {f"{section}_{member}": value for member, value in asdict(part).items()}
    return {name: value for name, value in named.items() if name in _COLUMNS}


def _scores(competencies: tuple[CompetencyScore, ...]) -> dict[str, Any]:
    return {f"maturity_{part.competency}": part.score for part in competencies}


def _cost(cost: MonthlyCost | None) -> dict[str, Any]:
    return {
        "sourcing_cost_eur_per_month_low": None if cost is None else cost.low,
        "sourcing_cost_eur_per_month_high": None if cost is None else cost.high,
    }


def _first_post(team: tuple[TeamMember, ...]) -> dict[str, Any]:
    """The first member of the team for whom a salary can be offered: the others are in post already."""
    post = next((member for member in team if member.salary_eur_per_year is not None), None)
    salary = None if post is None else post.salary_eur_per_year
    return {
        "team_role": None if post is None else post.role,
        "team_seniority": None if post is None else post.seniority,
        "team_fte": None if post is None else post.fte,
        "salary_eur_per_year_low": None if salary is None else salary.low,
        "salary_eur_per_year_high": None if salary is None else salary.high,
    }
