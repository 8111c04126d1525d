"""Stored assessments as callers read them.

Structs have no defaults, so that the contract marks every member as required.
"""

from service.model.answer.advice import Next
from service.model.answer.assessment import Assessment, Finding, MethodologyRef, OrganisationView
from service.model.answer.benchmark import Benchmark, Norm, Position
from service.model.answer.comparison import Change, History, RuleChange
from service.model.answer.importance import Importance
from service.model.answer.maturity import Maturity
from service.model.answer.sourcing import Sourcing
from service.model.answer.trace import Trace, TraceRule, TraceSource
from service.model.documents.row import AssessmentRow
from service.model.output import AssessmentId, Output, Timestamp
from service.model.profile import Profile


# Repeats the members of Assessment, so that the id comes first; a test compares them.
class StoredAssessment(Output, frozen=True, kw_only=True):
    """A stored assessment: its id and creation time, and the members of ``Assessment``."""

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
    benchmark: Benchmark | None
    history: History | None
    lead_token: str | None
    url: str | None
    report_url: str | None
    radar_url: str | None
    badge_url: str | None
    methodology_url: str


class AssessmentPage(Output, frozen=True):
    """A page of assessments, newest first; ``next_cursor`` requests the next one and is null on the last."""

    items: tuple[AssessmentRow, ...]
    next_cursor: str | None


class StoredTrace(Output, frozen=True):
    """The rules applied to a stored assessment, in order, and their sources."""

    id: AssessmentId
    methodology: MethodologyRef
    rules: tuple[TraceRule, ...]
    sources: tuple[TraceSource, ...]


class StoredBenchmark(Output, frozen=True):
    """A norm and a stored assessment's position in it, null without an index or below 20 organisations."""

    id: AssessmentId
    norm: Norm
    position: Position | None


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

    erased_count: int
