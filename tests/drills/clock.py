"""Moves the clock of a working server, and of the commands beside it, and looks at what that ruined.

``python -m tests.drills.clock`` runs it with clocks a day behind and three hours, 100 and 400 days ahead, or
with those named. The clock is right while an installation fills, then wrong, then right again; what must hold
is printed as a table. It needs libfaketime (Debian's package ``faketime``). Intervals stay real: a machine's
steady clock never jumps.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from service.storage.keys.registry import SqlRegistry
from service.storage.opening.sqlite import open_sqlite
from tests.drills.kill import UNLIMITED
from tests.support.asking import await_call
from tests.support.opening import stores_on
from tests.support.serving import Served, serving
from tests.support.voting import TENANTS, profile, record_at
from tests.support.waiting import PATIENCE

SHIFTS = ("-1d", "+3h", "+100d", "+400d")
_RIGHT = "+0d"
_ORGANISATIONS = 60
_REFERENCE = "moved-clock"
Held = dict[str, bool]
"""What was tried, and whether it held."""


def library() -> Path | None:
    """Where libfaketime is, if it is installed."""
    return next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


class Installation:
    """A server and its commands, whose clock is what a file says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._clock = folder / "clock"
        self.set_clock(_RIGHT)
        self.environ = {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self._clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "PALIER_NORM_DAYS": "0",
            **UNLIMITED,
        }

    def set_clock(self, shift: str) -> None:
        """Move the clock of everything that runs."""
        self._clock.write_text(shift)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the operator."""
        return subprocess.run(
            [sys.executable, "-m", "service", *arguments],
            env=os.environ | self.environ | {"PALIER_DATA_DIR": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )


def fill(folder: Path) -> None:
    """Store organisations of six tenants that vote, an hour ago."""
    database = open_sqlite(folder / "palier.db")
    stores = stores_on(database)
    now = datetime.now(UTC) - timedelta(hours=1)
    for tenant in TENANTS:
        SqlRegistry(database).add_tenant(tenant, now)
    with asyncio.Runner() as runner:
        for number in range(_ORGANISATIONS):
            made_at = now + timedelta(seconds=number)
            record = record_at(made_at, TENANTS[number % len(TENANTS)], profile(number))
            await_call(runner, stores.assessments.insert, record, None)
    stores.close()


def run(folder: Path, shift: str) -> Held:
    """Fill an installation, move its clock and put it right; return what held."""
    fill(folder)
    installation = Installation(folder)
    assert installation.command("benchmarks", "publish").returncode == 0
    with serving(folder, **installation.environ) as served, served.client() as client:
        return _tried(installation, served, client, shift)


def _tried(installation: Installation, served: Served, client: httpx.Client, shift: str) -> Held:
    before = _cohort(client)
    first = _assess(client, "first", {"idempotency-key": "before"})
    link = first["radar_url"].removeprefix(served.url)
    key = installation.command("keys", "create", "local").stdout.strip()
    cursor = _export(client, None)[1]

    installation.set_clock(shift)
    second = _assess(client, "second")
    published = installation.command("benchmarks", "publish")
    purged = installation.command("purge", "--days", "30")
    meanwhile = _cohort(client)
    key_id = json.loads(installation.command("keys", "list", "local", "--json").stdout)[-1]["key"]["id"]
    revoked = installation.command("keys", "revoke", key_id)
    limited = {client.get("/v1/me").status_code for _ in range(20)}
    later_link = second["radar_url"].removeprefix(served.url)
    seen, cursor = _export(client, cursor)

    installation.set_clock(_RIGHT)
    third = _assess(client, "third")
    more, _ = _export(client, cursor)
    again = _assess(client, "first", {"idempotency-key": "before"})
    due = installation.command("benchmarks", "publish", "--unless-newer", "7")
    corrected = installation.command("benchmarks", "publish", "--trust-clock")
    # A few hours are within what clocks of several machines differ by.
    far = shift.endswith("d")
    return {
        "a wrong clock is refused, with what to do": not far
        or (_is_refused(published) and _is_refused(purged)),
        "the cohort is shown meanwhile": before == meanwhile,
        "nothing is purged, and retries are known": again["id"] == first["id"],
        "history names the one stored before": [_previous(second), _previous(third)]
        == [first["id"], second["id"]],
        "an export by cursor misses and repeats nothing": [*seen, *more] == [second["id"], third["id"]],
        "limits go on": limited == {200},
        "a link made before works again": _opens(served, link) == 200,
        "a link made meanwhile lives no longer": _opens(served, later_link) == 403
        or not (far and shift.startswith("+")),
        "a key revoked meanwhile stays revoked": revoked.returncode == 0
        and served.asked(key, "/v1/me", 401).status_code == 401,
        "the schedule goes on": due.returncode == 0 or "--trust-clock" in due.stderr,
        "the cohort is shown after a correction": corrected.returncode == 0 and _cohort(client) == before,
    }


def _cohort(client: httpx.Client) -> Any:
    norm = client.get("/v1/benchmarks", params={"assessor": "self"}).raise_for_status().json()
    return norm["status"], norm["cohort"]["organisation_count"] if norm["cohort"] else None


def _assess(client: httpx.Client, name: str, headers: dict[str, str] | None = None) -> Any:
    body = profile(organisation={"reference": _REFERENCE, "name": name})
    response = client.post("/v1/assessments?include=history", json=body, headers=headers)
    return response.raise_for_status().json()


def _opens(served: Served, link: str) -> int:
    """The status of a picture for whoever has its link and no key."""
    return httpx.get(served.url + link, timeout=PATIENCE).status_code


def _previous(assessment: Any) -> str | None:
    history = assessment["history"]
    return None if history is None else str(history["previous"]["id"])


def _export(client: httpx.Client, cursor: str | None) -> tuple[list[str], str | None]:
    """The ids of the changes after a cursor, and the next cursor."""
    params = {"format": "ndjson"} | ({"cursor": cursor} if cursor else {})
    response = client.get("/v1/exports/assessments", params=params).raise_for_status()
    ids = [json.loads(line)["id"] for line in response.text.splitlines()]
    return ids, response.headers.get("next-cursor", cursor)


def _is_refused(done: subprocess.CompletedProcess[str]) -> bool:
    return done.returncode == 1 and "--trust-clock" in done.stderr


def main() -> int:
    """Print a table of what held; return 1 if anything did not, or 0."""
    if library() is None:
        print("Skipped: libfaketime is not installed (Debian's package faketime).")
        return 0
    columns: dict[str, Held] = {}
    for shift in sys.argv[1:] or SHIFTS:
        with tempfile.TemporaryDirectory() as folder:
            columns[shift] = run(Path(folder), shift)
    print(f"{'':50}", *(f"{shift:>6}" for shift in columns))
    for name in next(iter(columns.values())):
        print(f"{name:50}", *(f"{'held' if column[name] else 'LOST':>6}" for column in columns.values()))
    held = [each for column in columns.values() for each in column.values()]
    print(f"{sum(held)} of {len(held)} held")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
