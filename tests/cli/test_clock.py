"""Commands that a wrong clock would make destructive. Here the clock is right, stored dates are off."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.cli import main
from service.storage.maintenance.clock_evidence import clock_evidence
from tests.support.records import timestamp
from tests.support.voting import TENANTS, VERSION, Service, opened_service, profile, record, record_at

_DAY = timedelta(days=1)


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("PALIER_DATA_DIR", str(tmp_path))
    with asyncio.Runner() as runner, opened_service(tmp_path / "palier.db", runner) as opened:
        yield opened


@pytest.mark.parametrize("command", [["benchmarks", "publish"], ["purge", "--days", "30"]])
def test_nothing_is_done_while_the_clock_is_far_ahead_unless_it_is_vouched_for(
    service: Service, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    service.insert(record_at(datetime.now(UTC) - 100 * _DAY, "north", profile()))
    assert main(command) == 1
    assert "100 days after the newest assessment" in (told := capsys.readouterr().err)
    assert "--trust-clock" in told
    assert service.repository.last() is None
    assert main([*command, "--trust-clock"]) == 0


def test_nothing_is_done_while_the_clock_is_behind(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    service.insert(record_at(datetime.now(UTC) + _DAY, "north", profile()))
    assert main(["benchmarks", "publish"]) == 1
    assert "was stored at" in capsys.readouterr().err
    # The clock was ahead, and is right again: the next assessment tells.
    service.insert(record_at(datetime.now(UTC), "south", profile()))
    assert main(["benchmarks", "publish"]) == 0


def test_an_edition_whose_votes_have_all_expired_is_not_published(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(UTC)
    publisher = service.publishing
    service.insert(
        *[record_at(now - 370 * _DAY, TENANTS[i % len(TENANTS)], profile(i)) for i in range(60)],
        # What was assessed since has no vote.
        record_at(now - _DAY, "north", profile(organisation={"reference": None})),
    )
    assert publisher.publish(publisher.current, now - 20 * _DAY).cells
    assert main(["benchmarks", "publish"]) == 1
    assert "60 organisations last voted more than a year ago" in capsys.readouterr().err
    assert service.norm(assessor="self").status == "released"
    assert main(["benchmarks", "publish", "--trust-clock"]) == 0
    assert service.norm(assessor="self").status == "not_enough_data"


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_the_database_tells_what_was_stored_last_and_what_is_newest(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    place = tmp_path / "other.db" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    with asyncio.Runner() as runner, opened_service(place, runner) as service:
        empty = clock_evidence(service.command)
        assert (empty.newest, empty.last_stored, empty.edition) == (None, None, None)
        service.insert(record("north", 30, profile(1)), record("south", 10, profile(2)))
        service.publishing.publish(VERSION, timestamp(40))
        evidence = clock_evidence(service.command)
        assert (evidence.newest, evidence.last_stored) == (timestamp(30), timestamp(10))
        assert evidence.edition == timestamp(40)
        assert (evidence.database is None) == (kind == "sqlite")
