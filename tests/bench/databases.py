"""Kinds of database to measure on, each in a folder that is gone afterwards."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.support.postgres import Postgres


def on_each(kinds: Sequence[str], measure: Callable[[Path, Postgres | None], None]) -> None:
    """Measure on each of these: "sqlite", or "postgres" with a durable server of its own."""
    for kind in kinds or ("sqlite", "postgres"):
        server = Postgres(durable=True) if kind == "postgres" else None
        try:
            if server:
                server.start()
            with tempfile.TemporaryDirectory() as name:
                measure(Path(name), server)
        finally:
            if server:
                server.close()
