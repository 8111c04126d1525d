"""Places in a contract: what stands there and which JSON pointer leads there. Imports nothing of Palier."""

from typing import Any, NamedTuple


class Place(NamedTuple):
    """What stands at a pointer of a contract; references are followed on the way, so it is never one."""

    contract: dict[str, Any]
    pointer: str
    value: Any

    def at(self, *steps: str) -> "Place":
        """Return the place that many steps below; what is absent there is an empty object."""
        if not steps:
            return self
        key = steps[0]
        value = self.value[int(key)] if isinstance(self.value, list) else self.value.get(key, {})
        pointer = f"{self.pointer}/{key.replace('~', '~0').replace('/', '~1')}"
        if isinstance(value, dict) and "$ref" in value:
            path = [part.replace("~1", "/").replace("~0", "~") for part in value["$ref"].split("/")[1:]]
            return start(self.contract).at(*path).at(*steps[1:])
        return Place(self.contract, pointer, value).at(*steps[1:])

    def below(self, key: str) -> dict[str, "Place"]:
        """Return the places in the object or list at this key, by name or number."""
        inside = self.at(key)
        names = map(str, range(len(inside.value))) if isinstance(inside.value, list) else inside.value
        return {name: inside.at(name) for name in names}


def start(contract: dict[str, Any]) -> Place:
    """Return the place of the whole contract."""
    return Place(contract, "#", contract)
