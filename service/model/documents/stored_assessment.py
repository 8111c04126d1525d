"""Stored assessments as callers read them.

Structs have no defaults, so that the contract marks every member as required.
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


# Repeats the members of Assessment, so that the id comes first; a test compares them.
class StoredAssessment(Output, frozen=True, kw_only=True):
    """A stored assessment: its id and creation time, and the members of ``Assessment``.

    ``benchmark`` and ``history`` are null unless included; so is ``history`` without a previous assessment.
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


class AssessmentItem(Output, frozen=True, kw_only=True):
    """An item of a list; ``level``, ``index``, ``score`` and ``band`` are null without evidence."""

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
    """A page of assessments, newest first; ``next_cursor`` requests the next one and is null on the last."""

    items: tuple[AssessmentItem, ...]
    next_cursor: str | None


class TraceDocument(Output, frozen=True):
    """The rules applied to a stored assessment, in order, and their sources."""

    id: AssessmentId
    methodology: MethodologyRef
    rules: tuple[TraceRule, ...]
    sources: tuple[TraceSource, ...]


class Replay(Output, frozen=True, kw_only=True):
    """A stored profile assessed under another version, and the outputs and rules that differ."""

    id: AssessmentId
    stored: MethodologyRef
    replayed: MethodologyRef
    same: bool
    outputs: tuple[Change, ...]
    rules: tuple[RuleChange, ...]
    assessment: Assessment


class Erased(Output, frozen=True):
    """The number of assessments that were erased."""

    erased: int
