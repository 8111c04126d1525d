"""The messages of Python's argparse in the language of the user.

argparse passes each of its messages through two functions of gettext. Python ships no translations of them,
and gettext would want compiled files in a folder of the system. The two functions are replaced while a
command line is parsed with words. A message that is not translated stays English.
"""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


@contextmanager
def translated_argparse(messages: Mapping[str, str]) -> Iterator[None]:
    """Replace the English messages of argparse by these, by their English words."""

    def one(message: str) -> str:
        return messages.get(message, message)

    def plural(singular: str, several: str, number: int) -> str:
        return one(singular if number == 1 else several)

    names = vars(argparse)
    usual = {name: names[name] for name in ("_", "ngettext")}
    names.update(_=one, ngettext=plural)
    try:
        yield
    finally:
        names.update(usual)
