"""What v1 may still add, put into answers of a served Palier: generated clients must not lose one of them."""

import json
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import httpx

_TABLE = Path(__file__).parent / "additions.toml"
_ALL = {"include": "profile,trace,counterfactuals,robustness"}


class Addition(NamedTuple):
    """An answer of a later Palier: its schema, what it holds that is new, and whether v1 rules that out."""

    what: str
    schema: str
    answer: Any
    new: dict[str, Any]
    closed: bool


def answers(client: httpx.Client, profile: dict[str, Any]) -> dict[str, Any]:
    """Return an answer of today for each schema that the table names."""
    stored = client.post("/v1/assessments", json=profile).json()
    asked = {
        "Assessment": client.post("/v1/assessments/preview", json=profile, params=_ALL),
        "AssessmentPage": client.get("/v1/assessments"),
        "Problem": client.post("/v1/assessments/preview", json={}),
        "Stats": client.get("/v1/stats", params={"group_by": "country"}),
        "StoredBenchmark": client.get(f"/v1/assessments/{stored['id']}/benchmark"),
    }
    return {schema: answer.json() for schema, answer in asked.items()}


def additions(today: dict[str, Any]) -> list[Addition]:
    """Return the answers that the table makes of those of today."""
    return [
        _made(row, deepcopy(today[row["schema"]])) for row in tomllib.loads(_TABLE.read_text())["additions"]
    ]


def lost(language: str, later: list[Addition], lines: str) -> Iterator[str]:
    """Yield a sentence for each answer that a client lost, from what it printed: a JSON line for each."""
    for addition, line in zip(later, lines.splitlines(), strict=True):
        outcome = json.loads(line)
        if addition.closed:
            if "read" in outcome:
                yield f"{language} takes {addition.what}: would it notice an answer that it loses?"
        elif "read" not in outcome:
            yield f"{language} loses the answer to {addition.what}: {outcome['lost']}"
        else:
            read = outcome["read"]
            told = {pointer: _at(read, pointer.split("/")[1:]) for pointer in addition.new}
            if told != addition.new:
                yield f"{language} reads {addition.what} as {told}"


def _made(row: dict[str, Any], answer: Any) -> Addition:
    new = row.get("set", {})
    for pointer, value in (new | row.get("add", {})).items():
        *steps, last = pointer.split("/")[1:]
        holder = _at(answer, steps)
        key = int(last) if isinstance(holder, list) else last
        is_there = isinstance(holder, list) or key in holder
        assert is_there is (pointer in new), f"{row['what']}: {pointer}"
        assert not is_there or holder[key] != value, f"{row['what']} is nothing new"
        holder[key] = value
    return Addition(row["what"], row["schema"], answer, new, row.get("closed", False))


def _at(value: Any, steps: list[str]) -> Any:
    for step in steps:
        value = value[int(step) if isinstance(value, list) else step]
    return value
