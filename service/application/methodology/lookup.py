"""Names that callers give: what they name, or in words why they name nothing.

Imports the error tree. Every face of the product words a wrong name the same way.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Literal, Protocol, TypeVar

from service.errors import UnknownName
from service.model.codes import Language

_LONGEST_ECHO = 60
_MOST_LISTED = 40
_WORDS: dict[str, dict[Language, str]] = {
    "version": {
        "en": "There is no version “{name}” of the methodology.",
        "fr": "Il n’existe pas de version « {name} » de la méthodologie.",
    },
    "rule": {
        "en": "Version {version} of the methodology has no rule “{name}”.",
        "fr": "La version {version} de la méthodologie n’a pas de règle « {name} ».",
    },
    "source": {
        "en": "Version {version} of the methodology has no source “{name}”.",
        "fr": "La version {version} de la méthodologie n’a pas de source « {name} ».",
    },
    "one": {"en": "The only one is {known}.", "fr": "La seule est {known}."},
    "all": {"en": "Those that exist: {known}.", "fr": "Celles qui existent : {known}."},
    "near": {
        "en": "It has {count}. The nearest: {known}.",
        "fr": "Elle en compte {count}. Au plus près : {known}.",
    },
    "many": {
        "en": "It has {count}; reading the version lists them.",
        "fr": "Elle en compte {count} ; la lecture de la version les énumère.",
    },
}


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


def told(error: UnknownName, language: Language) -> str:
    """Say in this language which name is wrong, and what there is instead."""
    name = "".join(letter if letter.isprintable() else "?" for letter in error.name[:_LONGEST_ECHO])
    wrong = _WORDS[error.kind][language].format(name=name, version=error.version)
    return f"{wrong} {_instead(name, error.known, language)}"


def _instead(name: str, known: tuple[str, ...], language: Language) -> str:
    key = "one" if len(known) == 1 else "all"
    count = len(known)
    if count > _MOST_LISTED:
        known = tuple(get_close_matches(name[:_LONGEST_ECHO], known))
        key = "near" if known else "many"
    return _WORDS[key][language].format(known=", ".join(known), count=count)
