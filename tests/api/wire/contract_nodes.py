"""What stands where in a contract, and which of its schemas are sent, and which answered."""

from collections.abc import Iterator
from typing import Any

REF = "#/components/schemas/"
Node = dict[str, Any]


def nodes(part: Any, path: str = "") -> Iterator[tuple[str, Node]]:
    """Every object below a part of the contract, with its path; examples and defaults are data."""
    if isinstance(part, dict):
        yield path, part
        for name, member in part.items():
            if name not in ("example", "examples", "default") or path.endswith("/properties"):
                yield from nodes(member, f"{path}/{name}")
    elif isinstance(part, list):
        for number, item in enumerate(part):
            yield from nodes(item, f"{path}/{number}")


def reachable(contract: Node, *parts: Any) -> set[str]:
    """The names of the schemas that these parts refer to, and those that these refer to."""
    todo, names = [*parts], set[str]()
    while todo:
        refs = {node["$ref"] for _, node in nodes(todo.pop()) if str(node.get("$ref", "")).startswith("#/")}
        for ref in refs - names:
            names.add(ref)
            target: Any = contract
            for step in ref.split("/")[1:]:
                target = target[step]
            todo.append(target)
    return {ref.removeprefix(REF) for ref in names if ref.startswith(REF)}


def sides(contract: Node) -> tuple[set[str], set[str]]:
    """The names of the schemas that are sent, and of those that are answered."""
    operations = [operation for path in contract["paths"].values() for operation in path.values()]
    sent = [[operation["parameters"], operation.get("requestBody")] for operation in operations]
    answered = [operation["responses"] for operation in operations]
    return reachable(contract, sent), reachable(contract, answered)
