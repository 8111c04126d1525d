"""The organisation profile: the caller's answers about an organisation.

Every block but ``organisation`` may be absent, and so may nearly every field: absent or null means *unknown*,
which is neither *no* nor *not applicable*. Structs refuse unknown fields, so that a misspelt name is not
taken for an unanswered question.
"""

from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import force_setattr

from service.model.codes import (
    Answer,
    Assessor,
    ContentOrigin,
    Department,
    Duration,
    Form,
    Level,
    Objective,
    Priority,
    Scheme,
    Setup,
    SireneBand,
)
from service.model.countries import Country
from service.model.nace import canonical_code
from service.model.patterns import ACTIVITY, PLAIN_TEXT, POINTER, SLUG
from service.model.plain_text import canonical_text

Scale = Annotated[int, Meta(ge=0, le=4)]
"""0 to 4, by the anchors of the methodology."""
_LONGEST_TEXT = 200
_LONGEST_REFERENCE = 100
Text = Annotated[str, Meta(min_length=1, max_length=_LONGEST_TEXT, pattern=PLAIN_TEXT)]
Reference = Annotated[str, Meta(min_length=1, max_length=_LONGEST_REFERENCE, pattern=PLAIN_TEXT)]
Slug = Annotated[str, Meta(min_length=1, max_length=40, pattern=SLUG)]
ActivityCode = Annotated[str, Meta(pattern=ACTIVITY, max_length=24, examples=["G", "47", "47.71", "47.71Z"])]
People = Annotated[int, Meta(ge=0, le=10_000_000)]
Euros = Annotated[float, Meta(ge=0, le=100_000_000)]
Count = Annotated[int, Meta(ge=0, le=10_000_000_000)]
WeeklyPosts = Annotated[float, Meta(ge=0, le=10_000)]
Pointer = Annotated[str, Meta(max_length=100, pattern=POINTER)]
Hours = Annotated[float, Meta(ge=0, le=100_000)]


# The texts about an organisation, by the most characters of each.
_TEXTS = {"reference": _LONGEST_REFERENCE, "name": _LONGEST_TEXT, "unit": _LONGEST_TEXT}


