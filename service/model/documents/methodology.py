"""Methodologies as documents: versions, rules with their citations, sources, and questionnaires."""

from typing import Any

from msgspec import Struct

from service.model.codes import QuestionnaireForm, ScreenKind
from service.model.output import Day
from service.texts import Language


class _Document(Struct, frozen=True, gc=False):
    """Base of these documents: immutable, every member required."""


class MethodologySummary(_Document, frozen=True, kw_only=True):
    """A version. ``rules_digest`` covers what can change a result, ``texts_digest`` the words.

    ``released_on`` is null while it is unreleased; such a version is never the current one.
    """

    version: str
    released: bool
    released_on: Day | None
    current: bool
    rules_digest: str
    texts_digest: str
    url: str


class MethodologyList(_Document, frozen=True):
    """All versions, newest first."""

    items: tuple[MethodologySummary, ...]


class CitedClaim(_Document, frozen=True):
    """A claim of a source in our own words; a claim used as ``context`` changes no result."""

    claim: str
    source: str
    use: str
    text: str


class RuleSummary(_Document, frozen=True):
    """A rule: its kind, its words, and the claims that support it."""

    rule: str
    kind: str
    text: str
    claims: tuple[str, ...]


class SourceSummary(_Document, frozen=True, kw_only=True):
    """A source, and the interest of its author in the subject."""

    source: str
    kind: str
    author: str
    title: str
    year: int | None
    interest: str


class MethodologyDocument(_Document, frozen=True, kw_only=True):
    """A version as a whole: notices, sources, claims, rules, and the words for every code.

    ``released_on`` is null while it is unreleased.
    """

    version: str
    released: bool
    released_on: Day | None
    changes: tuple[str, ...]
    rules_digest: str
    texts_digest: str
    notices: tuple[str, ...]
    sources: tuple[SourceSummary, ...]
    claims: tuple[CitedClaim, ...]
    rules: tuple[RuleSummary, ...]
    vocabulary: dict[str, dict[str, str]]


class RuleDocument(_Document, frozen=True, kw_only=True):
    """A rule: its words, its definition as data, its claims and their sources."""

    version: str
    rule: str
    kind: str
    text: str
    definition: dict[str, Any]
    claims: tuple[CitedClaim, ...]
    sources: tuple[SourceSummary, ...]


class SourceDocument(_Document, frozen=True):
    """A source: its claims, and the rules that cite it."""

    version: str
    source: SourceSummary
    claims: tuple[CitedClaim, ...]
    rules: tuple[str, ...]


class FormOption(_Document, frozen=True):
    """An option of a question; ``sets`` maps JSON Pointers into the profile to the values that it sets."""

    option: str
    label: str
    help: str
    sets: dict[str, Any]


class FormRow(_Document, frozen=True, kw_only=True):
    """A question about one profile field: options to choose from, or bounds for a number."""

    pointer: str
    text: str
    help: str
    options: tuple[FormOption, ...]
    minimum: float | None
    maximum: float | None


class FormScreen(_Document, frozen=True, kw_only=True):
    """One screen of a form."""

    screen: str
    kind: ScreenKind
    text: str
    help: str
    rows: tuple[FormRow, ...]


class Questionnaire(_Document, frozen=True, kw_only=True):
    """A form as data, complete enough to display.

    ``unknown`` is the label for not knowing; ``refine`` lists pointers of fields to offer afterwards;
    ``notices`` are sentences to show with the result.
    """

    form: QuestionnaireForm
    language: Language
    methodology: str
    unknown: str
    screens: tuple[FormScreen, ...]
    refine: tuple[str, ...]
    notices: tuple[str, ...]
