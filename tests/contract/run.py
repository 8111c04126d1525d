"""Generates clients from the contract; has them make the README's calls and read answers of a later Palier.

Neither generated code nor a client of our own is kept: generators that nobody here wrote must make something
of the contract that compiles, gets the README's answer from a served Palier, and loses no answer to what v1
may still add. Run with the generators and Node on the PATH, as ``make clients`` does.
"""

import json
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.contract.additions import Addition, additions, answers, lost
from tests.contract.generate import ROOT, make_java, make_python, make_typescript, run
from tests.support.serving import Served, serving

CASE = ROOT / "tests" / "cases" / "organisations" / "readme-seaside-hotel.toml"


def main() -> int:
    """Return 0 if every client does what it must; 1, having said what it does not, otherwise."""
    case = tomllib.loads(CASE.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").mkdir()
        with serving(folder / "data") as served, served.client() as client:
            later = additions(answers(client, case["profile"]))
            wrong = list(_faults(folder, served, case, later))
    sys.stderr.write("".join(f"{fault}\n" for fault in wrong))
    print(f"Clients generated, compiled, answered, shown {len(later)} later answers; {len(wrong)} faults")
    return 1 if wrong else 0


def _faults(folder: Path, served: Served, case: dict[str, Any], later: list[Addition]) -> Iterator[str]:
    written = [{"schema": addition.schema, "answer": addition.answer} for addition in later]
    (folder / "later.json").write_text(json.dumps(written), "utf-8")
    calls, read = make_python(folder)
    yield from _wrong("Python", _called(calls, folder, served, case), case)
    yield from lost("Python", later, run(*read, cwd=folder))
    (calls,) = make_typescript(folder, case["profile"], later)
    yield from _wrong("TypeScript", _called(calls, folder, served, case), case)
    if shutil.which("javac"):
        (read,) = make_java(folder)
        yield from lost("Java", later, run(*read, cwd=folder))
    else:
        print("No Java client: there is no javac.")


def _called(command: list[str], folder: Path, served: Served, case: dict[str, Any]) -> dict[str, Any]:
    profile = json.dumps(case["profile"])
    environ = {"PALIER_URL": served.url, "PALIER_KEY": served.key, "PALIER_PROFILE": profile}
    answer: dict[str, Any] = json.loads(run(*command, cwd=folder, **environ))
    return answer


def _wrong(language: str, answer: dict[str, Any], case: dict[str, Any]) -> Iterator[str]:
    """Yield a sentence for each part of a client's answer that is not what the README's case expects."""
    for part, told in answer.items():
        expected = case["expect"][part]
        if told not in (expected if isinstance(expected, list) else [expected]):
            yield f"{language}: {part} is {told!r} where the README says {expected!r}."


if __name__ == "__main__":
    sys.exit(main())
