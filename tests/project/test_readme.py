"""The README tells the truth: its request gives its answer, its figures are the figures."""

import json
import re
import shlex
import tomllib
from pathlib import Path

import msgspec
import pytest

from service.model.profile import Profile
from tests.engine.support import CASES, answer
from tests.engine.test_distribution import COUNT, distribution

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def _request() -> dict:
    command = re.search(r"\$ (curl .*?\n}')\n", README, re.DOTALL)
    assert command, "the README holds no request"
    return json.loads(shlex.split(command[1].replace("\\\n", ""))[-1])


def _shown() -> dict:
    block = re.search(r"```json\n(.*?)```", README, re.DOTALL)
    assert block, "the README holds no answer"
    return json.loads(block[1])


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
    elif isinstance(shown, list):
        assert shown == real, at
    else:
        assert shown == real, at


def test_its_request_gives_its_answer():
    profile = msgspec.convert(_request(), Profile)
    _within(_shown(), json.loads(msgspec.json.encode(answer(profile))))


def test_its_example_is_a_case():
    case = tomllib.loads((CASES / "organisations" / "readme-seaside-hotel.toml").read_text("utf-8"))
    assert case["profile"] == _request()


def test_every_command_that_it_names_is_a_target_of_the_makefile():
    makefile = (Path(__file__).parents[2] / "Makefile").read_text("utf-8")
    for target in re.findall(r"\$ make (\w+)", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_its_distribution_is_the_distribution():
    rows = dict(re.findall(r"^\| `(\w+)` \| ([0-9.]+) % \|$", README, re.MULTILINE))
    assert rows, "the README holds no distribution"
    for model, share in rows.items():
        assert float(share) == pytest.approx(100 * distribution()[model] / COUNT, abs=0.051)
