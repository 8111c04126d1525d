"""Norms at scale: how long publishing takes, how much memory, and whether reading a norm gets slower.

Run by hand, with so many votes, on both databases or on one: `python -m tests.bench.norms 1000000 sqlite`.
Votes are written in the order in which they would come, without assessments: none is left to cast.
"""

import os
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import islice, product
from pathlib import Path
from typing import NamedTuple, get_args
from uuid import UUID

import psycopg

from service.methodology.catalogue import shipped
from service.model.codes import COMPETENCIES, NaceSection, NormAssessor, SizeClass
from service.storage.database.database import Database
from service.storage.keys.registry import SqlRegistry
from service.storage.opening.postgres import open_postgres
from service.storage.opening.sqlite import open_sqlite
from tests.bench.databases import on_each
from tests.support.postgres import Postgres
from tests.support.serving import Served, serving

MOST, FEW = 10_000_000, 10_000
TENANTS = [f"tenant-{number}" for number in range(200)]
COUNTRIES = ("FR", "DE", "IT", "ES", "BE", "NL", "PL", "PT", "SE", "AT", "IE", "LU")
LEAVES = list(product(get_args(NormAssessor), ("", *get_args(NaceSection)), get_args(SizeClass), COUNTRIES))
DAY = 86_400_000
# Rounds of requests to the database with few votes and to the one with many, in turns.
ROUNDS, REQUESTS = 10, 200
COLUMNS = "methodology, space, organisation, assessment_id, assessor, nace_section, size_class, country, bins"
Row = tuple[str, str, bytes, UUID, str, str, str, str, bytes]


def votes(number: int, seed: int, start: int, days: int) -> Iterator[Row]:
    """So many votes in the order of their ids, over some days; a tenth are an organisation's second."""
    rng = random.Random(seed)
    weights = [1 / (4 + place) for place in range(len(TENANTS))]
    common = [1 / (1 + place) for place in range(len(LEAVES))]
    leaves = sorted(LEAVES, key=lambda _: rng.random())
    version, kinds = shipped().current.version, [_bins(rng) for _ in range(5000)]
    recent = [(TENANTS[0], rng.randbytes(16), leaves[0])] * 1000
    for place in range(number):
        if not place % 1000:
            tenants, places = rng.choices(TENANTS, weights, k=1000), rng.choices(leaves, common, k=1000)
        slot = place % 1000
        if rng.random() >= 1 / 11:
            recent[slot] = (tenants[slot], rng.randbytes(16), places[slot])
        tenant, organisation, leaf = recent[slot]
        at = start + place * days * DAY // number
        id_ = at << 80 | 0x7 << 76 | 0b10 << 62 | rng.getrandbits(62)
        yield (version, tenant, organisation, UUID(int=id_), *leaf, rng.choice(kinds))


def _bins(rng: random.Random) -> bytes:
    index = rng.gauss(24, 10)
    others = [min(12, max(0, round(rng.gauss(index / 5, 2)))) for _ in COMPETENCIES]
    return bytes([min(60, max(0, round(index))), *others])


class Sqlite:
    """Votes in a file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "votes.db"
        self.url = f"sqlite:///{self.path}"

    def opened(self) -> Database:
        return open_sqlite(self.path)

    def add(self, rows: Iterable[Row]) -> None:
        with closing(sqlite3.connect(self.path)) as connection:
            for pragma in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -3000000"):
                connection.execute(f"PRAGMA {pragma}")
            while chunk := [(*row[:3], row[3].bytes, *row[4:]) for row in islice(rows, 100_000)]:
                connection.executemany(f"INSERT INTO votes ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)", chunk)
                connection.commit()

    def thin(self) -> None:
        """Erase about one vote in a hundred."""
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute("DELETE FROM votes WHERE substr(organisation, 16) < x'03'")
            connection.commit()

    def size(self) -> int:
        return self.path.stat().st_size


class Postgresql:
    """Votes in a server's database, reached by its superuser, whom no wall holds back."""

    def __init__(self, server: Postgres) -> None:
        self.url = server.database()
        self._superuser = server.superuser(self.url)

    def opened(self) -> Database:
        return open_postgres(self.url)

    def add(self, rows: Iterable[Row]) -> None:
        with psycopg.connect(self._superuser) as connection, connection.cursor() as cursor:
            cursor.execute("ALTER TABLE votes DROP CONSTRAINT IF EXISTS fk_votes_assessment_id")
            with cursor.copy(f"COPY votes ({COLUMNS}) FROM STDIN") as copy:
                for row in rows:
                    texts = (f"\\\\x{each.hex()}" if isinstance(each, bytes) else str(each) for each in row)
                    copy.write("\t".join(texts) + "\n")

    def thin(self) -> None:
        with psycopg.connect(self._superuser) as connection:
            connection.execute("DELETE FROM votes WHERE get_byte(organisation, 15) < 3")

    def size(self) -> int:
        with psycopg.connect(self._superuser) as connection:
            found = connection.execute("SELECT pg_total_relation_size('votes')").fetchone()
        assert found is not None
        return int(found[0])


