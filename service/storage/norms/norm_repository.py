"""Votes and editions in the database, as the publisher works on them beside a server.

Each tenant's votes are read behind its own wall, all in one transaction: one state of the whole database.
Imports the tables, the walls and the ports.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, LargeBinary, Table, delete, exists, func, insert, select, type_coerce
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from service.application.ports.norm_reader import Edition
from service.application.ports.norm_repository import NewEdition, VoteCandidate, VoteRecord, assessor_of
from service.application.spaces import EVERYBODY, Space, space_of
from service.errors import NotDone, Unavailable
from service.norms.cohorts import Cell, Leaf
from service.norms.release import State, Taken
from service.norms.tally import Vote
from service.storage.database import isolation
from service.storage.database.database import Database
from service.storage.database.readers import read
from service.storage.database.tables import Base
from service.storage.keys.registry import SqlRegistry
from service.storage.norms.norm_reader import CELLS, EDITIONS, find_edition, key_of

_ROWS: Table = Base.metadata.tables["assessments"]
_VOTES: Table = Base.metadata.tables["votes"]
_STATES: Table = Base.metadata.tables["norm_states"]
_AT_ONCE = 1000
_PATIENCE = "600s"


class _Kept(msgspec.Struct, array_like=True):
    """A state as it is written: what JSON and its like allow no key to be stands in lists."""

    cells: list[Cell]
    leaves: list[tuple[Leaf, Taken]]


_STATE = msgspec.msgpack.Decoder(_Kept)
_ENCODER = msgspec.msgpack.Encoder()


class SqlNormRepository:
    """See ``service.application.norm_ports.Polls``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def spaces(self) -> list[Space]:
        """Return the spaces of all tenants' live keys."""
        return [space_of(tenant) for tenant in SqlRegistry(self._database).tenants()]

    def candidates(self, version: str, space: Space, after: UUID, before: UUID) -> list[VoteCandidate]:
        """Return some assessments that no ballot was cast for."""
        columns = ("id", "reference", "assessor", "section", "size", "country", "profile")
        cast = exists().where(
            isolation.owned_by(_VOTES, space),
            _VOTES.c.version == version,
            _VOTES.c.assessment == _ROWS.c.id,
        )
        query = select(*(_ROWS.c[name] for name in columns)).where(
            isolation.owned_by(_ROWS, space),
            _ROWS.c.id > after,
            _ROWS.c.id < before,
            _ROWS.c.channel == "server",
            _ROWS.c.reference.is_not(None),
            ~cast,
        )

        def work(connection: Connection) -> list[VoteCandidate]:
            isolation.bind_tenant(connection, space, patience=_PATIENCE)
            rows = connection.execute(query.order_by(_ROWS.c.id).limit(_AT_ONCE))
            return [
                VoteCandidate(
                    id_, reference, Leaf(assessor_of(assessor), section or "", size, country), profile
                )
                for id_, reference, assessor, section, size, country, profile in rows
            ]

        return read(self._database.reading, work)

    def record_votes(self, version: str, space: Space, ballots: Sequence[VoteRecord]) -> None:
        """Keep these ballots; of assessments erased meanwhile, none."""
        rows = [_row(version, space, ballot) for ballot in ballots]
        try:
            self._insert(space, rows)
        except IntegrityError:
            for row in rows:
                try:
                    self._insert(space, [row])
                except IntegrityError:
                    # It was erased, or another process cast it.
                    continue

    def last(self, version: str | None = None) -> Edition | None:
        """Return the last edition of a version, or of all: numbers are given once."""
        return read(self._database.reading, lambda connection: find_edition(connection, version))

    def states(self) -> dict[str, State]:
        """Return the state of the release rule after the last edition of every version that has one."""
        query = select(_STATES.c.version, _STATES.c.state).where(isolation.owned_by(_STATES, EVERYBODY))

        def work(connection: Connection) -> dict[str, State]:
            isolation.bind_tenant(connection, EVERYBODY)
            kept = {version: _STATE.decode(state) for version, state in connection.execute(query)}
            return {version: State(set(each.cells), dict(each.leaves)) for version, each in kept.items()}

        return read(self._database.reading, work)

    @contextmanager
    def votes(
        self, version: str, spaces: Sequence[Space]
    ) -> Iterator[Iterator[tuple[Space, Iterator[list[Vote]]]]]:
        """Open all votes as they are at one moment."""
        try:
            with self._database.reading.connect() as connection:
                if connection.dialect.name == "postgresql":
                    connection = connection.execution_options(isolation_level="REPEATABLE READ")
                yield ((space, _organisations(connection, version, space)) for space in spaces)
        except SQLAlchemyError as error:
            raise Unavailable(f"the votes cannot be read ({type(error).__name__})") from error

    def publish(self, made: NewEdition) -> None:
        """Keep an edition whole; raise ``NotDone`` where another process made the same one meanwhile."""
        edition = made.edition
        with self._database.transaction() as connection:
            row = {"version": edition.version, "number": edition.number, "published_at": edition.published_at}
            try:
                connection.execute(insert(EDITIONS), row)
            except IntegrityError as error:
                raise NotDone(
                    f"Edition {edition.number} was published meanwhile", "Nothing is left to be done."
                ) from error
            for owner, cells in made.cells.items():
                _keep_cells(
                    connection,
                    owner,
                    edition,
                    [{"cell": key_of(cell), "figures": figures} for cell, figures in cells.items()],
                )
            isolation.bind_tenant(connection, EVERYBODY)
            mine = (isolation.owned_by(_STATES, EVERYBODY), _STATES.c.version == edition.version)
            connection.execute(delete(_STATES).where(*mine))
            state = _ENCODER.encode(_Kept(sorted(made.state.cells), list(made.state.leaves.items())))
            row = {"tenant": EVERYBODY, "version": edition.version, "state": state}
            connection.execute(insert(_STATES), row)

    def _insert(self, space: Space, rows: list[dict[str, Any]]) -> None:
        with self._database.transaction() as connection:
            isolation.bind_tenant(connection, space)
            connection.execute(insert(_VOTES), rows)


