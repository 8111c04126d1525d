"""What is wrong with a pack, worded in each language of the service. Imports the texts."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from service.errors import InvalidPack
from service.texts import LANGUAGES, Language, texts_of


class Problem(Struct, frozen=True):
    """One thing wrong with a pack: a key of the texts' ``pack_problems`` and what fills its placeholders.

    A slot that is a problem itself is worded in the same language; one of several texts becomes a list.
    """

    code: str
    slots: "Mapping[str, Slot]"

    def sentence(self, language: Language) -> str:
        """The problem in this language."""
        slots = {
            name: slot.sentence(language) if isinstance(slot, Problem) else slot
            for name, slot in self.slots.items()
        }
        texts = texts_of(language)
        return texts.writing.fill(texts.pack_problems[self.code], **slots)

    def __str__(self) -> str:
        return self.sentence("en")


Slot = str | float | tuple[str, ...] | Problem


def problem(code: str, **slots: object) -> Problem:
    """A problem from values: the numbers of a file are told as the file has them."""
    return Problem(code, {name: _slot(value) for name, value in slots.items()})


def invalid_pack(name: str, problems: Iterable[Problem]) -> InvalidPack:
    """The error that refuses a pack, with every problem worded in every language."""
    listed = tuple(problems)
    return InvalidPack(name, {lang: tuple(one.sentence(lang) for one in listed) for lang in LANGUAGES})


def _slot(value: object) -> Slot:
    if isinstance(value, Problem):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        return tuple(str(_slot(item)) for item in value)
    if isinstance(value, float):
        return f"{value:g}"
    return value if type(value) is int else str(value)