Votes = Sqlite | Postgresql


class Publication(NamedTuple):
    """What publishing took."""

    seconds: float
    peak: int
    cells: int


def published(folder: Path, url: str) -> Publication:
    """Publish as an operator does; memory is read while it runs, in bytes."""
    begun, peak = time.perf_counter(), 0
    environ = {"PALIER_DATABASE_URL": url, "PALIER_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "service", "benchmarks", "publish"]
    with subprocess.Popen(command, env=os.environ | environ, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            found = re.search(r"VmHWM:\s*(\d+)", Path(f"/proc/{process.pid}/status").read_text())
            peak = max(peak, int(found[1]) * 1024 if found else 0)
            time.sleep(0.02)
        said = process.stdout.read() if process.stdout else ""
    cells = re.search(r"everybody: (\d+)", said)
    assert cells, said
    return Publication(time.perf_counter() - begun, peak, int(cells[1]))


def prepared(folder: Path, kept: Votes, number: int) -> None:
    """Load votes, publish, change one in a hundred and publish again; print what each took."""
    database = kept.opened()
    for tenant in TENANTS:
        SqlRegistry(database).add_tenant(tenant, datetime.now(UTC))
    database.close()
    now = int(time.time() * 1000)
    begun = time.perf_counter()
    kept.add(votes(number, 1, now - 300 * DAY, 299))
    seconds = time.perf_counter() - begun
    size = kept.size()
    first = published(folder, kept.url)
    # Made since the first edition: all of one moment.
    kept.add(votes(number // 100, 2, int(time.time() * 1000), 0))
    kept.thin()
    second = published(folder, kept.url)
    print(f"{type(kept).__name__:<12}{number:>10} votes{seconds:>7.0f} s{size / number:>6.0f} B/vote", end="")
    for each in (first, second):
        print(f"{each.seconds:>9.1f} s{each.peak / 1e6:>6.0f} MB{each.cells:>5} cells", end="")
    print(flush=True)


def queries() -> list[str]:
    """Cohorts of every width."""
    rng, found = random.Random(3), []
    for assessor, section, size, country in rng.sample(LEAVES, REQUESTS):
        named = {"nace_section": section, "size_class": size, "country": country}
        kept = {name: each for name, each in named.items() if each and rng.random() < 0.7}
        found.append("&".join(f"{name}={each}" for name, each in ({"assessor": assessor} | kept).items()))
    return found


def answered(served: Served, cohorts: Sequence[str]) -> list[float]:
    """The milliseconds that each answer took, on one connection."""
    taken, key = [], {"Authorization": f"Bearer {served.key}"}
    with closing(HTTPConnection("127.0.0.1", int(served.url.rpartition(":")[2]))) as connection:
        for cohort in cohorts:
            begun = time.perf_counter()
            connection.request("GET", f"/v1/benchmarks?{cohort}", headers=key)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
            taken.append((time.perf_counter() - begun) * 1000)
    return taken


def compared(few: Sequence[float], many: Sequence[float]) -> None:
    """Print how long answers took with few votes and with many."""
    quantiles = [[statistics.quantiles(taken, n=100)[each] for each in (49, 98)] for taken in (few, many)]
    for name, (half, most) in zip(("few", "many"), quantiles, strict=True):
        print(f"    GET /v1/benchmarks, {name:<5} votes: p50 {half:.2f} ms, p99 {most:.2f} ms")
    print(f"    p99 with many is {quantiles[1][1] / quantiles[0][1]:.2f} times p99 with few", flush=True)


def bench_norms(number: int, folder: Path, server: Postgres | None) -> None:
    """Everything, on one kind of database."""
    both = [folder / "few", folder / "many"]
    kept: list[Votes] = []
    for place, votes_in_all in zip(both, (FEW, number), strict=True):
        place.mkdir()
        kept.append(Postgresql(server) if server else Sqlite(place))
        prepared(place, kept[-1], votes_in_all)
    quiet = {"PALIER_NORM_DAYS": "0", "PALIER_RATE": "10000000"}
    with (
        serving(both[0], **quiet, PALIER_DATABASE_URL=kept[0].url) as few,
        serving(both[1], **quiet, PALIER_DATABASE_URL=kept[1].url) as many,
    ):
        cohorts = queries()
        taken: tuple[list[float], list[float]] = ([], [])
        for number_of_round in range(ROUNDS + 1):
            for own, served in zip(taken, (few, many), strict=True):
                found = answered(served, cohorts)
                # The first round warms both up.
                own += found if number_of_round else []
    compared(*taken)


if __name__ == "__main__":
    votes_in_all = min(MOST, int(sys.argv[1]))
    print("database, votes, to load, size; edition 1: seconds, memory, cells; edition 2 after 1 % changed")
    on_each(sys.argv[2:], lambda folder, server: bench_norms(votes_in_all, folder, server))
