"""The readers of arguments that are numbers, for argparse: they return the number, or refuse in words."""

from argparse import ArgumentTypeError

from service.texts.shape import Texts

_MOST_DAYS = 99_999
_MOST_SYNTHETIC = 10_000_000
_HOURS_OF_A_YEAR = 8760


class ArgumentTypes:
    """Readers that word their refusals from these texts; without texts, the refusal has no words."""

    def __init__(self, texts: Texts | None) -> None:
        self._texts = texts

    def days(self, text: str) -> int:
        """Read a whole number of days from 1."""
        return self._whole(text, _MOST_DAYS)

    def number(self, text: str) -> int:
        """Read a whole number from 1 to ten million."""
        return self._whole(text, _MOST_SYNTHETIC)

    def hours(self, text: str) -> float:
        """Read a number of hours from 0 to those of a year."""
        try:
            hours = float(text)
        except ValueError:
            hours = -1.0
        if not 0 <= hours <= _HOURS_OF_A_YEAR:
            words = self._texts.command_line.not_hours if self._texts else ""
            raise self._refusal(words, text=text, least=0, most=_HOURS_OF_A_YEAR)
        return hours

    def _whole(self, text: str, most: int) -> int:
        is_short = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
        if not (is_short and 1 <= int(text) <= most):
            words = self._texts.command_line.not_whole_number if self._texts else ""
            raise self._refusal(words, text=text, least=1, most=most)
        return int(text)

    def _refusal(self, words: str, **values: object) -> ArgumentTypeError:
        return ArgumentTypeError(self._texts.writing.fill(words, **values) if self._texts else "")
