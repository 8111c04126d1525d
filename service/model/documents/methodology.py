"""The model made readable: versions, rules with their citations, sources, and the forms that ask."""

from typing import Any, Literal

from msgspec import Struct

from service.model.codes import ScreenKind
from service.texts import Language


class _Document(Struct, frozen=True, gc=False):
    """A part of the handbook: immutable, every member required."""


class MethodologySummary(_Document, frozen=True):
    """A shipped version. ``rules_digest`` covers what can change a number, ``texts_digest`` the words."""

    version: str
    released: str
    current: bool
    rules_digest: str
    texts_digest: str
    link: str


class MethodologyList(_Document, frozen=True):
    """The shipped versions, newest first."""

    items: tuple[MethodologySummary, ...]


class CitedClaim(_Document, frozen=True):
    """A claim of a source in our own words; ``context`` claims move no number."""

    id: str
    source: str
    use: str
    text: str


class RuleSummary(_Document, frozen=True):
    """A rule of the model: its kind, its words, the claims it rests on."""

    id: str
    kind: str
    text: str
    claims: tuple[str, ...]


class SourceSummary(_Document, frozen=True):
    """A source, and the interest that its author wrote from."""

    id: str
    kind: str
    author: str
    title: str
    year: int | None
    interest: str


class MethodologyDocument(_Document, frozen=True):
    """A version whole: notices, sources, claims, rules, and the words for every code."""

    version: str
    released: str
    changes: tuple[str, ...]
    rules_digest: str
    texts_digest: str
    notices: tuple[str, ...]
    sources: tuple[SourceSummary, ...]
    claims: tuple[CitedClaim, ...]
    rules: tuple[RuleSummary, ...]
    vocabulary: dict[str, dict[str, str]]


class RuleDocument(_Document, frozen=True):
    """One rule: its words, its definition as data, its claims and who made them."""

    version: str
    id: str
    kind: str
    text: str
    definition: dict[str, Any]
    claims: tuple[CitedClaim, ...]
    sources: tuple[SourceSummary, ...]


class SourceDocument(_Document, frozen=True):
    """One source: what it claims, and which rules rest on it."""

    version: str
    source: SourceSummary
    claims: tuple[CitedClaim, ...]
    rules: tuple[str, ...]


class FormOption(_Document, frozen=True):
    """An answer to choose; ``sets`` gives profile paths and the values that they take."""

    id: str
    label: str
    help: str
    sets: dict[str, Any]


class FormRow(_Document, frozen=True):
    """A question on one field: options to choose from, or bounds for a number."""

    field: str
    text: str
    help: str
    options: tuple[FormOption, ...]
    minimum: float | None
    maximum: float | None


class FormScreen(_Document, frozen=True):
    """One screen of a form."""

    id: str
    kind: ScreenKind
    text: str
    help: str
    rows: tuple[FormRow, ...]


class Questionnaire(_Document, frozen=True):
    """A form as data, enough to draw it: screens, what to offer afterwards, standing sentences."""

    form: Literal["express", "full"]
    language: Language
    methodology: str
    unknown: str
    screens: tuple[FormScreen, ...]
    refine: tuple[str, ...]
    notices: tuple[str, ...]
