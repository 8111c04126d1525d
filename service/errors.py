"""The errors that the service raises on purpose: one tree, mapped to HTTP in one table.

An error holds codes and values. It is worded where it leaves the service: by the table of problems for HTTP,
by ``CodedError.describe`` for the command line. ``str(error)`` is for logs and tests.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct

from service.texts import Language, texts_of

_LONGEST_VALUE = 300

FaultLocation = Literal["body", "query", "path", "header"]
FaultCode = Literal[
    "incomplete",
    "invalid_text",
    "invalid_time",
    "malformed_json",
    "malformed_key",
    "malformed_query",
    "missing_field",
    "missing_parameter",
    "out_of_range",
    "pattern",
    "repeated_field",
    "repeated_parameter",
    "too_deep",
    "too_long",
    "too_many_faults",
    "too_short",
    "unknown_code",
    "unknown_field",
    "unknown_parameter",
    "wrong_type",
]


class Fault(Struct, frozen=True):
    """One fault in what a caller sent: in which part, where in it (JSON Pointer), which kind, what it is."""

    location: FaultLocation
    pointer: str
    code: FaultCode
    detail: str


class PalierError(Exception):
    """Base of every error that Palier raises on purpose."""


class InvalidInput(PalierError):
    """What the caller sent does not fit the contract; ``faults`` names every fault at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.pointer or '/'}: {fault.detail}" for fault in faults))


class NotFound(PalierError):
    """The resource does not exist, or belongs to another tenant: the response is the same."""


class UnknownName(NotFound):
    """There is nothing of that name; ``known`` are the names of that kind, in this version if in one."""

    def __init__(
        self, kind: Literal["version", "rule", "source"], name: str, known: tuple[str, ...], version: str = ""
    ) -> None:
        self.kind = kind
        self.name = name
        self.known = known
        self.version = version
        super().__init__(kind, name)


class InvalidPack(PalierError):
    """A methodology pack is not sound; ``problems`` lists every problem found, by language."""

    def __init__(self, name: str, problems: Mapping[str, tuple[str, ...]]) -> None:
        self.name = name
        self.problems = problems
        super().__init__(f"methodology {name}: " + "; ".join(problems["en"]))


class CodedError(PalierError):
    """An error whose words are in the service's texts under ``code``, filled with ``values``."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code)

    def __str__(self) -> str:
        return self.describe("en")

    def describe(self, language: Language) -> str:
        """Say in this language what is wrong and what to do."""
        texts = texts_of(language)
        words = f"{texts.errors[self.code].problem} {self._hint(language)}"
        return texts.writing.fill(words, **{name: _fit(value) for name, value in self.values.items()})

    def _hint(self, language: Language) -> str:
        return texts_of(language).errors[self.code].hint


class InvalidSetting(CodedError):
    """A setting, or a file that a setting points to, cannot be used; ``name`` is the variable or the path."""

    def __init__(self, name: str, code: str, **values: object) -> None:
        super().__init__(code, **values)
        self.name = name
        self.args = (name, code)

    def describe(self, language: Language) -> str:
        """Say in this language which setting is wrong, why, and what to do."""
        texts = texts_of(language)
        words = texts.setting_messages.refused
        return texts.writing.fill(words, name=self.name, problem=super().describe(language))

    def _hint(self, language: Language) -> str:
        return super()._hint(language) or texts_of(language).settings[self.name].hint


class Unauthenticated(PalierError):
    """No key, or not a valid one. ``invalid`` is true when a key was sent and refused."""

    def __init__(self, *, invalid: bool) -> None:
        self.invalid = invalid
        super().__init__("invalid" if invalid else "missing")


class Forbidden(PalierError):
    """The key is valid and may not do this.

    ``scope`` is the one that it lacks, None if no scope would help: no publishable key may do it. ``part`` is
    what takes the scope, as the query names it; empty if the operation does.
    """

    def __init__(self, scope: str | None, part: str = "") -> None:
        self.scope = scope
        self.part = part
        super().__init__(scope, part)


class OriginRefused(PalierError):
    """A publishable key came from a page of an origin that it was not made for, or from no page."""


class LinkRefused(PalierError):
    """A signed link is incomplete, was changed, or has expired."""


class IdempotencyKeyReused(PalierError):
    """An ``Idempotency-Key`` was used before, with another request."""


class ErasedSince(PalierError):
    """An ``Idempotency-Key`` was used before, and the assessment that it stored was erased."""


class TooManyRequests(PalierError):
    """A caller has consumed its quota; ``retry_after`` is the number of seconds to wait."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(retry_after)


class Unavailable(CodedError):
    """The store cannot answer now; ``retry_after`` is the number of seconds after which to try again."""

    def __init__(self, code: str, *, retry_after: int = 1, **values: object) -> None:
        super().__init__(code, **values)
        self.retry_after = retry_after


class OutcomeUnknown(Unavailable):
    """The store was asked to write and does not say in time whether it did; it may still do it."""


class NotDone(CodedError):
    """What an operator asked for cannot be done."""


class BackupFailed(NotDone):
    """A copy of the database cannot be made or put back."""


class UnreadableFile(NotDone):
    """A file named on the command line cannot be read."""


class ResultDrift(CodedError):
    """Recomputing a stored assessment gives another result: this release breaks an old version."""


class UnsupportedBody(PalierError):
    """The body is not plain, uncompressed JSON in UTF-8, by what its headers say."""


def _fit(value: object) -> object:
    """A value fit for a terminal: it may have been typed, with control characters or endless.

    A path is told from the root: it was typed from a folder that may not be the one that was meant.
    """
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, (list, tuple)):
        return tuple(_fit(item) for item in value)
    text = str(value.absolute() if isinstance(value, Path) else value)
    return "".join(letter if letter.isprintable() else "?" for letter in text[:_LONGEST_VALUE])
