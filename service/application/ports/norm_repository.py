"""The port that norms are published through: votes, editions and the state of the release rule."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol
from uuid import UUID

import msgspec
from msgspec import Struct

from service.application.ports.norm_reader import Edition
from service.application.spaces import Space
from service.model.codes import NormAssessor
from service.norms.cohorts import Cell, Leaf
from service.norms.release import Figures, State
from service.norms.tally import Vote


class VoteCandidate(Struct, frozen=True, kw_only=True):
    """An assessment from which no vote was recorded yet for a norm; ``version`` is the one that it used."""

    id: UUID
    reference: str
    leaf: Leaf
    profile: bytes
    version: str


class VoteRecord(Struct, frozen=True):
    """An assessment's vote for a version's norm; ``bins`` is None if it may not vote.

    ``organisation`` is a digest of the tenant's reference.
    """

    assessment: UUID
    organisation: bytes
    leaf: Leaf
    bins: bytes | None


class TenantVotes(NamedTuple):
    """The votes in a space: for each organisation its votes, latest first."""

    space: Space
    organisations: Iterable[Sequence[Vote]]


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Figures)


def pack_figures(figures: Figures) -> bytes:
    """Encode figures as they are stored: a sixth of their size in memory, where a publisher has very many."""
    return _ENCODER.encode(figures)


def unpack_figures(packed: bytes) -> Figures:
    """Decode packed figures."""
    return _DECODER.decode(packed)


class NewEdition(Struct, frozen=True):
    """An edition to publish: the state of the release rule after it, and packed figures of cells by owner."""

    edition: Edition
    state: State
    cells: dict[Space, dict[Cell, bytes]]


class NormRepository(Protocol):
    """Votes and editions, as the publisher works on them. Every call may raise ``Unavailable``."""

    def owners(self) -> dict[Space, str]:
        """Return the spaces of all tenants' live keys, each with its tenant's owner."""
        ...

    def candidates(self, version: str, space: Space, after: UUID, before: UUID) -> list[VoteCandidate]:
        """Return the first candidates between two ids (exclusive), in order of id."""
        ...

    def record_votes(self, version: str, space: Space, votes: Sequence[VoteRecord]) -> None:
        """Store votes, except those whose assessment was erased meanwhile or has one already."""
        ...

    def last(self, version: str | None = None) -> Edition | None:
        """Return the last edition of a version, or of all versions: they share one numbering."""
        ...

    def states(self) -> dict[str, State]:
        """Return the state of the release rule after the last edition of each version that has one."""
        ...

    def votes(self, version: str, spaces: Sequence[Space]) -> AbstractContextManager[Iterator[TenantVotes]]:
        """Open one consistent snapshot of all votes, space by space."""
        ...

    def publish(self, edition: NewEdition) -> None:
        """Store an edition as a whole; raise ``NotDone`` if its number was published meanwhile."""
        ...


_ASSESSORS: dict[str | None, NormAssessor] = {
    "self": "self",
    "agency": "agency",
    "third_party": "third_party",
    "platform": "platform",
}


def assessor_of(stated: str | None) -> NormAssessor:
    """Return the kind of assessor that a norm counts an assessment under."""
    return _ASSESSORS.get(stated, "unspecified")
