"""Migrations: they make what the code describes, run once, and leave the release before serving."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count, pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, create_engine, insert, select, text
from sqlalchemy.engine import make_url

from service.storage.database.tables import Base, RecordRow, table
from service.storage.opening import migrate
from service.storage.opening.postgres import open_postgres
from service.storage.opening.sqlite import open_sqlite
from tests.support.records import START
from tests.support.waiting import PATIENCE, is_soon

SCRIPTS = Path(migrate.__file__).parents[1] / "migrations"
VERSIONS = [script.revision for script in ScriptDirectory(str(SCRIPTS)).walk_revisions()][::-1]

# As the first release packs it: whatever reads stored profiles must read this for ever.
PROFILE = b'{"organisation":{"country":"FR","headcount":3,"activity_code":"G","tags":["x"]}}'
PACKED = bytes.fromhex("68bf8357713523699806b3fc7557420cdd5780cc030067251aec")


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'palier.db'}", connect_args={"timeout": PATIENCE})
    else:
        url = make_url(request.getfixturevalue("postgres_url")).set(drivername="postgresql+psycopg")
        # As the service connects: a prepared statement would not survive a column's new type.
        engine = create_engine(url, connect_args={"prepare_threshold": None})
    yield engine
    engine.dispose()


def upgrade(engine: Engine, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        connection.commit()


def test_they_make_exactly_the_tables_that_the_code_describes(empty: Engine) -> None:
    migrate.upgrade(empty)
    with empty.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_running_them_again_changes_nothing(empty: Engine) -> None:
    assert migrate.upgrade(empty) == (None, VERSIONS[-1])
    assert migrate.upgrade(empty) == (VERSIONS[-1], VERSIONS[-1])


def test_replicas_that_start_together_run_them_once(postgres_url: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        for database in list(pool.map(open_postgres, [postgres_url] * 8)):
            database.close()


_NUMBERS = count(1)


def sample(table: Table, space: str = "x", assessment: Any = None) -> dict[str, Any]:
    """A row of this space as a release with this table would write it, a vote as of this assessment."""
    values: dict[type, Callable[[], Any]] = {
        str: lambda: "x",
        bytes: lambda: b"x",
        int: lambda: 1,
        type(START): lambda: START,
        date: START.date,
        bool: lambda: False,
        type(uuid4()): uuid4,
    }
    row = {column.name: values[column.type.python_type]() for column in table.columns}
    row |= {"profile": PACKED} if "profile" in row else {}
    # A table's own key must be another each time; SQLite keeps ids as bytes.
    row |= {
        name: uuid4().bytes if isinstance(row[name], bytes) else uuid4().hex
        for name in ("id", "assessment_id", "key", "name", "methodology", "value")
        if isinstance(row.get(name), str | bytes)
    }
    row |= {"space": space} if "space" in row else {}
    if table.name == "votes":
        row["assessment_id"] = assessment
    if table.name == "editions":
        row["number"] = next(_NUMBERS)
    if "digest" in row:
        row |= {"digest": uuid4().bytes, "id": uuid4().hex[:16], "tenant": "local"}
    return row


@pytest.mark.parametrize(("before", "after"), list(pairwise(VERSIONS)))
def test_the_release_before_goes_on_while_they_run_and_afterwards(
    empty: Engine, before: str, after: str
) -> None:
    upgrade(empty, before)
    # The tables as the release before knows them: not as they are by now.
    known = MetaData()
    known.reflect(empty, only=lambda name, _: name != "alembic_version")
    # Triggers alone write changes.
    written = [table for table in known.sorted_tables if table.name != "changes"]
    done, failed, counted = threading.Event(), [], 0

    def work() -> None:
        nonlocal counted
        while not done.is_set():
            try:
                space, assessment = uuid4().hex, None
                with empty.begin() as connection:
                    if empty.dialect.name == "postgresql":
                        connection.execute(text("SELECT set_config('palier.space', :s, true)"), {"s": space})
                    for table in written:
                        row = sample(table, space, assessment)
                        assessment = row["id"] if table.name == "assessments" else assessment
                        connection.execute(insert(table), row)
                        connection.execute(select(table).limit(1)).all()
                counted += 1
            except Exception as error:
                failed.append(error)
                return

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        assert is_soon(lambda: counted >= 3 or failed)
        upgrade(empty, after)
        so_far = counted
        assert is_soon(lambda: counted >= so_far + 3 or failed)
        done.set()
        working.result(PATIENCE)
    assert not failed


def test_a_database_of_the_release_before_opens_with_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "palier.db"
    engine = create_engine(f"sqlite:///{path}")
    upgrade(engine, VERSIONS[0])
    known = MetaData()
    known.reflect(engine, only=["assessments"])
    with engine.begin() as connection:
        connection.execute(insert(known.tables["assessments"]), sample(known.tables["assessments"]))
    engine.dispose()
    database = open_sqlite(path)
    with database.reading.connect() as connection:
        (row,) = connection.execute(select(table(RecordRow))).mappings().all()
    assert row["tags"] == ("x",)
    assert row["profile"] == PROFILE
    database.close()
