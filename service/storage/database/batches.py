"""Jobs that share a transaction, and what becomes of each when one of them fails.

If the shared transaction fails, each job is run in one of its own: one bad row fails its own request and no
other. If the database cannot begin or commit at all, every job fails at once. Knows no use case: what can be
written in few statements says so itself, as a ``GroupedWrite``.
"""

import asyncio
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, Protocol

from msgspec import Struct
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from service.errors import Unavailable
from service.storage.database.failures import damage_of

_MOST_TRIES = 3
# Deadlock, and serialisation failure: the other transaction went first, and this one may be run again.
_RETRYABLE = {"40P01", "40001"}
# Sorts after the name of every class.
_LAST: tuple[str, tuple[str, ...]] = ("~", ())


class GroupedWrite(Protocol):
    """A write that can share statements with others of its class. Called alone, it writes only itself."""

    def __call__(self, connection: Connection) -> Any:
        """Write this one in the given transaction and return its result."""
        ...

    @property
    def order(self) -> tuple[str, ...]:
        """Sort key within the class: replicas that write in one order never deadlock."""
        ...

    @classmethod
    def run_all(cls, connection: Connection, writes: Sequence[Any]) -> list[Any]:
        """Write all of these, sorted by ``order``, in few statements; return the result of each.

        Raises ``IntegrityError`` when any of them conflicts: each is then run alone.
        """
        ...


class WriteJob(Struct, frozen=True, kw_only=True):
    """Work to do in a transaction, and how its outcome is delivered, if at all.

    ``waiting`` is a future of ``loop``; ``on_outcome`` is called in the committing thread. ``grouped`` is the
    work again if it can share statements. ``after_commit`` runs once the transaction is durable, outside of
    any, until it returns true.
    """

    work: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop | None = None
    waiting: asyncio.Future[Any] | None = None
    after_commit: Callable[[Connection], bool] | None = None
    grouped: GroupedWrite | None = None
    on_outcome: Callable[[Any], None] | None = None

    @property
    def order(self) -> tuple[str, tuple[str, ...]]:
        """Grouped writes by class and sort key, the same in every replica; everything else after them."""
        return _LAST if self.grouped is None else (type(self.grouped).__name__, self.grouped.order)


class TransactionRefused(Exception):
    """The transaction could not begin or commit. Fails every job of the batch; must not be retried here.

    After a failed commit it is unknown whether the data was committed.
    """

    def __init__(self, error: Exception) -> None:
        self.error = error
        super().__init__(str(error))


Strategy = Callable[[Connection, Sequence[WriteJob]], list[Any]]


def execute(connection: Connection, batch: Sequence[WriteJob]) -> list[Any]:
    """Run the jobs in one transaction, or each in its own; return the result or the error of each, in order.

    Raises the error that makes it pointless to run any of them alone.
    """
    for strategy in (_grouped, _one_by_one) if len(batch) > 1 else ():
        try:
            return _in_transaction(connection, batch, strategy)
        except IntegrityError:
            # A request was sent again: each job must look up whether its key was used.
            continue
        except TransactionRefused:
            raise
        except Exception:
            if connection.invalidated:
                raise
            break
    outcomes: list[Any] = []
    for job in batch:
        # Once the connection is lost it is lost for all: the other jobs need not wait to find out.
        lost = connection.invalidated and bool(outcomes)
        outcomes.append(outcomes[-1] if lost else _alone(connection, job))
    return outcomes


def as_client_error(error: Exception, engine: Engine) -> Exception:
    """Translate an error of the database to ``Unavailable``; any other error stays as it is."""
    if isinstance(error, TransactionRefused):
        return as_client_error(error.error, engine)
    if not isinstance(error, SQLAlchemyError):
        return error
    refusal = damage_of(error, engine) or Unavailable("commit_failed", reason=type(error).__name__)
    refusal.__cause__ = error
    return refusal


def _alone(connection: Connection, job: WriteJob) -> Any:
    """Run one job in a transaction of its own; return its result or its error."""
    tries = 1
    while True:
        try:
            (outcome,) = _in_transaction(connection, [job], _one_by_one)
        except Exception as error:
            if tries == _MOST_TRIES or not _is_retryable(error):
                return as_client_error(error, connection.engine)
            tries += 1
        else:
            return outcome


def _is_retryable(error: Exception) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _RETRYABLE


def _in_transaction(connection: Connection, batch: Sequence[WriteJob], strategy: Strategy) -> list[Any]:
    try:
        transaction = connection.begin()
    except Exception as error:
        raise TransactionRefused(error) from error
    try:
        outcomes = strategy(connection, batch)
    except BaseException:
        transaction.rollback()
        raise
    try:
        transaction.commit()
    except Exception as error:
        # A failed commit leaves the transaction open, and no later one could begin.
        transaction.rollback()
        raise TransactionRefused(error) from error
    return outcomes


def _one_by_one(connection: Connection, batch: Sequence[WriteJob]) -> list[Any]:
    return [job.work(connection) for job in batch]


def _grouped(connection: Connection, batch: Sequence[WriteJob]) -> list[Any]:
    """Run neighbouring writes of one class in few statements, everything else one by one."""
    outcomes: list[Any] = []
    for kind, jobs in groupby(batch, lambda job: None if job.grouped is None else type(job.grouped)):
        if kind is None:
            outcomes += _one_by_one(connection, list(jobs))
        else:
            outcomes += kind.run_all(connection, [job.grouped for job in jobs])
    return outcomes
