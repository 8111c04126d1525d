"""The name that was probably meant by an unknown one."""

from collections.abc import Sequence
from difflib import get_close_matches

# Words for the same thing in drafts of the contract and in other forms, which no likeness of letters finds.
_SYNONYMS = {"evidence": "emergent", "stage": "level", "strategy": "importance"}


def nearest(name: str, known: Sequence[str]) -> str | None:
    """Return the known name that is spelt most like ``name``, else one that shares a word with it."""
    if (synonym := _SYNONYMS.get(name)) in known:
        return synonym
    alike = get_close_matches(name, known, n=1, cutoff=0.75)
    return next(iter(alike), None) or _sharing_words(name, known) or _alike(name, known)


def _sharing_words(name: str, known: Sequence[str]) -> str | None:
    words = set(name.split("_"))
    best = max(known, key=lambda other: len(words & set(other.split("_"))), default="")
    return best if words & set(best.split("_")) else None


def _alike(name: str, known: Sequence[str]) -> str | None:
    return next(iter(get_close_matches(name, known, n=1)), None)
