"""Everything that can go wrong for a reason that we can name: one tree, mapped to HTTP in one table.

A message says what is wrong and where; ``hint`` says what to do next.
"""

from typing import Literal

from msgspec import Struct


class Fault(Struct, frozen=True):
    """One fault in what a caller sent: where (JSON pointer), which kind, and what is wrong."""

    pointer: str
    code: str
    detail: str


class PalierError(Exception):
    """Base of every error that Palier raises on purpose."""

    hint: str | None = None


class InvalidInput(PalierError):
    """What the caller sent does not fit the contract; ``faults`` names every fault at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.pointer or '/'}: {fault.detail}" for fault in faults))


class NotFound(PalierError):
    """The thing asked for does not exist, or belongs to somebody else: the answer is the same."""


class UnknownName(NotFound):
    """A name that names nothing: of which kind, what is ``known`` instead, and in which version if in one."""

    def __init__(
        self, kind: Literal["version", "rule", "source"], name: str, known: tuple[str, ...], version: str = ""
    ) -> None:
        self.kind = kind
        self.name = name
        self.known = known
        self.version = version
        super().__init__(f"{kind} {name!r} is not one of {', '.join(known)}")


class InvalidPack(PalierError):
    """A methodology pack contradicts itself; ``problems`` lists every contradiction found."""

    def __init__(self, version: str, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__(f"methodology {version}: " + "; ".join(problems))


class InvalidTexts(PalierError):
    """The service's own texts contradict one another; ``problems`` lists every problem found."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


class InvalidSetting(PalierError):
    """A setting, or a file that a setting points to, cannot be used; says which, why and what to do."""

    def __init__(self, name: str, problem: str, hint: str) -> None:
        self.name = name
        self.hint = hint
        super().__init__(f"{name}: {problem}. {hint}")


class Unauthenticated(PalierError):
    """No key, or not a valid one. ``invalid`` is true when a key was sent and refused."""

    def __init__(self, *, invalid: bool) -> None:
        self.invalid = invalid
        super().__init__("the key is not valid" if invalid else "no key was sent")


class Forbidden(PalierError):
    """The key is valid and may not do this; ``scope`` is the one that it lacks."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__(f"the key lacks the scope {scope!r}")


class OriginRefused(PalierError):
    """A publishable key came from a page that it does not hold for, or from no page at all."""


class LinkRefused(PalierError):
    """A signed link is not whole, was changed, or has expired."""


class IdempotencyKeyReused(PalierError):
    """An ``Idempotency-Key`` came before with another request."""


class ErasedSince(PalierError):
    """An ``Idempotency-Key`` came before, and what it made was erased."""


class TooManyRequests(PalierError):
    """A caller has spent its requests; ``retry_after`` is the number of seconds to wait."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"too many requests, wait {retry_after} s")


class Unavailable(PalierError):
    """The store cannot answer now; ``retry_after`` is the number of seconds after which to try again."""

    def __init__(self, problem: str, retry_after: int = 1) -> None:
        self.retry_after = retry_after
        super().__init__(problem)


class NotDone(PalierError):
    """What an operator asked for cannot be done; says why and what to do."""

    def __init__(self, problem: str, hint: str) -> None:
        self.hint = hint
        super().__init__(f"{problem}. {hint}")


class BackupFailed(NotDone):
    """A copy of the database cannot be made or put back."""


class ResultDrift(PalierError):
    """A stored assessment no longer comes out as it did: this release breaks an old version's results."""


class FormatMissing(PalierError):
    """An answer in a format that this server was installed without."""

    def __init__(self, name: str) -> None:
        super().__init__(f"this server was installed without the extra {name!r}")


class UnsupportedBody(PalierError):
    """The body is not plain, uncompressed JSON in UTF-8, by what its headers say."""