def _keep_cells(connection: Connection, owner: Space, edition: Edition, rows: list[dict[str, Any]]) -> None:
    isolation.bind_tenant(connection, owner)
    if owner != EVERYBODY:
        # A tenant may read all its assessments: of its own figures the last edition is enough.
        mine = (isolation.owned_by(CELLS, owner), CELLS.c.version == edition.version)
        connection.execute(delete(CELLS).where(*mine))
    common = {"tenant": owner, "version": edition.version, "edition": edition.number}
    if rows:
        connection.execute(insert(CELLS), [common | row for row in rows])


def _organisations(connection: Connection, version: str, space: Space) -> Iterator[list[Vote]]:
    """The votes of each organisation of a tenant, latest first."""
    leaves: dict[tuple[str, ...], Leaf] = {}
    votes: list[Vote] = []
    last = None
    # Millions of rows pass here: each is unpacked once, and nothing is made anew that its like had before.
    for organisation, assessment, bins, *place in _rows(connection, version, space):
        if organisation != last and votes:
            yield votes
            votes = []
        last = organisation
        leaf = leaves.get(key := tuple(place))
        if leaf is None:
            leaf = leaves[key] = Leaf(*place)
        votes.insert(0, Vote(leaf, _made_at(assessment), bins))
    if votes:
        yield votes


def _rows(connection: Connection, version: str, space: Space) -> Iterator[Sequence[Any]]:
    """The votes of a tenant, those of an organisation together and in the order of their ids."""
    isolation.bind_tenant(connection, space, patience=_PATIENCE)
    names = ("bins", "assessor", "section", "size", "country")
    # An id is read as bytes: to make a UUID of each takes longer than all the rest.
    column = _VOTES.c.assessment
    is_sqlite = connection.dialect.name == "sqlite"
    id_ = type_coerce(column, LargeBinary) if is_sqlite else func.uuid_send(column, type_=LargeBinary)
    query = select(_VOTES.c.organisation, id_, *(_VOTES.c[name] for name in names)).where(
        isolation.owned_by(_VOTES, space), _VOTES.c.version == version, _VOTES.c.bins.is_not(None)
    )
    query = query.order_by(_VOTES.c.organisation, _VOTES.c.assessment)
    rows = connection.execute(query, execution_options={"yield_per": _AT_ONCE})
    return chain.from_iterable(rows.partitions())


def _made_at(id_: bytes) -> datetime:
    """The moment at which an id was made: its first six bytes are milliseconds."""
    return datetime.fromtimestamp(int.from_bytes(id_[:6]) / 1000, UTC)


def _row(version: str, space: Space, ballot: VoteRecord) -> dict[str, Any]:
    return {
        "version": version,
        "tenant": space,
        "organisation": ballot.organisation,
        "assessment": ballot.assessment,
        "assessor": ballot.leaf.assessor,
        "section": ballot.leaf.section,
        "size": ballot.leaf.size,
        "country": ballot.leaf.country,
        "bins": ballot.bins,
    }
