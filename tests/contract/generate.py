"""Generates clients of the contract and compiles them with our code; each function returns how to run that.

They share a folder, in which ``later.json`` holds the answers to read.
"""

import compileall
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.contract.additions import Addition

ROOT = Path(__file__).parents[2]
CLIENTS = Path(__file__).parent / "clients"
CONTRACT = str(ROOT / "openapi" / "openapi.yaml")
MODULES = ROOT / "openapi" / "node_modules" / ".bin"
# What openapi-generator says of every contract of this version, and of examples that it does not use.
REMARKS = (
    "OpenAPI 3.1 support is still in beta",
    "schema name: null",
    "Ignoring complex example on request body",
)

# A JVM that runs for seconds loses more by optimising than it gains.
HASTE = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def make_python(folder: Path) -> list[list[str]]:
    """Generate the Python client, compile all of it, check the types of our code that calls it."""
    config = ("--config", str(CLIENTS / "python.yaml"), "--fail-on-warning", "--meta", "none")
    generate = ("openapi-python-client", "generate", "--path", CONTRACT)
    run(*generate, *config, "--output-path", "palier", cwd=folder)
    if not compileall.compile_dir(folder / "palier", quiet=1):
        raise SystemExit("The generated Python client does not compile.")
    ours = [str(CLIENTS / name) for name in ("calls.py", "read.py")]
    # What the generator writes is not ours to correct, so its own faults under --strict are not shown.
    strict = ("--strict", "--follow-imports=silent", "--config-file=", "--cache-dir=.mypy")
    run(sys.executable, "-m", "mypy", *strict, *ours, cwd=folder, MYPYPATH=str(folder))
    started = "import runpy, sys; sys.path.insert(0, '.'); runpy.run_path(sys.argv[1], run_name='__main__')"
    return [[sys.executable, "-c", started, path] for path in ours]


def make_typescript(folder: Path, profile: dict[str, Any], later: list[Addition]) -> list[list[str]]:
    """Generate the types; check our calls, the README's profile and later answers against them."""
    # Else the generator takes a field with a default for one that is always there, in what is sent as well.
    defaults = "--default-non-nullable=false"
    run(str(MODULES / "openapi-typescript"), CONTRACT, defaults, "--output", "palier.ts", cwd=folder)
    typed = 'const profile: import("./palier").components["schemas"]["Profile"] ='
    (folder / "profile.ts").write_text(f"export {typed} {json.dumps(profile)};\n", "utf-8")
    (folder / "later.ts").write_text(
        "\n".join(['import { known } from "./known";', *map(_typed, later)]), "utf-8"
    )
    for name in ("calls.ts", "known.ts", "tsconfig.json"):
        shutil.copy(CLIENTS / name, folder)
    run(str(MODULES / "tsc"), "--project", "tsconfig.json", cwd=folder)
    return [["node", "out/calls.js"]]


def make_java(folder: Path) -> list[list[str]]:
    """Generate the Java client and compile it with our code; the JAR of the generator brings Jackson."""
    packages = Path(which("openapi-generator-cli")).parents[1] / "lib"
    (jar,) = map(str, packages.glob("*/site-packages/openapi_generator_cli/*.jar"))
    generate = ("java", *HASTE, "-jar", jar, "generate", "-c", str(CLIENTS / "java.yaml"))
    said = run(*generate, "-i", CONTRACT, "-o", "java", cwd=folder).splitlines()
    warnings = [line for line in said if " WARN " in line or " ERROR " in line]
    if unknown := [line for line in warnings if not any(remark in line for remark in REMARKS)]:
        raise SystemExit("\n".join(["The Java generator warns:", *unknown]))
    sources = map(str, [*(folder / "java" / "src" / "main").rglob("*.java"), *CLIENTS.glob("*.java")])
    options = (*(f"-J{option}" for option in HASTE), "-nowarn", "-Xmaxerrs", "9", "-d", "classes", "-cp", jar)
    run("javac", *options, *sources, cwd=folder)
    return [["java", "-cp", f"{jar}{os.pathsep}classes", "Read"]]


def _typed(later: Addition) -> str:
    refused = "// @ts-expect-error: what is closed stays so\n" if later.closed else ""
    return f'// {later.what}\n{refused}known<"{later.schema}">()({json.dumps(later.answer)});'


def run(*command: str, cwd: Path, **environ: str) -> str:
    """Run a command and return what it printed; if it fails, end with all that it said."""
    which(command[0])
    environ = os.environ | environ
    done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)[:200]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def which(command: str) -> str:
    """Return where a command is, or end with how it is installed."""
    found = shutil.which(command)
    if found is None:
        raise SystemExit(f"{command} is not there; `make clients` installs what is needed and runs this.")
    return found
