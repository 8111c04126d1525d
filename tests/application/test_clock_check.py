"""A clock that cannot be right is refused, and one that can be is not."""

from datetime import timedelta
from typing import Any

import pytest

from service.application.clock_check import ClockEvidence, check_clock, is_recent
from service.errors import NotDone
from tests.support.records import START

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def _evidence(**changes: Any) -> ClockEvidence:
    """What the database of an installation in use tells at the start."""
    known = {"newest": START - _HOUR, "last_stored": START - _HOUR, "edition": START - 3 * _DAY}
    return ClockEvidence(**known | changes)


@pytest.mark.parametrize("shift", [timedelta(), -_HOUR, 3 * _HOUR, 20 * _DAY])
def test_a_clock_that_may_be_right_is_believed(shift: timedelta) -> None:
    check_clock(START + shift, _evidence())


def test_before_anything_is_stored_every_clock_is_believed() -> None:
    for shift in (-400 * _DAY, 400 * _DAY):
        check_clock(START + shift, ClockEvidence())


@pytest.mark.parametrize(
    ("shift", "changes", "reason"),
    [
        (-_DAY, {}, "the last assessment or edition was stored at 2026-11-22 09:00"),
        (100 * _DAY, {}, "100 days after the newest assessment"),
        (400 * _DAY, {}, "400 days after the newest assessment"),
        (timedelta(), {"edition": START + 100 * _DAY}, "the last assessment or edition was stored at 2027"),
        # Assessments were made with the wrong clock as well, but no norm was published with it.
        (100 * _DAY, {"newest": START + 100 * _DAY}, "103 days after the last edition of a norm"),
        (3 * _HOUR, {"database": START}, "the database’s 2026-11-22 10:00 UTC"),
        (-3 * _HOUR, {"database": START}, "the database’s 2026-11-22 10:00 UTC"),
    ],
)
def test_a_clock_far_from_what_was_stored_last_is_refused_with_what_to_do(
    shift: timedelta, changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(NotDone, match=reason) as refused:
        check_clock(START + shift, _evidence(**changes))
    assert "--trust-clock" in str(refused.value)


def test_after_a_clock_that_was_ahead_one_assessment_is_enough_to_go_on() -> None:
    ahead = _evidence(newest=START + 400 * _DAY, last_stored=START + 400 * _DAY)
    with pytest.raises(NotDone, match="stored at 2027-12-27"):
        check_clock(START, ahead)
    check_clock(START, _evidence(newest=START + 400 * _DAY, last_stored=START - timedelta(minutes=1)))


def test_what_is_dated_ahead_is_not_recent() -> None:
    assert is_recent(START - 6 * _DAY, START, 7 * _DAY)
    assert not is_recent(START - 8 * _DAY, START, 7 * _DAY)
    assert is_recent(START + _HOUR / 2, START, 7 * _DAY)
    assert not is_recent(START + 100 * _DAY, START, 7 * _DAY)
