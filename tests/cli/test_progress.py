"""Progress is shown where a person waits, and nowhere else."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = [
    (["synthesise", "demo", "20"], "Synthesising assessments"),
    (["benchmarks", "publish"], "Counting votes and publishing"),
    (["methodology", "diff", "v2026.1", "v2026.1"], "Assessing again by both"),
]


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("data")
    environ = os.environ | {"PALIER_DATA_DIR": str(folder), "PYTHONPATH": str(Path.cwd()), "TERM": "xterm"}
    _run(environ, ["tenants", "create", "demo"], subprocess.PIPE)
    return environ


@pytest.mark.process
@pytest.mark.parametrize(("arguments", "words"), COMMANDS)
def test_a_long_command_shows_its_progress_on_a_terminal_only(
    environ: dict[str, str], arguments: list[str], words: str
) -> None:
    in_a_pipe = _run(environ, arguments, subprocess.PIPE)
    assert in_a_pipe.stderr == b""
    leader, terminal = pty.openpty()
    on_a_terminal = _run(environ, arguments, terminal)
    os.close(terminal)
    shown = os.read(leader, 65_536).decode()
    os.close(leader)
    assert words in shown
    assert words not in on_a_terminal.stdout.decode()


@pytest.mark.process
def test_what_a_command_prints_meanwhile_stays_on_its_output() -> None:
    code = (
        "from service.cli.progress import counted\nfor number in counted(range(3), 'Counting'): print(number)"
    )
    leader, terminal = pty.openpty()
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=terminal, check=True)
    os.close(terminal)
    assert "Counting" in os.read(leader, 65_536).decode()
    os.close(leader)
    assert done.stdout == b"0\n1\n2\n"


def _run(environ: dict[str, str], arguments: list[str], stderr: int) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "service", *arguments]
    return subprocess.run(command, env=environ, stdout=subprocess.PIPE, stderr=stderr, check=True)
