"""PostgreSQL may be restarted or freeze under a server: who asks is told to come back, nothing is lost."""

import os
import sys
from pathlib import Path

import pytest

from tests.drills import frozen
from tests.drills.restart import READ, REFUSED, WRITTEN, run
from tests.support.postgres import postgres

THOROUGH = os.environ.get("PALIER_TEST_DEPTH") == "thorough"
RESTARTS = 6 if THOROUGH else 3


def test_a_restart_of_the_database_costs_nothing_but_a_moment(tmp_path: Path) -> None:
    with postgres(durable=True) as server:
        broken, figures = run(tmp_path, server, RESTARTS, 0.2)
    assert not broken, "\n".join(broken)
    assert {*figures["statuses"]} == {WRITTEN, READ, REFUSED}


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells the processes of PostgreSQL.")
@pytest.mark.skipif(not THOROUGH, reason="It waits for half a minute: .ci/run and make endure do.")
def test_a_frozen_database_freezes_nobody_else(tmp_path: Path) -> None:
    with postgres(durable=True) as server:
        broken, figures = frozen.run(tmp_path, server, 0.0, readers=0)
    assert not broken, "\n".join(broken)
    assert figures.keys() == {"unready", "refused", "back", "ended"}
