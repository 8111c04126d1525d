"""Jobs that share a transaction, and what becomes of each when one of them fails. Imports the queries.

Where a batch fails, each of its jobs is tried alone: one bad row fails its own request and no other. Where
the database cannot begin or commit at all, all are told so at once.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from service.errors import Unavailable
from service.storage.queries import Addition, add_all

_MOST_TRIES = 3
# Deadlock, and serialisation failure: the other transaction went first, and this one may go again.
_AGAIN = {"40P01", "40001"}


class Job(Struct, frozen=True):
    """A piece of work inside a transaction, who waits for it if anybody does, and what follows its commit."""

    work: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop | None
    waiting: asyncio.Future[Any] | None
    then: Callable[[Connection], bool] | None = None

    @property
    def order(self) -> tuple[bool, tuple[str, str]]:
        """Additions first, in an order that all replicas share."""
        return (False, self.work.order) if isinstance(self.work, Addition) else (True, ("", ""))


class Refused(Exception):
    """The database could not begin or commit: the same awaits every job, and none is tried alone.

    Of a commit that failed it is unknown whether it happened, so that it must not be tried again here.
    """

    def __init__(self, error: Exception) -> None:
        self.error = error
        super().__init__(str(error))


Way = Callable[[Connection, Sequence[Job]], list[Any]]


def done(connection: Connection, batch: Sequence[Job]) -> list[Any]:
    """Do the jobs in one transaction, or each in its own; return each one's result or error.

    Raises what makes it pointless to try any of them alone.
    """
    for way in (_together, _one_by_one) if len(batch) > 1 else ():
        try:
            return _in_transaction(connection, batch, way)
        except IntegrityError:
            # Somebody sent a request again: each must ask whether its key was used.
            continue
        except Refused:
            raise
        except Exception:
            if connection.invalidated:
                raise
            break
    outcomes: list[Any] = []
    for job in batch:
        # Where the connection is lost, it is lost for all: nobody waits for each to find out.
        lost = connection.invalidated and bool(outcomes)
        outcomes.append(outcomes[-1] if lost else _alone(connection, job))
    return outcomes


def told(error: Exception) -> Exception:
    """The error as the one who waits is told it."""
    if isinstance(error, Refused):
        return told(error.error)
    if not isinstance(error, SQLAlchemyError):
        return error
    found = Unavailable(f"the database cannot commit ({type(error).__name__})")
    found.__cause__ = error
    return found


def _alone(connection: Connection, job: Job) -> Any:
    """The result of one job in a transaction of its own, or its error: what others did stays done."""
    tries = 1
    while True:
        try:
            (outcome,) = _in_transaction(connection, [job], _one_by_one)
        except Exception as error:
            if tries == _MOST_TRIES or not _may_go_again(error):
                return told(error)
            tries += 1
        else:
            return outcome


def _may_go_again(error: Exception) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _AGAIN


def _in_transaction(connection: Connection, batch: Sequence[Job], way: Way) -> list[Any]:
    try:
        transaction = connection.begin()
    except Exception as error:
        raise Refused(error) from error
    try:
        outcomes = way(connection, batch)
    except BaseException:
        transaction.rollback()
        raise
    try:
        transaction.commit()
    except Exception as error:
        # A commit that failed leaves a transaction behind, which no later one could begin over.
        transaction.rollback()
        raise Refused(error) from error
    return outcomes


def _one_by_one(connection: Connection, batch: Sequence[Job]) -> list[Any]:
    return [job.work(connection) for job in batch]


def _together(connection: Connection, batch: Sequence[Job]) -> list[Any]:
    """The additions, which stand first, in few statements; the rest one by one."""
    additions = [job.work for job in batch if isinstance(job.work, Addition)]
    return [*add_all(connection, additions), *_one_by_one(connection, batch[len(additions) :])]
