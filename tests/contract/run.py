"""Generates a Python and a TypeScript client from the contract and has them make the README's calls.

Neither generated code nor a client of our own is kept: two generators that nobody here wrote must make
something of the contract that compiles, and what they make must get the README's answer from a served Palier.
Run with the generators and Node on the PATH, as ``make clients`` does.
"""

import compileall
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.serving import serving

ROOT = Path(__file__).parents[2]
CLIENTS = Path(__file__).parent / "clients"
CONTRACT = ROOT / "openapi" / "openapi.yaml"
MODULES = ROOT / "openapi" / "node_modules" / ".bin"
CASE = ROOT / "tests" / "cases" / "organisations" / "readme-seaside-hotel.toml"


def main() -> int:
    """Return 0 if both clients compile and get the README's answer; 1, having said why, if not."""
    case = tomllib.loads(CASE.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clients = {"Python": make_python(folder), "TypeScript": make_typescript(folder, case["profile"])}
        (folder / "data").mkdir()
        with serving(folder / "data") as served:
            environ = {
                "PALIER_URL": served.url,
                "PALIER_KEY": served.key,
                "PALIER_PROFILE": json.dumps(case["profile"]),
            }
            answers = {
                language: json.loads(run(*command, cwd=folder, **environ))
                for language, command in clients.items()
            }
    wrong = [
        fault for language, answer in answers.items() for fault in faults(language, answer, case["expect"])
    ]
    sys.stderr.write("".join(f"{fault}\n" for fault in wrong))
    print(f"{len(answers)} clients generated, compiled and answered; {len(wrong)} answers not the README's")
    return 1 if wrong else 0


def make_python(folder: Path) -> list[str]:
    """Generate the Python client, compile all of it, check the types of our calls; return how to run them."""
    config = ("--config", str(CLIENTS / "python.yaml"), "--fail-on-warning", "--meta", "none")
    run(
        "openapi-python-client",
        "generate",
        "--path",
        str(CONTRACT),
        *config,
        "--output-path",
        "palier",
        cwd=folder,
    )
    if not compileall.compile_dir(folder / "palier", quiet=1):
        raise SystemExit("The generated Python client does not compile.")
    calls = str(CLIENTS / "calls.py")
    # What the generator writes is not ours to correct, so its own faults under --strict are not shown.
    strict = ("--strict", "--follow-imports=silent", "--config-file=", "--cache-dir=.mypy")
    run(sys.executable, "-m", "mypy", *strict, calls, cwd=folder, MYPYPATH=str(folder))
    return [sys.executable, "-c", f"import runpy; runpy.run_path({calls!r}, run_name='__main__')"]


def make_typescript(folder: Path, profile: dict[str, Any]) -> list[str]:
    """Generate the types, check our calls and the README's profile against them; return how to run them."""
    # Else the generator takes a field with a default for one that is always there, in what is sent as well.
    defaults = "--default-non-nullable=false"
    run(str(MODULES / "openapi-typescript"), str(CONTRACT), defaults, "--output", "palier.ts", cwd=folder)
    typed = 'const profile: import("./palier").components["schemas"]["Profile"] ='
    (folder / "profile.ts").write_text(f"export {typed} {json.dumps(profile)};\n", "utf-8")
    for name in ("calls.ts", "tsconfig.json"):
        (folder / name).write_bytes((CLIENTS / name).read_bytes())
    run(str(MODULES / "tsc"), "--project", "tsconfig.json", cwd=folder)
    return ["node", "out/calls.js"]


def faults(language: str, answer: dict[str, Any], expect: dict[str, Any]) -> Iterator[str]:
    """Yield a sentence for each part of a client's answer that is not what the README's case expects."""
    for part in ("level", "band", "recommended"):
        expected = expect[part] if isinstance(expect[part], list) else [expect[part]]
        if answer[part] not in expected:
            yield f"{language}: {part} is {answer[part]!r} where the README says {' or '.join(expected)}."


def run(*command: str, cwd: Path, **environ: str) -> str:
    """Run a command and return what it printed; if it fails, end with all that it said."""
    if not shutil.which(command[0]):
        raise SystemExit(f"{command[0]} is not there; `make clients` installs what is needed and runs this.")
    environ = os.environ | environ
    done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
