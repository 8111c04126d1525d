"""A server that is killed in the middle of its work keeps every promise; a careless one is found out."""

import os
from pathlib import Path

from tests.drills.kill import CARELESS, FEWEST, run

CYCLES = 8 if os.environ.get("PALIER_TEST_DEPTH") == "thorough" else 1


def test_what_was_answered_is_there_once_and_what_was_not_comes_back(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    broken, figures = run(tmp_path, CYCLES, environ)
    assert not broken, "\n".join(broken)
    assert figures["answered"] >= FEWEST * CYCLES


def test_a_server_that_answers_before_it_commits_is_found_out(tmp_path: Path) -> None:
    """On one database: the judge asks the same of both."""
    broken, _ = run(tmp_path, 1, {}, CARELESS)
    assert any("was answered" in line for line in broken)
