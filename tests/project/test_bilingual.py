"""Every word of the contract exists in English and in French, and the French is set as French is."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
# A straight apostrophe, or anything but a no-break space where French wants one.
BADLY_SET = re.compile(r"'|[^\u00a0][;?!%€»](?!\w)|«[^\u00a0]| :")


def described(part: Any) -> Iterator[dict[str, Any]]:
    """Everything in the contract that is described in words, but for the examples."""
    if isinstance(part, dict):
        if isinstance(part.get("description"), str):
            yield part
        for name, member in part.items():
            if name not in ("example", "examples"):
                yield from described(member)
    elif isinstance(part, list):
        for item in part:
            yield from described(item)


CONTRACT = yaml.load((ROOT / "openapi" / "openapi.yaml").read_bytes(), yaml.CSafeLoader)
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
            named = [parameter for parameter in operation["parameters"] if "$ref" not in parameter]
            for part in (operation, *named, next(iter(operation["responses"].values()))):
                assert part["x-description-fr"]
    for part in CONTRACT["components"]["parameters"].values():
        assert part["x-description-fr"]


def test_the_french_of_the_contract_is_set_as_french_is():
    french = [part[name] for part in DESCRIBED for name in part if name.endswith("-fr")]
    # Spans of code are data: they keep the characters that they have.
    assert not [text for text in french if BADLY_SET.search(re.sub("`[^`]+`", "", text))]
