"""Tells what in a proposed contract would break a client that was written against the released one.

No such tool reads OpenAPI 3.1 yet. What could be sent must still be taken, and what is answered must be what
could be answered before; what is only added passes. Every pointer leads into the released contract.

A list of codes in an answer is closed (``enum``) or open (text with examples). An open list may gain and lose
codes, and may be closed. A closed one may lose codes, but neither gain any nor be opened: clients may have
been written, or generated, for its codes alone.
"""

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
    for path, item in released.below("paths").items():
        for method in (method for method in _METHODS if method in item.value):
            old, new = item.at(method), proposed.at("paths", path, method)
            if not new.value:
                yield f"{old.pointer}: the operation is removed."
                continue
            if new.value["operationId"] != old.value["operationId"]:
                yield f"{old.pointer}: the operation is renamed."
            yield from _security(old, new)
            yield from _scope(old, new)
            yield from _parameters(old, new)
            yield from _body(old, new)
            yield from _answers(old, new)


def _security(old: Place, new: Place) -> Iterator[str]:
    needs = [place.value.get("security", place.contract.get("security")) or [{}] for place in (old, new)]
    for way in needs[0]:
        # A way in still works if the new contract asks for no scheme and no scope beyond it.
        if not any(
            set(other) <= set(way) and all(set(other[k]) <= set(way[k]) for k in other) for other in needs[1]
        ):
            yield f"{old.pointer}: {' with '.join(way) or 'no key'} is no longer enough."


def _scope(old: Place, new: Place) -> Iterator[str]:
    had, has = (place.value.get("x-scope", "any") for place in (old, new))
    if has not in ("any", had):
        yield f"{old.pointer}: the scope “{had}” is no longer enough."


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


def _answers(old: Place, new: Place) -> Iterator[str]:
    has = new.below("responses")
    for status, one in old.below("responses").items():
        if status not in has:
            yield f"{old.pointer}/responses/{status}: the status is removed."
            continue
        for name in one.value.get("headers", {}):
            if name not in has[status].value.get("headers", {}):
                yield f"{one.pointer}: the header {name} is removed."
        yield from _content(one, has[status], sent=False)


def _content(had: Place, has: Place, sent: bool) -> Iterator[str]:
    media = has.below("content")
    for kind, one in had.below("content").items():
        if kind not in media:
            yield f"{one.pointer}: the media type is removed."
            continue
        released, proposed = one.at("schema"), media[kind].at("schema")
        yield from faults(Pair(released, proposed, True) if sent else Pair(proposed, released, False))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
