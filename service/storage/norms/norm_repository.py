"""Votes and editions in the database, as the publisher works on them beside a server.

Each space's votes are read under its own row-security context, all in one transaction: one snapshot.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, delete, exists, insert, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from service.application.ports.norm_reader import Edition
from service.application.ports.norm_repository import (
    NewEdition,
    TenantVotes,
    VoteCandidate,
    VoteRecord,
    assessor_of,
)
from service.application.spaces import EVERYBODY, Space, space_of, spaces_of
from service.errors import NotDone, Unavailable
from service.norms.cohorts import Cell, Leaf
from service.norms.release import PublishedLeaf, State
from service.storage.database import isolation
from service.storage.database.database import Database
from service.storage.database.readers import read
from service.storage.database.tables import (
    EditionRow,
    NormCellRow,
    NormStateRow,
    RecordRow,
    TenantRow,
    VoteRow,
    table,
)
from service.storage.keys.registry import SqlRegistry
from service.storage.norms.norm_reader import cell_name, find_edition
from service.storage.norms.vote_reader import STATEMENT_TIMEOUT, votes_by_organisation

_ASSESSMENTS = table(RecordRow)
_VOTES = table(VoteRow)
_CANDIDATE = (
    "id", "reference", "assessor", "nace_section", "size_class", "country", "profile", "methodology",
)  # fmt: skip
_EDITIONS = table(EditionRow)
_CELLS = table(NormCellRow)
_STATES = table(NormStateRow)
_PAGE_SIZE = 1000


class _StoredState(msgspec.Struct, array_like=True):
    """The encoding of a ``State``: lists, since cells and leaves cannot be keys of an encoded map."""

    cells: list[Cell]
    leaves: list[tuple[Leaf, PublishedLeaf]]


_DECODER = msgspec.msgpack.Decoder(_StoredState)
_ENCODER = msgspec.msgpack.Encoder()


class SqlNormRepository:
    """See ``service.application.ports.norm_repository.NormRepository``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def owners(self) -> dict[Space, str]:
        """Return the spaces of all tenants' live keys, each with its tenant's owner."""
        owners = SqlRegistry(self._database).owners()
        return {space_of(tenant): owner for tenant, owner in owners.items()}

    def candidates(self, version: str, space: Space, after: UUID, before: UUID) -> list[VoteCandidate]:
        """Return the first candidates between two ids, in order of id."""
        has_vote = exists().where(
            isolation.owned_by(_VOTES, space),
            _VOTES.c.methodology == version,
            _VOTES.c.assessment_id == _ASSESSMENTS.c.id,
        )
        query = select(*(_ASSESSMENTS.c[name] for name in _CANDIDATE)).where(
            isolation.owned_by(_ASSESSMENTS, space),
            _ASSESSMENTS.c.id > after,
            _ASSESSMENTS.c.id < before,
            _ASSESSMENTS.c.origin == "server",
            _ASSESSMENTS.c.reference.is_not(None),
            ~has_vote,
        )

        def find(connection: Connection) -> list[VoteCandidate]:
            isolation.bind_tenant(connection, space, timeout=STATEMENT_TIMEOUT)
            rows = connection.execute(query.order_by(_ASSESSMENTS.c.id).limit(_PAGE_SIZE))
            return [
                VoteCandidate(
                    id=id_,
                    reference=reference,
                    leaf=Leaf(assessor_of(assessor), section or "", size or "", country),
                    profile=profile,
                    version=used,
                )
                for id_, reference, assessor, section, size, country, profile, used in rows
            ]

        return read(self._database.reading, find)

    def record_votes(self, version: str, space: Space, votes: Sequence[VoteRecord]) -> None:
        """Store votes, except those whose assessment was erased meanwhile or has one already."""
        rows = [_row_of(version, space, vote) for vote in votes]
        try:
            self._insert(space, rows)
        except IntegrityError:
            for row in rows:
                try:
                    self._insert(space, [row])
                except IntegrityError:
                    # Its assessment was erased, or another process stored the vote.
                    continue

    def last(self, version: str | None = None) -> Edition | None:
        """Return the last edition of a version, or of all versions."""
        return read(self._database.reading, lambda connection: find_edition(connection, version))

    def states(self) -> dict[str, State]:
        """Return the state of the release rule after the last edition of each version that has one."""
        query = select(_STATES.c.methodology, _STATES.c.state).where(isolation.owned_by(_STATES, EVERYBODY))

        def find(connection: Connection) -> dict[str, State]:
            isolation.bind_tenant(connection, EVERYBODY)
            return {version: decode_state(state) for version, state in connection.execute(query)}

        return read(self._database.reading, find)

    @contextmanager
    def votes(self, version: str, spaces: Sequence[Space]) -> Iterator[Iterator[TenantVotes]]:
        """Open one consistent snapshot of all votes, space by space."""
        try:
            with self._database.reading.connect() as connection:
                if connection.dialect.name == "postgresql":
                    connection = connection.execution_options(isolation_level="REPEATABLE READ")
                yield (
                    TenantVotes(space, votes_by_organisation(connection, version, space)) for space in spaces
                )
        except SQLAlchemyError as error:
            raise Unavailable("votes_unreadable", reason=type(error).__name__) from error

    def publish(self, edition: NewEdition) -> None:
        """Store an edition as a whole.

        Raises ``NotDone`` if its number was published or one of its tenants deleted meanwhile.
        """
        with self._database.transaction() as connection:
            _insert_edition(connection, edition.edition)
            _check_tenants(connection, edition.cells)
            for owner, cells in edition.cells.items():
                _insert_cells(connection, owner, edition.edition, cells)
            _replace_state(connection, edition.edition.version, edition.state)

    def _insert(self, space: Space, rows: list[dict[str, Any]]) -> None:
        with self._database.transaction() as connection:
            isolation.bind_tenant(connection, space)
            connection.execute(insert(_VOTES), rows)


