"""PostgreSQL may be restarted under a server at work: who asks is told to come back, and nothing is lost."""

import os
from pathlib import Path

from tests.drills.restart import READ, REFUSED, WRITTEN, run
from tests.support.postgres import postgres

RESTARTS = 6 if os.environ.get("PALIER_TEST_DEPTH") == "thorough" else 3


def test_a_restart_of_the_database_costs_nothing_but_a_moment(tmp_path: Path) -> None:
    with postgres(durable=True) as server:
        broken, figures = run(tmp_path, server, RESTARTS, 0.2)
    assert not broken, "\n".join(broken)
    assert {*figures["statuses"]} == {WRITTEN, READ, REFUSED}
