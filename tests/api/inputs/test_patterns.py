"""The contract's patterns mean the same to every reader: Python, RE2 (Go, gateways), ECMAScript (web)."""

import importlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from service.model import patterns
from tests.api.wire.contract_nodes import Node, nodes

ROOT = Path(__file__).parents[3]
NODE = shutil.which("node", path=f"{ROOT / '.venv/clients/bin'}{os.pathsep}{os.environ.get('PATH', '')}")
# Ends of lines and texts, where dialects differ, and each side of the bounds of the classes used.
ODD = [
    "",
    "\n",
    "\r\n",
    "\u2028",
    "\x85",
    "\0",
    "\x1f",
    " ",
    "\x7f",
    "\x9f",
    "\xa0",
    "\xa1",
    "é",
    "\U0001f600",
    "٣",
]
LETTERS = st.characters(max_codepoint=0x17F)
# Readers in JavaScript: one set the flag of Unicode, one does not.
JUDGE = """
const questions = JSON.parse(require("fs").readFileSync(0, "utf8"));
const judged = questions.map(([pattern, texts]) =>
  ["", "u"].map((flag) => texts.map((text) => new RegExp(pattern, flag).test(text))));
process.stdout.write(JSON.stringify(judged));
"""


def kept(contract: Node) -> dict[str, str]:
    """The patterns of the contract, each with the one that the reader obeys."""
    published = {node["pattern"] for _, node in nodes(contract) if isinstance(node.get("pattern"), str)}
    return {pattern: pattern.removesuffix("$") + patterns.END for pattern in sorted(published)}


def drawn(pattern: str) -> list[str]:
    """Texts that match a pattern, and others that nearly do."""
    found = {*ODD}

    @settings(max_examples=6, derandomize=True, deadline=None, database=None, phases=[Phase.generate])
    @given(st.from_regex(re.compile(pattern), alphabet=LETTERS), st.sampled_from(ODD), st.sampled_from(ODD))
    def draw(text: str, before: str, after: str) -> None:
        found.update((text, before + text, text + after, text.upper(), text[1:], text[:-1]))

    draw()
    return sorted(found)


@pytest.fixture(scope="module")
def questions(contract: Node) -> dict[str, tuple[list[str], list[bool]]]:
    """By published pattern: texts, and whether the reader takes each."""
    return {
        published: (texts, [re.search(obeyed, text) is not None for text in texts])
        for published, obeyed in kept(contract).items()
        for texts in [drawn(obeyed)]
    }


def test_the_texts_tell_patterns_apart(questions: dict[str, Any]) -> None:
    assert len(questions) > 10
    for pattern, (_, judged) in questions.items():
        assert {True, False} == set(judged), pattern


def test_gateways_read_the_patterns_as_we_do(questions: dict[str, Any]) -> None:
    try:
        re2 = importlib.import_module("re2")
    except ImportError:
        pytest.skip("google-re2 is not installed")
    for pattern, (texts, judged) in questions.items():
        assert [re2.search(pattern, text) is not None for text in texts] == judged, pattern


@pytest.mark.skipif(NODE is None, reason="there is no node: make clients brings one")
def test_browsers_read_the_patterns_as_we_do(questions: dict[str, Any]) -> None:
    asked = json.dumps([[pattern, texts] for pattern, (texts, _) in questions.items()])
    answer = subprocess.run([str(NODE), "-e", JUDGE], input=asked, capture_output=True, text=True, check=True)
    for (pattern, (_, judged)), told in zip(questions.items(), json.loads(answer.stdout), strict=True):
        assert told == [judged, judged], pattern
