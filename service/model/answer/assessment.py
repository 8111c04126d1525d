"""The assessment: maturity, importance, sourcing and next steps, each point with its claims.

Every member is always present; null means not asked for, or not supported by any answer. ``claims`` are ids
of the methodology's claims ledger. Codes are stable; ``label``, ``text``, ``action`` and ``why`` are worded
in the language requested. Structs have no defaults, so that the contract marks every member as required; the
order of their fields is the order of the JSON members.
"""

from service.model.answer.advice import Next
from service.model.answer.benchmark import Benchmark
from service.model.answer.comparison import History
from service.model.answer.importance import Importance
from service.model.answer.maturity import Maturity
from service.model.answer.sourcing import Sourcing
from service.model.answer.trace import Trace
from service.model.codes import FindingCode, NaceSection, SizeClass
from service.model.countries import Country
from service.model.output import Output
from service.model.profile import Profile


class OrganisationView(Output, frozen=True):
    """The organisation as shown in an assessment: its cohort and the caller's own reference."""

    reference: str | None
    country: Country
    nace_section: NaceSection | None
    size_class: SizeClass | None


class MethodologyRef(Output, frozen=True):
    """The methodology used: its version, and the digests of its rules and of its texts.

    ``released`` is false for a trial of an operator's own: its rules may change under the same version.
    """

    version: str
    rules_digest: str
    texts_digest: str
    released: bool


class Finding(Output, frozen=True):
    """Answers, by JSON Pointer, that contradict one another or had to be interpreted; nothing was refused."""

    code: FindingCode
    pointers: tuple[str, ...]
    text: str


class Assessment(Output, frozen=True, kw_only=True):
    """The assessment of one profile.

    ``benchmark`` and ``history`` are null unless included; so is ``history`` without a previous assessment.
    Addresses but the methodology's are null when nothing was stored; pictures and report are signed links:
    anybody can see them until they expire.
    """

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
