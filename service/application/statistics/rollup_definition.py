"""The version of what rollups contain: it changes with any dimension, grain, slot or measure.

Stored rollups carry it, and those of another version are rebuilt. It cannot be forgotten, since it is
derived: a digest of what sample assessments contribute, and of how many tags are added up.
"""

from functools import cache
from hashlib import sha256
from typing import Any

import msgspec

from service.application.statistics.rollups import MOST_TAGS, aggregate, contribution_of
from service.model.codes import BANDS, LEVELS, MODELS, STATUSES
from service.model.documents.row import AssessmentRow

# A prime number of samples beyond the longest list of codes: each code and each step of a measure occurs.
_SAMPLES = 101


@cache
def definition() -> str:
    """Return the version: 16 hexadecimal digits."""
    contributions = [
        sorted((key, sorted(sums.items())) for key, sums in aggregate([contribution_of(sample)]).items())
        for sample in map(_sample, range(_SAMPLES))
    ]
    return sha256(msgspec.json.encode((contributions, MOST_TAGS))).hexdigest()[:16]


def _sample(number: int) -> AssessmentRow:
    """A row whose codes and numbers vary with ``number``, without any at 0."""
    values: dict[str, Any] = dict.fromkeys(AssessmentRow.__struct_fields__)
    values |= {
        "created_at": f"2026-{1 + number % 12:02}-{1 + number % 28:02}T00:00:00.000Z",
        "country": "FR",
        "origin": "server" if number % 2 else "visitor",
        "tags": ("north", "south")[: number % 3],
        "methodology": "v2026.1",
        "maturity_status": STATUSES[number % len(STATUSES)],
        "importance_status": STATUSES[number % len(STATUSES)],
        "sourcing_status": STATUSES[number % len(STATUSES)],
        "maturity_coverage": number / 100,
    }
    if number:
        values |= {
            "nace_section": "G",
            "size_class": "micro",
            "assessor": "self",
            "form": "full",
            "maturity_level": LEVELS[number % len(LEVELS)],
            "maturity_index": (100 + 3 * number) / 100,
            "importance_band": BANDS[number % len(BANDS)],
            "importance_score": number,
            "sourcing_model": MODELS[number % len(MODELS)],
        }
    return AssessmentRow(**values)
