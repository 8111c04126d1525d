"""Reads exports with other programs, by the recipes of ``openapi/readers.md`` as they stand there.

``python -m tests.drills.readers`` serves a Palier, stores organisations that are easily misread, and compares
what each program reads with the lines of JSON. It ends with 1 after a difference. The programs are in an
environment of their own, ``.venv/readers``; LibreOffice is the machine's, and left out where there is none.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from service.model.codes import COMPETENCIES
from tests.drills.readers import sheets
from tests.drills.readers.comparing import Row, differences
from tests.support.serving import Served, serving

ROOT = Path(__file__).parents[3]
PYTHON = ROOT / ".venv/readers/bin/python"
PAGE = (ROOT / "openapi/readers.md").read_text("utf-8")
EXPORT = "/v1/exports/assessments"
FORMATS = {"ndjson": "assessments.ndjson", "csv": "assessments.csv", "parquet": "assessments.parquet"}
# How each program tells in JSON what it has read; times and ids as texts.
TOLD = {
    "pandas": "assessments = assessments.astype(object).where(assessments.notna(), None).to_dict('records')",
    "Polars": "assessments = assessments.to_dicts()",
    "DuckDB": "assessments = duckdb.sql('FROM assessments').to_arrow_table().to_pylist()",
}
PRINTED = """import json
def told(value):
    return value.tolist() if hasattr(value, "tolist") else str(value)
