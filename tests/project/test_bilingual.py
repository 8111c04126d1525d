"""Every word that a reader meets exists in English and in French, and the French is set as French is."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
import yaml

from service.api.formats import drawing_wording
from service.api.problems import kinds
from service.application.intake import wording as intake_wording
from service.application.norms import wording as norm_wording

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "service" / "api" / "static" / "docs.fr.html"
# A straight apostrophe, or anything but a no-break space where French wants one.
BADLY_SET = re.compile(r"'|[^\u00a0][;?!%€»](?!\w)|«[^\u00a0]| :")
PLACE = re.compile(r"{\w+}")


def described(part: Any) -> Iterator[dict[str, Any]]:
    """Everything in the contract that is described in words, but for the schemas and the examples."""
    if isinstance(part, dict):
        if isinstance(part.get("description"), str):
            yield part
        for name, member in part.items():
            if name not in ("schemas", "schema", "example"):
                yield from described(member)
    elif isinstance(part, list):
        for item in part:
            yield from described(item)


def in_both(part: Any) -> Iterator[tuple[str, str]]:
    """Every text that some table keeps in both languages."""
    if isinstance(part, msgspec.Struct):
        part = msgspec.structs.asdict(part)
    if isinstance(part, dict) and part.keys() == {"en", "fr"}:
        yield part["en"], part["fr"]
    elif isinstance(part, dict | list | tuple):
        for member in part.values() if isinstance(part, dict) else part:
            yield from in_both(member)


CONTRACT = yaml.safe_load((ROOT / "openapi" / "openapi.yaml").read_text("utf-8"))
DESCRIBED = list(described(CONTRACT))


def test_everything_in_the_contract_is_described_in_both_languages():
    assert len(DESCRIBED) > 50
    for part in DESCRIBED:
        assert part["description"]
        assert part.get("x-description-fr"), part["description"]
        assert ("summary" in part) is ("x-summary-fr" in part)


def test_every_operation_parameter_and_response_is_described():
    for path in CONTRACT["paths"].values():
        for operation in path.values():
            named = [each for each in operation["parameters"] if "$ref" not in each]
            for part in (operation, *named, next(iter(operation["responses"].values()))):
                assert part["x-description-fr"]
    for part in CONTRACT["components"]["parameters"].values():
        assert part["x-description-fr"]


@pytest.mark.parametrize(
    "module",
    [drawing_wording, kinds, norm_wording, intake_wording],
    ids=lambda module: module.__name__,
)
def test_both_languages_say_the_same_things(module: ModuleType):
    texts = [pair for table in vars(module).values() for pair in in_both(table)]
    assert len(texts) >= 7
    for english, french in texts:
        assert set(PLACE.findall(english)) == set(PLACE.findall(french))
        assert not BADLY_SET.search(french), french


def test_the_french_of_the_contract_is_set_as_french_is():
    french = [part[name] for part in DESCRIBED for name in part if name.endswith("-fr")]
    # Spans of code are data: they keep the characters that they have.
    assert not [text for text in french if BADLY_SET.search(re.sub("`[^`]+`", "", text))]


def test_the_french_page_is_set_as_french_is():
    said = re.sub(r"<[^>]*>", " ", PAGE.read_text("utf-8"))
    said += " ".join(re.findall(r'(?:data-\w+|aria-label)="([^"]*)"', PAGE.read_text("utf-8")))
    assert not BADLY_SET.search(re.sub(r"\s*\n\s*", "\n", said)), BADLY_SET.search(said)
