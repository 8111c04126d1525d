"""Tells what in a proposed contract would break a client that was written against the released one.

No such tool reads OpenAPI 3.1 yet. What could be sent must still be taken, and what is answered must be what
could be answered before; what is only added passes. Every pointer leads into the released contract.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.contract.fitting import Pair, faults
from tests.contract.places import Place, start

_METHODS = ("get", "put", "post", "delete", "patch")


def main(arguments: list[str]) -> int:
    """Print every break between the files of the released and the proposed contract; return 1 if any."""
    released, proposed = (yaml.load(Path(name).read_bytes(), yaml.CSafeLoader) for name in arguments)
    found = breaks(released, proposed)
    print("\n".join([*found, f"Breaking changes: {len(found)}"]))
    return 1 if found else 0


def breaks(released: dict[str, Any], proposed: dict[str, Any]) -> list[str]:
    """Return a sentence for each break, each once, in the order of the released contract."""
    return list(dict.fromkeys(_breaks(start(released), start(proposed))))


def _breaks(released: Place, proposed: Place) -> Iterator[str]:
    echoed = _sent(released)
    for path, item in released.below("paths").items():
        for method in (method for method in _METHODS if method in item.value):
            old, new = item.at(method), proposed.at("paths", path, method)
            if not new.value:
                yield f"{old.pointer}: the operation is removed."
                continue
            if new.value["operationId"] != old.value["operationId"]:
                yield f"{old.pointer}: the operation is renamed."
            yield from _security(old, new)
            yield from _parameters(old, new)
            yield from _body(old, new)
            yield from _answers(old, new, echoed)


def _security(old: Place, new: Place) -> Iterator[str]:
    needs = [place.value.get("security", place.contract.get("security")) or [{}] for place in (old, new)]
    for way in needs[0]:
        # A way in still works if the new contract asks for no scheme and no scope beyond it.
        if not any(
            set(other) <= set(way) and all(set(other[k]) <= set(way[k]) for k in other) for other in needs[1]
        ):
            yield f"{old.pointer}: {' with '.join(way) or 'no key'} is no longer enough."


def _parameters(old: Place, new: Place) -> Iterator[str]:
    had, has = (
        {(one.value["in"], one.value["name"]): one for one in place.below("parameters").values()}
        for place in (old, new)
    )
    for key, one in had.items():
        if key not in has:
            yield f"{one.pointer}: the {key[0]} parameter “{key[1]}” is removed."
            continue
        yield from faults(Pair(one.at("schema"), has[key].at("schema"), sent=True))
        for name in ("style", "explode"):
            if one.value.get(name) != has[key].value.get(name):
                yield f"{one.pointer}: the {name} of the {key[0]} parameter “{key[1]}” is another."
    for (where, name), one in has.items():
        if one.value.get("required") and not (
            (where, name) in had and had[where, name].value.get("required")
        ):
            yield f"{old.pointer}/parameters: the {where} parameter “{name}” is now required."


def _body(old: Place, new: Place) -> Iterator[str]:
    had, has = old.at("requestBody"), new.at("requestBody")
    if has.value.get("required") and not had.value.get("required"):
        yield f"{old.pointer}: a body is now required."
    if had.value and not has.value:
        yield f"{had.pointer}: the body is removed."
    else:
        yield from _content(had, has, sent=True)


def _answers(old: Place, new: Place, echoed: tuple[str, ...]) -> Iterator[str]:
    has = new.below("responses")
    for status, one in old.below("responses").items():
        if status not in has:
            yield f"{old.pointer}/responses/{status}: the status is removed."
            continue
        for name in one.value.get("headers", {}):
            if name not in has[status].value.get("headers", {}):
                yield f"{one.pointer}: the header {name} is removed."
        # A caller is given back only what was sent: a value newly accepted there is no surprise to anybody.
        yield from (fault for fault in _content(one, has[status], sent=False) if not fault.startswith(echoed))


def _content(had: Place, has: Place, sent: bool) -> Iterator[str]:
    media = has.below("content")
    for kind, one in had.below("content").items():
        if kind not in media:
            yield f"{one.pointer}: the media type is removed."
            continue
        released, proposed = one.at("schema"), media[kind].at("schema")
        yield from faults(Pair(released, proposed, True) if sent else Pair(proposed, released, False))


def _sent(place: Place) -> tuple[str, ...]:
    """Return the pointers of the schemas that requests are made of."""
    items = place.below("paths").values()
    todo = [item.at(method, "requestBody").value for item in items for method in _METHODS]
    names: set[str] = set()
    while todo:
        found = set(re.findall(r"#/components/schemas/(\w+)", str(todo.pop()))) - names
        names |= found
        todo += [place.at("components", "schemas", name).value for name in found]
    return tuple(f"#/components/schemas/{name}{end}" for name in names for end in "/:")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
