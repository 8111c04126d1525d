"""An opened database of either kind: its engines, who may write, and how to close it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from msgspec import Struct
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from service.errors import Unavailable
from service.storage.database.failures import damage_of


class Database(Struct, frozen=True, kw_only=True):
    """What the stores, the registry and the commands work on.

    ``guard`` is entered around each write transaction: it keeps other processes from writing, and may raise
    ``Unavailable``. ``checkpoint`` is None if there is no log to copy back; otherwise it runs after each
    committed erasure until it returns true. ``sever`` makes a connection fail that another thread waits for
    without end; None where a database cannot hang. ``close`` closes everything.
    """

    writing: Engine
    reading: Engine
    guard: AbstractContextManager[None]
    checkpoint: Callable[[Connection], bool] | None
    close: Callable[[], None]
    sever: Callable[[Connection], None] | None = None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a write transaction, for commands; a server writes through its ``GroupCommitter``.

        Raises ``Unavailable`` if it cannot be committed, and ``IntegrityError`` as it is.
        """
        # Closing the connection may write too, so it happens inside the guard.
        try:
            with self.guard, self.writing.connect() as connection, connection.begin():
                yield connection
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            raise damage_of(error, self.writing) or Unavailable(
                "database_unwritable", reason=type(error).__name__
            ) from error

    def run_checkpoint(self) -> bool:
        """Run the checkpoint, for commands; return False if a server still reads the log."""
        if self.checkpoint is None:
            return True
        with self.guard, self.writing.connect() as connection:
            return self.checkpoint(connection)
