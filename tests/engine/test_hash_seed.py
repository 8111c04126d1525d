"""Answers do not depend on the interpreter's hash seed: two processes give identical bytes."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def digest() -> str:
    """One digest over the answers to every case file, in both languages."""
    from tests.engine.support import cases, encoded, profile_of

    folders = ("organisations", "directions")
    profiles = [profile_of(case) for folder in folders for case in cases(folder).values()]
    body = b"\n".join(encoded(profile, language) for profile in profiles for language in ("en", "fr"))
    return sha256(body).hexdigest()


def digest_in_a_process(seed: str) -> str:
    process = subprocess.run(
        [sys.executable, "-c", "from tests.engine.test_hash_seed import digest; print(digest())"],
        env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    return process.stdout.strip()


def test_two_processes_with_different_hash_seeds_give_identical_bytes():
    first, second = digest_in_a_process("0"), digest_in_a_process("4242")
    assert len(first) == 64
    assert first == second
