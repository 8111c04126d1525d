"""The language of a response, by ``Accept-Language``: a supported one, else English.

Imports the language codes only. A malformed header is never an error, and 406 is never sent.
"""

import re
from functools import lru_cache
from typing import Any

from litestar.connection import ASGIConnection

from service.texts import LANGUAGES, Language

DEFAULT: Language = "en"
# Some send the names of locales, with an underscore.
_RANGE = re.compile(
    r"\s*([A-Za-z]{1,8}|\*)(?:[-_][A-Za-z0-9_-]*)?\s*(?:;\s*[Qq]\s*=\s*([01](?:\.[0-9]*)?)\s*)?"
)
_MOST_RANGES = 20
_MOST_CHARACTERS = 200


def language_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Language:
    """Return the language that this request asks for."""
    # A header sent in several lines is one list.
    header = ",".join(connection.headers.getall("accept-language", []))
    # Bounds what a caller can make this process parse and cache.
    return negotiate(header[:_MOST_CHARACTERS])


@lru_cache(maxsize=256)
def negotiate(header: str) -> Language:
    """Return the supported language with the highest weight; of equals the first named, else English.

    ``*`` speaks of every language that is not named; a weight of 0 says that one is not wanted.
    """
    weights: dict[str, float] = {}
    for text in header.split(",", _MOST_RANGES)[:_MOST_RANGES]:
        match = _RANGE.fullmatch(text)
        if match is not None:
            name = match[1].lower()
            weights[name] = max(weights.get(name, 0.0), min(float(match[2] or 1), 1.0))
    others = weights.pop("*", 0.0)
    positions = list(weights)

    def rank(language: Language) -> tuple[float, int, bool]:
        position = positions.index(language) if language in weights else len(positions)
        return weights.get(language, others), -position, language == DEFAULT

    best = max(LANGUAGES, key=rank)
    return best if rank(best)[0] > 0 else DEFAULT
