"""The language of a response, by ``Accept-Language``: a supported one, else English.

Imports the language codes only. A malformed header is never an error, and 406 is never sent.
"""

import re
from functools import lru_cache
from typing import Any

from litestar.connection import ASGIConnection

from service.texts import LANGUAGES, Language

DEFAULT: Language = "en"
_RANGE = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]*)?\s*(?:;\s*[Qq]\s*=\s*([01](?:\.[0-9]*)?)\s*)?")
_MOST_RANGES = 20
_MOST_CHARACTERS = 200


def language_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Language:
    """Return the language that this request asks for."""
    # Bounds what a caller can make this process parse and cache.
    return negotiate(connection.headers.get("accept-language", "")[:_MOST_CHARACTERS])


@lru_cache(maxsize=256)
def negotiate(header: str) -> Language:
    """Return the supported language with the highest weight; the first named wins a tie."""
    best, best_weight = DEFAULT, 0.0
    for text in header.split(",", _MOST_RANGES)[:_MOST_RANGES]:
        match = _RANGE.fullmatch(text)
        if match is None:
            continue
        weight = min(float(match[2]), 1.0) if match[2] else 1.0
        name = match[1].lower()
        if weight > best_weight and (name == "*" or name in LANGUAGES):
            best = next((language for language in LANGUAGES if language == name), DEFAULT)
            best_weight = weight
    return best