def _insert_edition(connection: Connection, edition: Edition) -> None:
    row = {"methodology": edition.version, "number": edition.number, "published_at": edition.published_at}
    try:
        connection.execute(insert(_EDITIONS), row)
    except IntegrityError as error:
        raise NotDone("edition_exists", number=edition.number) from error


def _check_tenants(connection: Connection, owners: Iterable[Space]) -> None:
    """Raise ``NotDone`` if a tenant is no more; the others stay until this transaction ends."""
    names = set(
        connection.execute(
            select(table(TenantRow).c.name).with_for_update(read=True, key_share=True)
        ).scalars()
    )
    if not {EVERYBODY, *chain.from_iterable(map(spaces_of, names))}.issuperset(owners):
        raise NotDone("tenant_deleted_meanwhile")


def _insert_cells(connection: Connection, owner: Space, edition: Edition, cells: dict[Cell, bytes]) -> None:
    isolation.bind_tenant(connection, owner)
    if owner != EVERYBODY:
        # A tenant may read all its assessments anyway: only the last edition of its own figures is stored.
        owned = (isolation.owned_by(_CELLS, owner), _CELLS.c.methodology == edition.version)
        connection.execute(delete(_CELLS).where(*owned))
    common = {"space": owner, "methodology": edition.version, "edition": edition.number}
    if cells:
        rows = [common | {"cell": cell_name(cell), "figures": figures} for cell, figures in cells.items()]
        connection.execute(insert(_CELLS), rows)


def _replace_state(connection: Connection, version: str, state: State) -> None:
    isolation.bind_tenant(connection, EVERYBODY)
    owned = (isolation.owned_by(_STATES, EVERYBODY), _STATES.c.methodology == version)
    connection.execute(delete(_STATES).where(*owned))
    row = {"space": EVERYBODY, "methodology": version, "state": encode_state(state)}
    connection.execute(insert(_STATES), row)


def encode_state(state: State) -> bytes:
    """Return the state of the release rule as it is stored."""
    return _ENCODER.encode(_StoredState(sorted(state.cells), list(state.leaves.items())))


def decode_state(encoded: bytes) -> State:
    """Return a stored state of the release rule."""
    stored = _DECODER.decode(encoded)
    return State(set(stored.cells), dict(stored.leaves))


def _row_of(version: str, space: Space, vote: VoteRecord) -> dict[str, Any]:
    return {
        "methodology": version,
        "space": space,
        "organisation": vote.organisation,
        "assessment_id": vote.assessment,
        "assessor": vote.leaf.assessor,
        "nace_section": vote.leaf.section,
        "size_class": vote.leaf.size,
        "country": vote.leaf.country,
        "bins": vote.bins,
    }
