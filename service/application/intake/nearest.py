"""The name or the code that was probably meant by an unknown one."""

import re
from collections.abc import Sequence
from difflib import get_close_matches

# Words for the same thing in drafts of the contract and in other forms, which no likeness of letters finds.
_SYNONYMS = {"evidence": "emergent", "stage": "level", "strategy": "importance"}

# What the European Union writes for two countries, and what people write for an answer.
_CODES = {"uk": "GB", "el": "GR", "oui": "yes", "true": "yes", "non": "no", "false": "no", "twitter": "x"}
# Among shorter codes, such as those of countries, a likeness means nothing.
_SHORTEST_ALIKE = 4


def nearest(name: str, known: Sequence[str]) -> str | None:
    """Return the known name that is spelt most like ``name``, else one that shares a word with it."""
    if (synonym := _SYNONYMS.get(name)) in known:
        return synonym
    alike = get_close_matches(name, known, n=1, cutoff=0.75)
    return next(iter(alike), None) or _sharing_words(name, known) or _alike(name, known)


def nearest_code(code: str, known: Sequence[str]) -> str | None:
    """Return the known code that is written otherwise: in capitals, with other joints, or misspelt."""
    plain = re.sub("[^a-z0-9.]+", "_", code.lower()).strip("_")
    by_plain = {one.lower(): one for one in known}
    meant = by_plain.get(plain) or _CODES.get(plain)
    if meant is None and len(plain) >= _SHORTEST_ALIKE:
        alike = get_close_matches(plain, by_plain, n=1, cutoff=0.75)
        meant = by_plain[alike[0]] if alike else None
    return meant if meant in known else None


def _sharing_words(name: str, known: Sequence[str]) -> str | None:
    words = set(name.split("_"))
    best = max(known, key=lambda other: len(words & set(other.split("_"))), default="")
    return best if words & set(best.split("_")) else None


def _alike(name: str, known: Sequence[str]) -> str | None:
    return next(iter(get_close_matches(name, known, n=1)), None)