print(json.dumps(assessments, default=told))"""
WHOLE: dict[str, Any] = {
    "importance": {"brand_advantage": 3, "digital_transformation": 2, "web_native": 2},
    "competencies": {
        name: {"emergent": "yes", "community": "partly", "network": "no"} for name in COMPETENCIES
    },
    "capacity": {"can_hire": True, "budget_eur_per_month": {"min": 4000}, "available_hours_per_week": 35},
    "context": {"assessor": "self", "form": "full"},
}
# References that are read as numbers, formulas, dates, nothing or several cells, if a tool is let to guess.
REFERENCES = [
    "005880596", "-1", "=1+1", "'tis", "Hôtel; -5, l’été", "NA", "null", "1e5", "2026-11-27", "true",
    "\u00a0=1", "\uff1d1+1", 'a;=HYPERLINK("x")', "é", None,
]  # fmt: skip


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as served:
        fill(served)
        with served.client() as client:
            lines = client.get(f"{EXPORT}?format=ndjson").text.splitlines()
        expected = [json.loads(line) for line in lines]
        failed = False
        for name, read in tried(served, Path(folder)):
            wrong = list(read(expected))
            print(f"{name}: {'; '.join(wrong[:5]) if wrong else f'{len(expected)} rows read'}", flush=True)
            failed |= bool(wrong)
    return int(failed)


def fill(served: Served) -> None:
    """Store an organisation for each reference, half of them in Namibia, and erase one."""
    with served.client() as client:
        for number, reference in enumerate(REFERENCES):
            organisation = {"country": ("FR", "NA")[number % 2], "reference": reference, "headcount": 40}
            tags = {"tags": ["vip", "north"]} if number % 3 else {}
            profile = {"organisation": organisation | tags} | (WHOLE if number % 4 else {})
            assert client.post("/v1/assessments", json=profile).status_code == 201
        assert client.delete("/v1/assessments", params={"reference": "é"}).json() == {"erased_count": 1}


Reading = Callable[[list[Row]], Iterator[str]]


def tried(served: Served, folder: Path) -> Iterator[tuple[str, Reading]]:
    """Each recipe by name, and what compares with these rows what it reads."""
    with served.client() as client:
        for kind, file in FORMATS.items():
            folder.joinpath(file).write_bytes(client.get(f"{EXPORT}?format={kind}").content)
        french = client.get(f"{EXPORT}?format=csv-fr").content
    for tool, told in TOLD.items():
        for kind, code in codes(tool).items():
            yield f"{tool}, {kind}", partial(read_by, f"{code}\n{told}\n{PRINTED}", folder)
    yield "dlt", partial(loaded, served, folder)
    if shutil.which("soffice"):
        yield "LibreOffice, csv-fr", partial(spread, french, folder)
    else:
        print("LibreOffice: left out, since this machine has no soffice")


def read_by(code: str, folder: Path, rows: list[Row]) -> Iterator[str]:
    """Read a file by this code."""
    yield from differences(run(code, folder), rows)


def codes(tool: str) -> dict[str, str]:
    """The recipes of a program as Python, by format."""
    found = re.search(rf"^\| {tool} \| `(.+)` \| `(.+)` \|$", PAGE, re.MULTILINE)
    assert found, f"no row of {tool} in openapi/readers.md"
    parquet, ndjson = found.groups()
    if tool == "DuckDB":
        made = "import duckdb\nduckdb.sql({!r})".format
        parquet, ndjson = (made(f"CREATE TABLE assessments AS {query}") for query in (parquet, ndjson))
        return {"csv": made(recipe(tool)), "parquet": parquet, "ndjson": ndjson}
    lines = (f"import {tool.lower()}\nassessments = {call}" for call in (parquet, ndjson))
    return {"csv": recipe(tool), **dict(zip(("parquet", "ndjson"), lines, strict=True))}


def recipe(heading: str) -> str:
    """The block of code below a heading of the page."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    found = re.search(r"^```\w+\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert found, f"no recipe of {heading} in openapi/readers.md"
    return found[1]


def run(code: str, folder: Path) -> list[Row]:
    """What this code prints as JSON, in the environment of the other programs."""
    quiet = {"RUNTIME__DLTHUB_TELEMETRY": "false", "HOME": str(folder), "DLT_DATA_DIR": str(folder / "dlt")}
    command = [str(PYTHON), "-c", code]
    done = subprocess.run(
        command, cwd=folder, env=os.environ | quiet, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    rows: list[Row] = json.loads(done.stdout.splitlines()[-1])
    return rows


def loaded(served: Served, folder: Path, rows: list[Row]) -> Iterator[str]:
    """Load with dlt, erase one more, and load again: what is left is there once, what is erased is gone."""
    code = recipe("dlt").replace("https://palier.example.org", served.url).replace("sk_live_…", served.key)
    asked = "import duckdb; database = duckdb.connect('palier.duckdb', read_only=True)\n"
    asked += (
        "assessments = database.sql('FROM assessed.assessments').to_arrow_table().to_pylist()\n" + PRINTED
    )
    run(f"{code}\n{asked}", folder)
    with served.client() as client:
        assert client.delete("/v1/assessments", params={"reference": "1e5"}).json() == {"erased_count": 1}
        since_then = client.get(EXPORT).text.splitlines()
    gone = {row["id"] for row in map(json.loads, since_then) if row["erased"]}
    found = run(f"{code}\n{asked}", folder)
    # It keeps lists in tables of their own, and makes no column of what is null throughout.
    left = [{**row, "tags": None, "sourcing_group": None} for row in rows if row["id"] not in gone]
    named = [dict.fromkeys(left[0]) | row for row in found]
    yield from differences(sorted(named, key=lambda row: str(row["id"])), left)


def spread(french: bytes, folder: Path, rows: list[Row]) -> Iterator[str]:
    """Convert with LibreOffice, in French, and look at each cell's type and value."""
    folder.joinpath("assessments.csv").write_bytes(french)
    home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    command = (
        recipe("LibreOffice")
        .removeprefix("$ ")
        .replace("to ods", "to fods")
        .replace("--head", f"{home} --head")
    )
    subprocess.run(
        command,
        cwd=folder,
        shell=True,
        env=os.environ | {"LC_ALL": "fr_FR.UTF-8"},
        check=True,
        capture_output=True,
    )
    yield from sheets.differences(folder / "assessments.fods", rows)


if __name__ == "__main__":
    sys.exit(main())
