"""How a language writes numbers, lists and nouns after numbers. Imports the shape of a section only.

Every text that holds placeholders is filled here, so that no number reaches a reader as a program prints it.
A placeholder is ``{name}``, or ``{name:singular|plural}`` for a noun that agrees with the number ``name``.
"""

from collections.abc import Iterable, Sequence

from service.texts.section import Section

_MINUS = "\N{MINUS SIGN}"
# A number without decimals asked for shows those that it has, up to these.
_MOST_DECIMALS = 3


class Writing(Section, frozen=True, kw_only=True):
    """The marks and small words of a language. ``all_of`` and ``one_of`` stand before the last of a list."""

    decimal: str
    thousands: str
    is_zero_singular: bool
    all_of: str
    one_of: str

    def fill(self, text: str, /, **values: object) -> str:
        """Return a text with its placeholders filled: numbers written, several values as a list."""
        return text.format_map({name: self._written(value) for name, value in values.items()})

    def _written(self, value: object) -> object:
        if isinstance(value, (int, float)):
            return _Number(value, self)
        return self.listed(map(str, value)) if isinstance(value, (list, tuple)) else value

    def number(self, value: float, decimals: int | None = None) -> str:
        """Return a number with its thousands set apart; without ``decimals``, with those that it has."""
        if decimals is None:
            decimals = _finest([value])
        return f"{value:z,.{decimals}f}".translate(
            {ord(","): self.thousands, ord("."): self.decimal, ord("-"): _MINUS}
        )

    def numbers(self, values: Sequence[float]) -> list[str]:
        """Return numbers that are read together, with as many decimals each as the finest has."""
        decimals = _finest(values)
        return [self.number(value, decimals) for value in values]

    def gain(self, points: float) -> str:
        """Return points that are added or taken away, with their sign and one decimal."""
        return ("+" if points > 0 else "") + self.number(points, 1)

    def is_singular(self, number: float) -> bool:
        """Tell whether a noun after this number stands in the singular: French counts so up to two."""
        return number == 1 or (self.is_zero_singular and abs(number) < 2)

    def listed(self, items: Iterable[str]) -> str:
        """Return ``A, B and C``."""
        return _joined(tuple(items), self.all_of)

    def either(self, items: Iterable[str]) -> str:
        """Return ``A, B or C``."""
        return _joined(tuple(items), self.one_of)


class _Number:
    """A number in a placeholder: written alone, or choosing the form of a noun."""

    def __init__(self, value: float, writing: Writing) -> None:
        self._value = value
        self._writing = writing

    def __str__(self) -> str:
        return self._writing.number(self._value)

    def __format__(self, forms: str) -> str:
        if not forms:
            return str(self)
        singular, plural = forms.split("|")
        return singular if self._writing.is_singular(self._value) else plural


def _finest(values: Iterable[float]) -> int:
    """Return how many decimals the finest of these numbers has."""
    written = (f"{value:.{_MOST_DECIMALS}f}".rstrip("0") for value in values)
    return max((len(number.partition(".")[2]) for number in written), default=0)


def lower_first(label: str) -> str:
    """Return a label as it stands inside a sentence; one that begins with an abbreviation stays as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def upper_first(text: str) -> str:
    """Return a text that begins with a capital, as a sentence does."""
    return text[:1].upper() + text[1:]


def _joined(items: tuple[str, ...], last_joint: str) -> str:
    return last_joint.join(part for part in (", ".join(items[:-1]), *items[-1:]) if part)
