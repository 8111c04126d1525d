"""Names that callers give: what they name, or in words why they name nothing.

Imports the error tree. Every face of the product words a wrong name the same way.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Literal, Protocol, TypeVar

from service.errors import UnknownName
from service.texts import Language, texts_of

_LONGEST_ECHO = 60
_MOST_LISTED = 40


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Named = TypeVar("Named", bound=_Named)


def find(kind: Literal["rule", "source"], name: str, among: Iterable[Named], version: str) -> Named:
    """Return the rule or source of that name; raises ``UnknownName``."""
    known = {item.id: item for item in among}
    if name not in known:
        raise UnknownName(kind, name, tuple(known), version)
    return known[name]


def describe_unknown_name(error: UnknownName, language: Language) -> str:
    """Say in this language which name is wrong, and what there is instead."""
    name = "".join(letter if letter.isprintable() else "?" for letter in error.name[:_LONGEST_ECHO])
    texts = texts_of(language)
    wrong = texts.writing.fill(texts.lookup[error.kind], name=name, version=error.version)
    return f"{wrong} {_instead(name, error.known, language)}"


def _instead(name: str, known: tuple[str, ...], language: Language) -> str:
    key = "one" if len(known) == 1 else "all"
    count = len(known)
    if count > _MOST_LISTED:
        known = tuple(get_close_matches(name[:_LONGEST_ECHO], known))
        key = "near" if known else "many"
    texts = texts_of(language)
    return texts.writing.fill(texts.lookup[key], known=known, count=count)