class _Input(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """A block of the profile: immutable, strict about names; unknown fields are left out when encoded."""


class PeopleRange(_Input, frozen=True):
    """A headcount known as a range; an end that is absent is unknown.

    ``sirene`` is the band as Insee's register states it; it counts where neither end is stated.
    """

    min: People | None = None
    max: People | None = None
    sirene: SireneBand | None = None


class EuroRange(_Input, frozen=True):
    """An amount known as a range, in euros a month; an end that is absent is unknown."""

    min: Euros | None = None
    max: Euros | None = None


class Organisation(_Input, frozen=True, kw_only=True):
    """The organisation assessed. ``reference``, ``name``, ``unit`` and ``tags`` never leave the tenant.

    Texts and the activity code are in their one form, however they were spelt: else an organisation could not
    be found again, an answer would seem to have changed, and a request sent again to be another.
    """

    country: Country
    headcount: People | PeopleRange | None = None
    activity_code: ActivityCode | None = None
    activity_scheme: Scheme | None = "nace2"
    reference: Reference | None = None
    name: Text | None = None
    unit: Text | None = None
    tags: Annotated[list[Slug], Meta(max_length=10)] | None = None

    def __post_init__(self) -> None:
        """Bring texts and code into their one form; what says nothing is left out, like null."""
        for field, most in _TEXTS.items():
            text = getattr(self, field)
            if text is not None:
                force_setattr(self, field, canonical_text(text, most) or None)
        if self.activity_code is not None:
            force_setattr(self, "activity_code", canonical_code(self.activity_code))
        if self.activity_scheme is None:
            force_setattr(self, "activity_scheme", "nace2")
        if self.headcount == PeopleRange():
            force_setattr(self, "headcount", None)


class ImportanceAnswers(_Input, frozen=True):
    """How strategic web communication is: answers to the three criteria of claim J8."""

    brand_advantage: Scale | None = None
    digital_transformation: Scale | None = None
    web_native: Scale | None = None
    web_communication_core: bool | None = None


class CompetencyAnswers(_Input, frozen=True, kw_only=True):
    """Whether the artefacts of a competency exist, one for each step up the ladder, or a level declared.

    Artefacts count where both are stated.
    """

    emergent: Answer | None = None
    community: Answer | None = None
    network: Answer | None = None
    level: Level | None = None


class Competencies(_Input, frozen=True, kw_only=True):
    """The answers to the eight competencies of the ladder."""

    strategy: CompetencyAnswers | None = None
    leadership: CompetencyAnswers | None = None
    culture: CompetencyAnswers | None = None
    community_management: CompetencyAnswers | None = None
    content: CompetencyAnswers | None = None
    governance: CompetencyAnswers | None = None
    tools: CompetencyAnswers | None = None
    metrics: CompetencyAnswers | None = None


class Channel(_Input, frozen=True):
    """A network on which the organisation posts at least once a month."""

    kind: Slug
    followers: Count | None = None
    posts_per_week: WeeklyPosts | None = None


class Presence(_Input, frozen=True, kw_only=True):
    """Where the organisation communicates today, and who does the work."""

    channels: Annotated[list[Channel], Meta(max_length=30)] | None = None
    inbound_messages_per_week: Count | None = None
    always_on: bool | None = None
    crisis_exposure: Scale | None = None
    current_setup: Annotated[list[Setup], Meta(max_length=10)] | None = None
    content_origin: ContentOrigin | None = None


class Skills(_Input, frozen=True):
    """Skills within the organisation, each from 0 (nobody) to 4 (a recognised expert)."""

    technical: Scale | None = None
    legal: Scale | None = None
    communication: Scale | None = None


class Capacity(_Input, frozen=True, kw_only=True):
    """Money, time and people. The budget is cash a month, without the wages of people already in post."""

    budget_eur_per_month: Euros | EuroRange | None = None
    available_hours_per_week: Hours | None = None
    team_fte: Annotated[float, Meta(ge=0, le=100_000)] | None = None
    skills: Skills | None = None
    senior_supervision: bool | None = None
    can_hire: bool | None = None
    keen_insider: Answer | None = None

    def __post_init__(self) -> None:
        """Leave out a range that says nothing, like null."""
        if self.budget_eur_per_month == EuroRange():
            force_setattr(self, "budget_eur_per_month", None)


class Governance(_Input, frozen=True, kw_only=True):
    """The client-side checklist (claims Q1 to Q6), delegation of the voice, hours taken by an approval."""

    single_contact: Answer | None = None
    contact_understands_trade: Answer | None = None
    management_support: Answer | None = None
    activity_explainable: Answer | None = None
    time_to_devote: Answer | None = None
    accepts_advice: Answer | None = None
    voice_delegation: Answer | None = None
    validation_hours: Hours | None = None
    departments_involved: Annotated[list[Department], Meta(max_length=8)] | None = None
    sensitive_topics: Answer | None = None


class Preferences(_Input, frozen=True, kw_only=True):
    """What the organisation prefers and which objectives it pursues."""

    priority: Priority | None = None
    build_internal_skills: bool | None = None
    neutrality: bool | None = None
    objectives: Annotated[list[Objective], Meta(max_length=7)] | None = None
    duration: Duration | None = None


class Provider(_Input, frozen=True, kw_only=True):
    """The provider-side checklist (claims P1 to P5), for a provider being considered."""

    adaptable: Answer | None = None
    single_contact: Answer | None = None
    easy_exchanges: Answer | None = None
    shared_strategy: Answer | None = None
    initiative: Answer | None = None


class Context(_Input, frozen=True):
    """Who answered, by which form, and whether the answers may count anonymously in norms (the default).

    ``inferred`` are JSON Pointers of fields that a form deduced from other answers: they move the point only.
    """

    assessor: Assessor | None = None
    form: Form | None = None
    norm_use: bool | None = None
    inferred: Annotated[list[Pointer], Meta(max_length=60)] | None = None


class Profile(_Input, frozen=True, kw_only=True):
    """The profile of an organisation. Only ``organisation`` is required."""

    organisation: Organisation
    importance: ImportanceAnswers | None = None
    competencies: Competencies | None = None
    presence: Presence | None = None
    capacity: Capacity | None = None
    governance: Governance | None = None
    preferences: Preferences | None = None
    provider: Provider | None = None
    context: Context | None = None
