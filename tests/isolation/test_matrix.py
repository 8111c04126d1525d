"""Nobody sees another's data: every operation of the contract, on everybody's data, with every kind of key.

On SQLite the application's filter is the only wall. On PostgreSQL row-level security is a second one, which
must hold when the first is taken away.
"""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy

from service.api.wire import guards
from service.storage.database import isolation
from tests.isolation.matrix import Matrix
from tests.isolation.questions import Question, questions
from tests.isolation.world import MARK, World, profile
from tests.support.postgres import Postgres

THOROUGH = os.environ.get("PALIER_TEST_DEPTH") == "thorough"
FEWEST, FEWEST_STORED = 40_000 if THOROUGH else 2_400, 800


def _no_filter(*_: object) -> sqlalchemy.ColumnElement[bool]:
    return sqlalchemy.true()


# With both walls of PostgreSQL there is nothing to find that the second alone, or the first, does not show.
WORLDS = ("sqlite", *(("postgres",) if THOROUGH else ()), "postgres on row-level security alone")


@pytest.fixture(params=WORLDS, scope="module")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Everything is planted in it; what a test adds, it erases or leaves for the next one."""
    stored, _, alone = request.param.partition(" ")
    with ExitStack() as stack:
        url = None
        if stored == "postgres":
            server: Postgres = request.getfixturevalue("postgres_server")
            url = stack.enter_context(server.lent())
        world = World(tmp_path_factory.mktemp("world"), url)
        stack.callback(world.close)
        world.plant_everything()
        if alone:
            stack.enter_context(pytest.MonkeyPatch.context()).setattr(isolation, "owned_by", _no_filter)
        yield world


def _questions(world: World, *, thorough: bool) -> list[Question]:
    contract = world.send("GET", "/openapi.json", world.callers["none"]).json()
    return questions(contract, thorough=thorough)


def test_nobody_sees_another_s_data_nor_that_there_is_any(world: World) -> None:
    before = world.snapshot()
    on_files = world.settings.database_url is None
    matrix = Matrix(world, thorough=THOROUGH, stored_only=not (THOROUGH or on_files))
    matrix.run(_questions(world, thorough=THOROUGH))
    print(f"{matrix.tried} combinations")
    assert matrix.leaks == []
    assert matrix.tried >= (FEWEST_STORED if matrix.stored_only else FEWEST)
    after = world.snapshot()
    assert set(after) == world.kept
    assert {name: after[name] for name in before} == before


def test_neither_the_log_nor_the_metrics_show_whose_data_there_is(world: World) -> None:
    for record in world.planted.values():
        for caller in world.callers.values():
            for path in (f"/v1/assessments/{record.id}", f"/v1/assessments?reference={record.reference}"):
                world.send("GET", path, caller)
    watched = world.log.getvalue() + world.send("GET", "/metrics", world.callers["none"]).text
    assert [mark for mark in MARK.findall(watched) if mark in world.owners] == []
    assert all(json.loads(line)["event"] == "request" for line in world.log.getvalue().splitlines())


def test_a_tenant_that_repeats_another_s_request_exactly_makes_its_own(world: World) -> None:
    theirs = world.planted["other"]
    headers, body = {"idempotency-key": theirs.idempotency_key}, profile(theirs.token)
    path = "/v1/assessments?include=history"
    first = world.send("POST", path, world.callers["own sk_live"], headers=headers, json=body)
    assert (first.status_code, first.json()["history"]) == (201, None)
    assert first.json()["id"] not in {record.id for record in world.planted.values()}
    again = world.send("POST", path, world.callers["own sk_live"], headers=headers, json=body)
    assert again.json()["id"] == first.json()["id"]
    path = f"/v1/assessments?reference={theirs.reference}"
    assert world.send("DELETE", path, world.callers["own sk_live"]).json() == {"erased_count": 1}
    kept = world.send("POST", "/v1/assessments", world.callers["other sk_live"], headers=headers, json=body)
    assert kept.json()["id"] == theirs.id


def test_without_the_filter_the_matrix_finds_every_operation_leaking_on_sqlite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path, None)
    try:
        world.plant_everything()
        # Quick at any depth: without its filter the service erases what a longer run would ask for.
        asked = _questions(world, thorough=False)
        monkeypatch.setattr(isolation, "owned_by", _no_filter)
        matrix = Matrix(world, thorough=False)
        matrix.callers = [world.callers["own sk_live"]]
        matrix.run(asked)
    finally:
        world.close()
    leaking = {operation for operation in {q.operation for q in asked} if matrix.leaks_of(operation)}
    named = {question.operation for question in asked if question.gap not in (None, "body")}
    # Statistics name nobody, but the groups that tenants tag.
    named.add("GET /v1/stats")
    assert leaking == named - {question.operation for question in asked if question.scope is None}


@pytest.mark.parametrize(
    ("check", "without", "gap"),
    [("missing_part", lambda *_: None, "body"), ("SHOWING_SCOPES", frozenset(), "replay")],
    ids=["the scopes of parts", "audiences of their own"],
)
def test_without_a_check_of_what_is_shown_the_matrix_finds_keys_that_see_the_past(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check: str, without: Any, gap: str
) -> None:
    world = World(tmp_path, None)
    try:
        world.plant_everything()
        asked = [
            question
            for question in _questions(world, thorough=False)
            if question.operation == "POST /v1/assessments" and question.gap == gap
        ]
        matrix = Matrix(world, thorough=False)
        matrix.callers = [world.callers[f"own {name}"] for name in ("assess only", "all but read", "pk_live")]
        matrix.run(asked)
        assert matrix.leaks == []
        monkeypatch.setattr(guards, check, without)
        matrix.run(asked)
    finally:
        world.close()
    shown = [leak for leak in matrix.leaks if f"(data of {world.planted['own'].space})" in leak]
    print(f"{len(matrix.leaks)} leaks, {len(shown)} of which show the past")
    assert {leak.partition(":")[0] for leak in shown} == {"own assess only", "own all but read"}


def test_a_session_that_named_no_tenant_sees_no_row(postgres_url: str, tmp_path: Path) -> None:
    world = World(tmp_path, postgres_url)
    try:
        world.plant_everything()
    finally:
        world.close()
    space = world.planted["own"].space
    with psycopg.connect(postgres_url) as connection:
        isolated = connection.execute("SELECT relname FROM pg_class WHERE relforcerowsecurity").fetchall()
    assert {"assessments", "idempotency_records", "erasures", "pending_rollups"} <= {
        table for (table,) in isolated
    }
    for (table,) in isolated:
        with psycopg.connect(postgres_url) as connection:
            spaces = f"SELECT DISTINCT space FROM {table}"
            assert connection.execute(spaces).fetchall() == []
            connection.execute("SELECT set_config('palier.space', %s, true)", [space])
            own = connection.execute(spaces).fetchall()
            assert own in ([], [(space,)])
            # Of an empty table, there is no row to be taken.
            with pytest.raises(psycopg.errors.InsufficientPrivilege) if own else nullcontext():
                connection.execute(f"UPDATE {table} SET space = 'somebody-else'")
