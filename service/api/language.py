"""The language of an answer: French or English, by ``Accept-Language``; anything else is English.

Imports the language codes only. A header that makes no sense is never an error, and 406 is never sent.
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
    # Only so much of the header is read and remembered, whatever a caller sends.
    return negotiate(connection.headers.get("accept-language", "")[:_MOST_CHARACTERS])


@lru_cache(maxsize=256)
def negotiate(header: str) -> Language:
    """Return the supported language with the highest weight; the first named wins a tie."""
    best, weight = DEFAULT, 0.0
    for text in header.split(",", _MOST_RANGES)[:_MOST_RANGES]:
        found = _RANGE.fullmatch(text)
        if found is None:
            continue
        quality = min(float(found[2]), 1.0) if found[2] else 1.0
        name = found[1].lower()
        if quality > weight and (name == "*" or name in LANGUAGES):
            best, weight = next((known for known in LANGUAGES if known == name), DEFAULT), quality
    return best
