"""Opens stores as the service does."""

from pathlib import Path
from typing import NamedTuple

from service.storage.database.database import Database
from service.storage.opening.postgres import open_postgres
from service.storage.opening.sqlite import open_sqlite
from service.storage.opening.stores import Stores, open_stores
from tests.fakes.commit_observer import SilentCommitObserver


class OpenedTwice(NamedTuple):
    """One database as a server opens it, and as a command opens it beside the server."""

    server: Database
    command: Database


def stores_on(database: Database) -> Stores:
    return open_stores(database, SilentCommitObserver())


def opened_sqlite(path: Path, setting: str = "PALIER_DATA_DIR") -> Stores:
    return stores_on(open_sqlite(path, setting))


def opened_postgres(url: str) -> Stores:
    return stores_on(open_postgres(url))


def opened(place: Path | str) -> Stores:
    """The stores on a file or at a URL."""
    return opened_sqlite(place) if isinstance(place, Path) else opened_postgres(place)


def opened_twice(place: Path | str) -> OpenedTwice:
    if isinstance(place, Path):
        return OpenedTwice(open_sqlite(place), open_sqlite(place, alongside_server=True))
    return OpenedTwice(open_postgres(place), open_postgres(place))
