"""The typed shape of a file of texts. Nothing here can change a number or a code.

A text's placeholders stand in braces; ``Writing`` fills them. A dict is used only where the keys are codes.
"""

from service.texts.command_shape import CommandLineTexts
from service.texts.contract_shape import ContractTexts
from service.texts.section import Section
from service.texts.writing import Writing


class ProblemTexts(Section, frozen=True):
    """A kind of problem: what is wrong and what to do, in brief; why it comes and what to do, on its page."""

    title: str
    detail: str
    why: str
    next: str


class ProblemPageTexts(Section, frozen=True, kw_only=True):
    """The words around the problems on the pages that describe them."""

    title: str
    introduction: str
    status: str
    why: str
    next: str
    example: str
    all: str
    docs: str


class IntakeTexts(Section, frozen=True):
    """Faults of input by code, the phrases that fill them, and the forms and standards of values."""

    faults: dict[str, str]
    phrases: dict[str, str]
    forms: dict[str, str]
    standards: dict[str, str]


class DrawingTexts(Section, frozen=True, kw_only=True):
    """What the radar and the badge of an assessment say."""

    heading: str
    level: str
    levels: str
    no_level: str
    badge_level: str
    badge_levels: str
    index: str
    between: str
    covered: str
    scores: str
    no_score: str
    declared: str
    range: str
    point: str
    open_point: str
    band: str
    median: str
    cohort: str
    too_little: str
    not_affiliated: str


class TraceTexts(Section, frozen=True, kw_only=True):
    """What a rule did."""

    inference: str
    stands: str
    stands_between: str
    declared: str
    thresholds: dict[str, str]
    gates: dict[str, str]
    criterion: str
    gains: str
    vetoes: str
    advises_against: str
    base: str
    recommends: str
    known: str
    tolerates: str
    orders: str
    groups: str
    warns: str
    holds: str
    role: str
    path: str
    acts: str


class DocsPageTexts(Section, frozen=True):
    """The documentation page: its language's own name, the words of its template and those of its scripts."""

    language: str
    page: dict[str, str]
    script: dict[str, str]


class ErrorTexts(Section, frozen=True):
    """What is wrong, and what to do; an error about a setting's value uses the hint of that setting."""

    problem: str
    hint: str = ""


class SettingTexts(Section, frozen=True):
    """What a setting is, and what to do when its value is refused."""

    meaning: str
    hint: str


class SettingMessages(Section, frozen=True, kw_only=True):
    """How a refused setting is named, and the warnings about variables that only look like settings."""

    refused: str
    of_a_service: str
    unknown: str
    nearest: str
    list: str


class Texts(Section, frozen=True, kw_only=True):
    """Every word of the service in one language, by who says it."""

    lookup: dict[str, str]
    contract: ContractTexts
    problems: dict[str, ProblemTexts]
    refusals: dict[str, str]
    problem_pages: ProblemPageTexts
    intake: IntakeTexts
    norms: dict[str, str]
    trace: TraceTexts
    drawings: DrawingTexts
    docs_page: DocsPageTexts
    writing: Writing
    errors: dict[str, ErrorTexts]
    setting_messages: SettingMessages
    settings: dict[str, SettingTexts]
    command_line: CommandLineTexts
    pack_problems: dict[str, str]
