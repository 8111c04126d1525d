"""The typed shape of a pack's words in one language: labels, sentences, advice.

Nothing here can change a number. Both languages must hold exactly the same keys, and a key for every code
and rule that the pack shows; the cross-checks see to it.
"""

from msgspec import field

from service.methodology.shape.base import PackPart
from service.model.codes import Competency, FindingCode


class Named(PackPart, frozen=True):
    """A name and the sentence that explains it."""

    label: str
    text: str


class Labelled(PackPart, frozen=True):
    """A name alone."""

    label: str


class QuestionText(PackPart, frozen=True):
    """A question, and a line of help that may be empty."""

    text: str
    help: str


class ModelText(Named, frozen=True):
    """A sourcing model, and what tells it from the others."""

    leads: str
    speaks: str
    outside: str
    lasts: str


class ArtefactText(PackPart, frozen=True):
    """What an artefact is, what to show, what to do to have it and why."""

    statement: str
    show: str
    action: str
    why: str


class ActionText(PackPart, frozen=True):
    """A roadmap item: what to do and why."""

    action: str
    why: str


class SourceText(PackPart, frozen=True):
    """Who wrote, and what the author stood to gain."""

    interest: str


class ProviderText(PackPart, frozen=True):
    """Why a point of the provider-side checklist matters."""

    text: str


class RangeTexts(PackPart, frozen=True):
    """Words of a level, and of a band, that open questions leave between two: ``{low}`` and ``{high}``."""

    level: Named
    band: Named


class LimitingText(PackPart, frozen=True):
    """What holds the next level back; placeholders ``{level}`` and ``{competencies}``."""

    failed: str
    unanswered: str


class StandingTexts(PackPart, frozen=True, kw_only=True):
    """Sentences that every result or form shows; ``dated_figures`` has ``{year}``, its figures' years."""

    not_affiliated: str
    what_it_is_worth: str
    who_gains: str
    dated_figures: str
    out_of_scope: str
    show_by_tomorrow: str
    pick_last_true: str
    unknown: str
    assumption: str


class ReasonTexts(PackPart, frozen=True):
    """Why a model that others outdo in fit is recommended: it is within the budget, or nothing is."""

    within_budget: str
    cheapest: str


class RobustnessTexts(PackPart, frozen=True):
    """How firmly advice stands and what that is worth, with ``{share}``, ``{samples}`` and ``{change}``.

    ``close`` is told where the next model is near, ``budget`` where none can be afforded.
    """

    stands: str
    close: str
    budget: str


Words = dict[str, str]
Variant = dict[str, object]
"""Tables and words as in ``Texts``, but only those that an audience reads instead of the ordinary ones."""


class StepTexts(PackPart, frozen=True):
    """The step of a competency whose next artefact is unanswered; ``{statement}`` is the artefact."""

    find_out: ActionText


class Texts(PackPart, frozen=True):
    """Every word of a pack in one language.

    ``small`` and ``public`` hold what is worded otherwise for organisations with few people, and for public
    bodies; ``facts.toml`` says which these are.
    """

    sources: dict[str, SourceText]
    claims: Words
    levels: dict[str, Named]
    bands: dict[str, Named]
    ranges: RangeTexts
    models: dict[str, ModelText]
    tasks: dict[str, Named]
    holders: Words
    roles: dict[str, Named]
    seniorities: Words
    contracts: Words
    skills: Words
    competencies: dict[Competency, Labelled]
    nace_sections: Words
    setups: Words
    departments: Words
    objectives: Words
    priorities: Words
    durations: Words
    content_origins: Words
    answers: Words
    delegation: Words
    size_classes: Words
    artefacts: dict[str, ArtefactText]
    anchors: dict[str, Words]
    questions: dict[str, QuestionText]
    ladders: dict[str, Words]
    options: dict[str, Words]
    standing: StandingTexts
    factors: Words
    vetoes: Words
    unsound: Words
    warnings: Words
    actions: dict[str, ActionText]
    steps: StepTexts
    gates: Words
    limiting: LimitingText
    paths: Words
    provider: dict[str, ProviderText]
    provider_verdicts: Words
    findings: dict[FindingCode, str]
    narrows: Words
    rules: Words
    reasons: ReasonTexts
    robustness: RobustnessTexts
    references: Words = field(default_factory=dict)
    small: Variant = field(default_factory=dict)
    public: Variant = field(default_factory=dict)
