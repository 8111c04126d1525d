"""The questionnaire asks for every field of the profile but those that the page of the API names."""

import re
from pathlib import Path
from typing import Any

import msgspec

from service.application.methodology.handbook import MethodologyReader
from service.methodology.catalogue import shipped
from service.methodology.profile_fields import profile_fields

PAGE = Path(__file__).parents[2] / "openapi/README.md"


def pointers(node: Any) -> set[str]:
    """Every JSON Pointer of a profile below this node."""
    if isinstance(node, str):
        return {node} if node.startswith("/") else set()
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list | tuple) else ()
    return set().union(*map(pointers, parts))


def test_what_no_question_asks_is_named():
    asked = pointers(msgspec.to_builtins(MethodologyReader(shipped()).questionnaire("full", "en")))
    sentence = re.search(r"What no question asks is your own: (.*?); the contract", PAGE.read_text("utf-8"))
    assert sentence
    named = set(re.findall("`(.*?)`", sentence[1]))
    left = {
        pointer
        for pointer in profile_fields()
        if not any(pointer == one or pointer.startswith(f"{one}/") for one in asked)
    }
    assert {pointer.split("/")[1 if pointer.startswith("/context/") else 2] for pointer in left} == named
