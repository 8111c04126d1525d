"""A server that dies before a call by which it writes keeps its promises; the long form tries every call."""

import os
from pathlib import Path

import pytest

from tests.drills.crash import TO_A_SOCKET, TO_FILES, Erasing, Storing, sweep, why_absent

THOROUGH = os.environ.get("PALIER_TEST_DEPTH") == "thorough"
STEP = 3 if THOROUGH else 1


@pytest.fixture(autouse=True, scope="module")
def crashing() -> None:
    if (reason := why_absent()) is not None:
        pytest.skip(reason)


@pytest.mark.parametrize("call", TO_FILES[:3] if THOROUGH else ["fdatasync"])
def test_what_is_stored_survives_a_crash_at_a_write(tmp_path: Path, call: str) -> None:
    broken, crashes = sweep(tmp_path, Storing(), call, {}, STEP)
    assert not broken, "\n".join(broken)
    assert crashes


@pytest.mark.parametrize("call", TO_FILES[:4] if THOROUGH else ["ftruncate"])
def test_what_is_erased_is_whole_or_gone_after_a_crash_at_a_write(tmp_path: Path, call: str) -> None:
    broken, crashes = sweep(tmp_path, Erasing(tmp_path), call, {}, STEP)
    assert not broken, "\n".join(broken)
    assert crashes


@pytest.mark.parametrize("call", TO_A_SOCKET if THOROUGH else ["sendto"])
def test_what_is_stored_survives_a_crash_at_a_word_to_postgresql(
    tmp_path: Path, postgres_url: str, call: str
) -> None:
    broken, crashes = sweep(tmp_path, Storing(), call, {"PALIER_DATABASE_URL": postgres_url}, 3)
    assert not broken, "\n".join(broken)
    assert crashes
