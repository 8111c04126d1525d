"""The typed shape of the words of the command ``palier``, a part of ``service.texts.shape``."""

from service.texts.section import Section


class SummaryTexts(Section, frozen=True, kw_only=True):
    """The words around an assessment in a terminal."""

    maturity: str
    importance: str
    advice: str
    advice_to_confirm: str
    warnings: str
    roadmap: str
    questions: str
    level: str
    levels: str
    between: str
    no_level: str
    covered: str
    month: str
    month_between: str
    cash: str
    vetoed: str
    unsound: str
    margin: str
    tie: str
    open_models: str
    apart: str
    reasons: str


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
    tenant_renamed: str
    tenant_deletion: str
    tenant_deleted: str
    key_created: str
    scope_unused: str
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
    synthesised_test: str
    listening: str
    local_key: str
    stopped: str


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
    more: str
    reordered: str
    none: str
    level: str
    recommendation: str
    cause: str
    together: str


class ProgressTexts(Section, frozen=True, kw_only=True):
    """What a command that takes long is at."""

    synthesising: str
    publishing: str
    comparing: str


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
    progress: ProgressTexts
    methodology: MethodologyCommandTexts
