"""The port by which norms are published: votes, editions and the state of the release rule."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol
from uuid import UUID

import msgspec
from msgspec import Struct

from service.application.ports.norm_reader import Edition
from service.application.spaces import Space
from service.model.codes import NormAssessor
from service.norms.cohorts import Cell, Leaf
from service.norms.release import Figures, State
from service.norms.tally import Vote


class VoteCandidate(Struct, frozen=True):
    """An assessment that was not yet looked at for a version's norm."""

    id: UUID
    reference: str
    leaf: Leaf
    profile: bytes


class VoteRecord(Struct, frozen=True):
    """What an assessment casts for a version's norm; ``bins`` is None where it may not vote."""

    assessment: UUID
    organisation: bytes
    leaf: Leaf
    bins: bytes | None


_PACKER = msgspec.msgpack.Encoder()


_UNPACKER = msgspec.msgpack.Decoder(Figures)


def pack_figures(figures: Figures) -> bytes:
    """Figures as they are kept: a sixth of what they take in memory, and a publisher holds very many."""
    return _PACKER.encode(figures)


def unpack_figures(packed: bytes) -> Figures:
    """Figures as they were packed."""
    return _UNPACKER.decode(packed)


class NewEdition(Struct, frozen=True):
    """An edition with all that is kept of it: the state of the rule, and packed figures of cells by owner."""

    edition: Edition
    state: State
    cells: dict[Space, dict[Cell, bytes]]


class NormRepository(Protocol):
    """Votes and editions, as the publisher works on them. Any call may raise ``Unavailable``."""

    def spaces(self) -> list[Space]:
        """Return the spaces of all tenants' live keys: test keys never vote."""
        ...

    def candidates(self, version: str, space: Space, after: UUID, before: UUID) -> list[VoteCandidate]:
        """Return some assessments between these ids, in order, that no ballot was cast for."""
        ...

    def record_votes(self, version: str, space: Space, ballots: Sequence[VoteRecord]) -> None:
        """Keep these ballots; of assessments erased meanwhile, none."""
        ...

    def last(self, version: str | None = None) -> Edition | None:
        """Return the last edition of a version, or of all: numbers are given once."""
        ...

    def states(self) -> dict[str, State]:
        """Return the state of the release rule after the last edition of every version that has one."""
        ...

    def votes(
        self, version: str, tenants: Sequence[Space]
    ) -> AbstractContextManager[Iterator[tuple[Space, Iterable[Sequence[Vote]]]]]:
        """Open all votes as they are at one moment: by tenant, those of each organisation, latest first."""
        ...

    def publish(self, made: NewEdition) -> None:
        """Keep an edition whole; raise ``NotDone`` where another process made the same one meanwhile."""
        ...


def assessor_of(stated: str | None) -> NormAssessor:
    """The kind of assessor that a norm counts an assessment under."""
    found: dict[str | None, NormAssessor] = {
        "self": "self",
        "agency": "agency",
        "third_party": "third_party",
        "platform": "platform",
    }
    return found.get(stated, "unspecified")
