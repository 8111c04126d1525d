"""Reads the votes of a space, organisation by organisation: millions of rows, few objects."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from sqlalchemy import Connection, LargeBinary, func, select, type_coerce

from service.application.spaces import Space
from service.norms.cohorts import Leaf
from service.norms.tally import Vote
from service.storage.database import isolation
from service.storage.database.tables import VoteRow, table

_VOTES = table(VoteRow)
_PAGE_SIZE = 1000
# Publishing reads for longer than a request may.
STATEMENT_TIMEOUT = "600s"


def votes_by_organisation(connection: Connection, version: str, space: Space) -> Iterator[list[Vote]]:
    """Yield the votes of each organisation of a space, latest first."""
    leaves: dict[tuple[str, ...], Leaf] = {}
    votes: list[Vote] = []
    last_organisation = None
    # Millions of rows: each is unpacked once, and equal leaves are one object.
    for organisation, assessment, bins, *place in _rows(connection, version, space):
        if organisation != last_organisation and votes:
            yield votes
            votes = []
        last_organisation = organisation
        leaf = leaves.get(key := tuple(place))
        if leaf is None:
            leaf = leaves[key] = Leaf(*place)
        votes.insert(0, Vote(leaf, _created_at(assessment), bins))
    if votes:
        yield votes


def _rows(connection: Connection, version: str, space: Space) -> Iterator[Sequence[Any]]:
    """Yield the votes of a space as rows, by organisation and then by id."""
    isolation.bind_tenant(connection, space, timeout=STATEMENT_TIMEOUT)
    names = ("bins", "assessor", "nace_section", "size_class", "country")
    # Ids are read as bytes: making a UUID of each takes longer than everything else.
    column = _VOTES.c.assessment_id
    is_sqlite = connection.dialect.name == "sqlite"
    id_ = type_coerce(column, LargeBinary) if is_sqlite else func.uuid_send(column, type_=LargeBinary)
    query = select(_VOTES.c.organisation, id_, *(_VOTES.c[name] for name in names)).where(
        isolation.owned_by(_VOTES, space), _VOTES.c.methodology == version, _VOTES.c.bins.is_not(None)
    )
    query = query.order_by(_VOTES.c.organisation, _VOTES.c.assessment_id)
    rows = connection.execute(query, execution_options={"yield_per": _PAGE_SIZE})
    return chain.from_iterable(rows.partitions())


def _created_at(id_: bytes) -> datetime:
    """Return when an id was made: its first six bytes are milliseconds since 1970."""
    return datetime.fromtimestamp(int.from_bytes(id_[:6]) / 1000, UTC)
