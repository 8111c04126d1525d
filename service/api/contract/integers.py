"""The width of integers in the contract, from which typed languages choose theirs."""

import math
from typing import Any


def size_integers(node: Any) -> None:
    """Give every integer a format, from which typed languages read its width, and from nothing else."""
    if isinstance(node, dict):
        if node.get("type") == "integer":
            low, high = node.get("minimum", -math.inf), node.get("maximum", math.inf)
            node["format"] = "int32" if low >= -(2**31) and high < 2**31 else "int64"
        for value in node.values():
            size_integers(value)
    elif isinstance(node, list):
        for value in node:
            size_integers(value)
