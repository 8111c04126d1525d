"""What is wrong with a pack, worded in each language of the service. Imports the texts."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from service.errors import InvalidPack
from service.texts import LANGUAGES, Language, texts_of


class Problem(Struct, frozen=True):
    """One thing wrong with a pack: a key of the texts' ``pack_problems`` and what fills its placeholders.

    A slot that is a problem itself is worded in the same language.
    """

    code: str
    slots: "Mapping[str, str | Problem]"

    def sentence(self, language: Language) -> str:
        """The problem in this language."""
        slots = {
            name: slot.sentence(language) if isinstance(slot, Problem) else slot
            for name, slot in self.slots.items()
        }
        return texts_of(language).pack_problems[self.code].format_map(slots)

    def __str__(self) -> str:
        return self.sentence("en")


def problem(code: str, **slots: object) -> Problem:
    """A problem from values: numbers are written without a needless ``.0``, lists with commas."""
    return Problem(code, {name: _slot(value) for name, value in slots.items()})


def invalid_pack(name: str, problems: Iterable[Problem]) -> InvalidPack:
    """The error that refuses a pack, with every problem worded in every language."""
    listed = tuple(problems)
    return InvalidPack(name, {lang: tuple(one.sentence(lang) for one in listed) for lang in LANGUAGES})


def _slot(value: object) -> str | Problem:
    if isinstance(value, Problem):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(str(_slot(item)) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
