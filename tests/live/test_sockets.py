"""Slow and idle sockets cost others nothing but time; how much time, the long form tells."""

import sys
from pathlib import Path

import pytest

from tests.drills.sockets import MOST_GROWTH, run

SOCKETS, REQUESTS = 300, 60
# As much as these are of the two thousand that may cost so much together.
SHARE = MOST_GROWTH * SOCKETS / 2000


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells the memory of a process.")
def test_whoever_asks_beside_slow_sockets_is_answered_and_memory_is_bounded(tmp_path: Path) -> None:
    statuses, figures = run(tmp_path, SOCKETS, 0.0, REQUESTS)
    assert statuses == {200, 201}
    assert figures["connections"] >= SOCKETS
    assert figures["megabytes"]["peak"] - figures["megabytes"]["before"] < SHARE
