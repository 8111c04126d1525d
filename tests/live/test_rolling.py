"""Replicas that are restarted by turns behind a proxy: no client notices."""

from pathlib import Path

import pytest

from tests.drills.rolling import run, why_absent


@pytest.mark.skipif(why_absent() is not None, reason=why_absent() or "")
def test_nobody_notices_that_replicas_are_restarted_by_turns(tmp_path: Path, postgres_url: str) -> None:
    broken, statuses = run(tmp_path, postgres_url, 1, 20, 0)
    assert not broken, "\n".join(broken)
    assert {*statuses} == {200, 201}
