"""The typed shape of a file of texts. Nothing here can change a number or a code.

A text's placeholders stand in braces. A dict is used only where the keys are codes.
"""

from service.texts.contract_shape import ContractTexts
from service.texts.section import Section


class ProblemTexts(Section, frozen=True):
    """A kind of problem: what is wrong, and what to do next."""

    title: str
    detail: str


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
    no_level: str
    index: str
    between: str
    possible: str
    covered: str
    scores: str
    no_score: str
    declared: str
    range: str
    point: str
    band: str
    median: str
    cohort: str
    too_little: str
    not_affiliated: str


class TraceTexts(Section, frozen=True, kw_only=True):
    """What a rule did."""

    inference: str
    stands: str
    declared: str
    reached: str
    not_reached: str
    gates: dict[str, str]
    criterion: str
    gains: str
    separator: str
    vetoes: str
    advises_against: str
    base: str
    recommends: str
    warns: str
    holds: str
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


class NumberFormat(Section, frozen=True):
    """How numbers are written. Zero is singular in some languages, plural in others."""

    decimal: str
    thousands: str
    is_zero_singular: bool


class SettingMessages(Section, frozen=True):
    """How a refused setting is named, and the warning about a variable that only looks like a setting."""

    refused: str
    unknown: str
    nearest: str
    list: str


class SummaryTexts(Section, frozen=True, kw_only=True):
    """The words around an assessment in a terminal."""

    maturity: str
    importance: str
    advice: str
    warnings: str
    roadmap: str
    questions: str
    level: str
    between: str
    no_level: str
    covered: str
    month: str
    cash: str
    vetoed: str
    unsound: str
    margin: str
    point: str
    points: str


class KeyTableTexts(Section, frozen=True, kw_only=True):
    """The columns of ``palier keys list``, and how a key's end is written."""

    id: str
    tenant: str
    kind: str
    scopes: str
    origins: str
    label: str
    created: str
    last_used: str
    end: str
    ends: str
    revoked: str


class ResultTexts(Section, frozen=True, kw_only=True):
    """What commands print when they have done their work."""

    tenant_created: str
    key_created: str
    key_revoked: str
    key_ends: str
    edition_is_recent: str
    edition_published: str
    backup_written: str
    backup_restored: str
    schema_is_current: str
    purged: str
    purge_left_in_log: str
    synthesised: str
    listening: str
    local_key: str


class MethodologyCommandTexts(Section, frozen=True, kw_only=True):
    """What the commands about methodologies print: the contents of a pack, its problems, a comparison."""

    contents: str
    no_problem: str
    problems: str
    unreleased: str
    differences: str
    changed: str
    added: str
    removed: str
    reordered: str
    none: str
    level: str
    recommendation: str
    cause: str
    together: str


class CommandLineTexts(Section, frozen=True, kw_only=True):
    """The words of the command ``palier``.

    ``help`` is keyed by what is typed, such as ``keys create --kind``, and ``argparse`` by the English
    messages of that library.
    """

    description: str
    settings: str
    default: str
    not_whole_number: str
    not_hours: str
    help: dict[str, str]
    argparse: dict[str, str]
    summary: SummaryTexts
    keys: KeyTableTexts
    results: ResultTexts
    methodology: MethodologyCommandTexts


class Texts(Section, frozen=True, kw_only=True):
    """Every word of the service in one language, by who says it."""

    lookup: dict[str, str]
    contract: ContractTexts
    problems: dict[str, ProblemTexts]
    intake: IntakeTexts
    norms: dict[str, str]
    trace: TraceTexts
    drawings: DrawingTexts
    docs_page: DocsPageTexts
    numbers: NumberFormat
    errors: dict[str, ErrorTexts]
    setting_messages: SettingMessages
    settings: dict[str, SettingTexts]
    command_line: CommandLineTexts
    pack_problems: dict[str, str]
