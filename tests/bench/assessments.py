"""A million assessments: what they take, how fast they are counted and exported, what counting costs.

Run by hand, with so many, on both databases or on one: ``python -m tests.bench.assessments 1000000 sqlite``.
"""

import csv
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import get_args

import psycopg

from service.model.codes import GroupBy
from service.model.documents.row import AssessmentRow
from tests.bench.databases import on_each
from tests.bench.engine import usual_body
from tests.bench.service import measured
from tests.support.postgres import Postgres
from tests.support.serving import Served, serving

MOST, FEW = 1_000_000, 10_000
ROUNDS, REQUESTS = 5, 3200
QUIET = {"PALIER_NORM_DAYS": "0", "PALIER_RATE": "10000000"}
QUERIES = [
    *(f"group_by={group}" for group in get_args(GroupBy)),
    *(f"group_by={group}&period=month" for group in ("nace_section", "maturity_level", "tag")),
    "period=day",
    "period=week&origin=server",
]
# What an export tells, as a plain dump of the same rows would.
DUMP = f"SELECT {', '.join(AssessmentRow.__struct_fields__)} FROM assessments WHERE space = 'many'"


class Place:
    """A database, and the commands of an operator on it."""

    def __init__(self, folder: Path, server: Postgres | None) -> None:
        self.folder, self.server = folder, server
        self.url = server.database() if server else f"sqlite:///{folder / 'palier.db'}"
        self.superuser = server.superuser(self.url) if server else ""

    def palier(self, *words: str) -> str:
        """What a command prints."""
        environ = {"PALIER_DATABASE_URL": self.url, "PALIER_DATA_DIR": str(self.folder)}
        command = [sys.executable, "-m", "service", *words]
        return subprocess.run(
            command, env=os.environ | environ, check=True, capture_output=True, text=True
        ).stdout

    @contextmanager
    def served(self) -> Iterator[Served]:
        with serving(self.folder, **QUIET, PALIER_DATABASE_URL=self.url) as served:
            yield served

    def size(self) -> int:
        """The bytes of all tables with their indexes."""
        if not self.server:
            with closing(sqlite3.connect(self.folder / "palier.db")) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return (self.folder / "palier.db").stat().st_size
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
            query = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r'"
            found = connection.execute(f"{query} AND relnamespace = 'public'::regnamespace").fetchone()
        assert found is not None
        return int(found[0])

    def dumped(self) -> int:
        """Dump the same rows as plainly as the database can; return how many bytes."""
        if self.server:
            copying = f"COPY ({DUMP}) TO STDOUT (FORMAT csv)"
            with psycopg.connect(self.superuser) as served, served.cursor().copy(copying) as copy:
                return sum(len(piece) for piece in copy)
        kept, dump = self.folder / "palier.db", self.folder / "dump.csv"
        with closing(sqlite3.connect(kept)) as connection, dump.open("w", newline="") as file:
            csv.writer(file).writerows(connection.execute(DUMP))
            return file.tell()

    def without_pending(self) -> None:
        """Drop the trigger that notes an assessment for the rollups."""
        if self.server:
            with psycopg.connect(self.superuser) as served:
                served.execute("DROP TRIGGER add_pending ON assessments")
        else:
            with closing(sqlite3.connect(self.folder / "palier.db")) as connection:
                connection.execute("DROP TRIGGER add_pending")


def loaded(place: Place, tenant: str, number: int) -> str:
    """Fill a tenant with synthetic assessments; print what each takes, and return a key to read them."""
    place.palier("tenants", "create", tenant)
    before, begun = place.size(), time.perf_counter()
    place.palier("synthesise", tenant, str(number))
    seconds = time.perf_counter() - begun
    each = (place.size() - before) / number
    print(f"    {number:>8} assessments in {seconds:.0f} s, {each:.0f} bytes each, indexes and sums included")
    said = place.palier("keys", "create", tenant, "--scopes", "read,stats")
    found = re.search(r"sk_live_\w+", said)
    assert found, said
    return found[0]


def asked(served: Served, key: str, path: str) -> tuple[float, int]:
    """How long an answer took, and how many bytes it has."""
    begun, length = time.perf_counter(), 0
    with closing(HTTPConnection("127.0.0.1", int(served.url.rpartition(":")[2]))) as connection:
        connection.request("GET", path, headers={"Authorization": f"Bearer {key}"})
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        while piece := answer.read(65_536):
            length += len(piece)
    return time.perf_counter() - begun, length


def counted(served: Served, keys: Sequence[str]) -> None:
    """Print how long statistics take for the tenant with few and for the one with many, in turns."""
    ratios = []
    for query in QUERIES:
        taken: list[list[float]] = [[] for _ in keys]
        for _ in range(ROUNDS + 1):
            for found, key in zip(taken, keys, strict=True):
                found.append(asked(served, key, f"/v1/stats?{query}")[0] * 1000)
        few, many = (statistics.median(found[1:]) for found in taken)
        ratios.append(many / few)
        print(f"    GET /v1/stats?{query:<32}{few:>7.1f} ms with few, {many:>7.1f} ms with many")
    print(f"    many : few  {statistics.median(ratios):.2f} in the median, {max(ratios):.2f} at most")


def exported(place: Place, served: Served, key: str, number: int) -> None:
    """Print how fast each format is, and how much memory it takes, beside a plain dump."""
    status = Path(f"/proc/{served.process.pid}/status")

    def memory(name: str) -> float:
        found = re.search(rf"{name}:\s*(\d+)", status.read_text())
        assert found
        return int(found[1]) / 1000

    for name in ("ndjson", "csv", "parquet"):
        Path(f"/proc/{served.process.pid}/clear_refs").write_text("5")
        before = memory("VmRSS")
        seconds, length = asked(served, key, f"/v1/exports/assessments?format={name}")
        grown = memory("VmHWM") - before
        print(
            f"    export as {name:<8}{number / seconds:>9.0f} rows/s{length / 1e6:>7.0f} MB,"
            f" memory {before:.0f} MB and {grown:.0f} MB more at most"
        )
    begun = time.perf_counter()
    length = place.dumped()
    seconds = time.perf_counter() - begun
    print(f"    plain dump        {number / seconds:>9.0f} rows/s{length / 1e6:>7.0f} MB", flush=True)


def posted(folder: Path, server: Postgres | None) -> None:
    """Print how many assessments a second are kept with sums and without."""
    places = []
    for name in ("with", "without"):
        (folder / name).mkdir()
        places.append(Place(folder / name, server))
        places[-1].palier("tenants", "create", "made")
    places[1].without_pending()
    with places[0].served() as summing, places[1].served() as plain:
        servers = {"with sums": summing, "without": plain}
        ports = {
            name: (int(each.url.rpartition(":")[2]), "/v1/assessments", each.key)
            for name, each in servers.items()
        }
        rates = measured(ports, usual_body(), REQUESTS)
    each, plainly = (statistics.median(found) for found in rates.values())
    print(f"    POST /v1/assessments: {each:.0f}/s with sums, {plainly:.0f}/s without: {each / plainly:.2f}")


def bench(number: int, folder: Path, server: Postgres | None) -> None:
    """Everything, on one kind of database."""
    print("PostgreSQL" if server else "SQLite", flush=True)
    place = Place(folder, server)
    keys = [loaded(place, "few", min(FEW, number)), loaded(place, "many", number)]
    with place.served() as served:
        counted(served, keys)
        exported(place, served, keys[1], number)
    posted(folder, server)


if __name__ == "__main__":
    assessments = min(MOST, int(sys.argv[1]))
    on_each(sys.argv[2:], lambda folder, server: bench(assessments, folder, server))
