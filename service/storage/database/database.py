"""An opened database, of either kind: how to write it, how to read it, and how to let go of it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from msgspec import Struct
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from service.errors import Unavailable


class Database(Struct, frozen=True):
    """What the store, the registry and the commands work on.

    ``guard`` is held around each write transaction: it decides who may write, and may refuse. ``checkpoint``
    runs after an erasure was committed, until it returns true. ``close`` closes everything.
    """

    writing: Engine
    reading: Engine
    guard: AbstractContextManager[None]
    checkpoint: Callable[[Connection], bool] | None
    close: Callable[[], None]

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction that writes, for commands; a server's go through its writer.

        Raises ``Unavailable`` when it cannot be, and lets an ``IntegrityError`` pass.
        """
        # Closing a connection may write too, so that it stands within the guard.
        try:
            with self.guard, self.writing.connect() as connection, connection.begin():
                yield connection
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            raise Unavailable(f"the database cannot be written ({type(error).__name__})") from error

    def checkpointed(self) -> bool:
        """Fold for commands, beside whatever server works; tell whether it was done."""
        if self.checkpoint is None:
            return True
        with self.guard, self.writing.connect() as connection:
            return self.checkpoint(connection)
