"""A stored assessment as callers see it: the assessment of a profile, with its name and its date.

Structs have no defaults, so the contract marks every member as required.
"""

from service.model.answer.advice import Next
from service.model.answer.assessment import Assessment, Finding, Links, MethodologyRef, OrganisationView
from service.model.answer.importance import Importance
from service.model.answer.maturity import Maturity
from service.model.answer.sourcing import Sourcing
from service.model.answer.trace import Trace, TraceRule, TraceSource
from service.model.codes import Band, Level, Model, Section, Size
from service.model.countries import Country
from service.model.documents.benchmark import Standing
from service.model.documents.comparison import Change, History, RuleChange
from service.model.output import AssessmentId, Output, Timestamp
from service.model.profile import Profile


class StoredAssessment(Output, frozen=True):
    """The whole answer for one stored profile: an ``Assessment``'s members behind its id and its date.

    ``benchmark`` is null unless asked for; so is ``history``, or without a past. The members are written
    again so that the id comes first; a test keeps them the same.
    """

    id: AssessmentId
    created_at: Timestamp
    organisation: OrganisationView
    methodology: MethodologyRef
    maturity: Maturity
    importance: Importance
    sourcing: Sourcing
    next: Next
    findings: tuple[Finding, ...]
    profile: Profile | None
    trace: Trace | None
    benchmark: Standing | None
    history: History | None
    links: Links


class AssessmentItem(Output, frozen=True):
    """A stored assessment in a list; level, index, score and band are null without evidence."""

    id: AssessmentId
    created_at: Timestamp
    reference: str | None
    section: Section | None
    size: Size
    country: Country
    methodology: str
    level: Level | None
    index: float | None
    coverage: float
    score: int | None
    band: Band | None
    recommended: Model
    link: str


class AssessmentPage(Output, frozen=True):
    """Assessments, newest first; ``next_cursor`` reads on, and is null at the end."""

    items: tuple[AssessmentItem, ...]
    next_cursor: str | None


class TraceDocument(Output, frozen=True):
    """The rules applied to a stored assessment, in their order, and who stands behind them."""

    id: AssessmentId
    methodology: MethodologyRef
    rules: tuple[TraceRule, ...]
    sources: tuple[TraceSource, ...]


class Replay(Output, frozen=True):
    """A stored profile assessed again: what another version says, and by which rules it differs."""

    id: AssessmentId
    stored: MethodologyRef
    replayed: MethodologyRef
    same: bool
    outputs: tuple[Change, ...]
    rules: tuple[RuleChange, ...]
    assessment: Assessment


class Erased(Output, frozen=True):
    """How many assessments were erased."""

    erased: int
