"""The READMEs tell the truth: their requests give their answers, their commands work, their figures hold."""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from service.model.profile import Profile
from tests.engine.support import CASES, answer
from tests.project.markdown import ROOT, blocks, commands, text_of
from tests.support.serving import Served, serving

README, FRENCH, API = "README.md", "service/README.fr.md", "openapi/README.md"
METHODOLOGY = "service/methodology/README.md"
LONGEST_README = 150
THREE_FIELDS, HOTEL = "three-fields-only", "readme-seaside-hotel"


def _case(name: str) -> dict:
    return tomllib.loads((CASES / "organisations" / f"{name}.toml").read_text("utf-8"))["profile"]


def _requests(page: str) -> list[dict]:
    """The profiles that a page's previews send with the local key."""
    sent = [
        shlex.split(command.replace("\\\n", ""))[-1]
        for block in commands(page)
        for command in block
        if "/preview" in command and "local.key" in command
    ]
    assert sent, f"{page} holds no request"
    return [json.loads(profile) for profile in sent]


def _within(shown: object, real: object, at: str = "") -> None:
    if isinstance(shown, dict):
        assert isinstance(real, dict)
        for key, value in shown.items():
            _within(value, real[key], f"{at}/{key}")
    elif isinstance(shown, list) and shown and isinstance(shown[0], dict):
        assert isinstance(real, list)
        for part in shown:
            same = [
                item
                for item in real
                if all(item.get(k) == v for k, v in part.items() if not isinstance(v, list))
            ]
            assert same, f"{at} does not hold {part}"
            _within(part, same[0], at)
    else:
        assert shown == real, at


@pytest.mark.parametrize(
    ("page", "language", "cases"),
    [(README, "en", [THREE_FIELDS, HOTEL]), (FRENCH, "fr", [THREE_FIELDS, HOTEL]), (API, "en", [HOTEL])],
)
def test_its_answers_are_those_of_its_cases(page: str, language: str, cases: list[str]):
    shown = blocks(page, "json")
    assert len(shown) == len(cases)
    for block, case in zip(shown, cases, strict=True):
        profile = msgspec.convert(_case(case), Profile)
        _within(json.loads(block), json.loads(msgspec.json.encode(answer(profile, language))))


@pytest.mark.parametrize(("page", "case"), [(README, THREE_FIELDS), (FRENCH, THREE_FIELDS), (API, HOTEL)])
def test_its_request_is_a_case(page: str, case: str):
    assert _requests(page) == [_case(case)]


@pytest.mark.parametrize("page", [README, FRENCH])
def test_it_is_short(page: str):
    assert len(text_of(page).splitlines()) <= LONGEST_README


def test_both_languages_have_the_same_commands():
    french = " -H 'Accept-Language: fr'"
    here, there = (
        [command.replace(french, "") for block in commands(page) for command in block]
        for page in (README, FRENCH)
    )
    assert here == there


@pytest.fixture
def served(tmp_path_factory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("data")) as server:
        yield server


@pytest.mark.parametrize("page", [README, API, METHODOLOGY])
def test_its_commands_work_one_after_the_other(page: str, served: Served, tmp_path: Path):
    for folder in ("service", "openapi"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    key = ""
    for block in commands(page):
        script = "\n".join(_for_this_machine(command, served) for command in block)
        environ = os.environ | {
            "KEY": key,
            "PYTHONPATH": str(ROOT),
            "PALIER_PORT": served.url.rpartition(":")[2],
            "PALIER_DATA_DIR": str(served.folder),
        }
        run = ["bash", "-euc", f"{script}\necho; echo $KEY"]
        done = subprocess.run(run, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (script, done.stdout, done.stderr)
        assert "/problems/" not in done.stdout, (script, done.stdout)
        before, key = key, done.stdout.splitlines()[-1]
        if key != before:
            # A server learns of a new key within a second or so.
            served.learn(key)


def _for_this_machine(command: str, served: Served) -> str:
    """The command with this server's address, key and programs; what sets up or installs is left out."""
    if command.startswith(("make ", ".venv/bin/pip ")):
        return "true"
    tools = {"palier": f"{sys.executable} -m service", "python": sys.executable}
    command = re.sub(r"\.venv/bin/(palier|python)\b", lambda match: tools[match[1]], command)
    command = command.replace("synthesise demo 5000", "synthesise demo 50")
    command = command.replace("var/local.key", str(served.folder / "local.key"))
    return command.replace("http://127.0.0.1:8000", served.url)
