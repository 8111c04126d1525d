"""The version of what rollups contain: it changes with any dimension, grain, slot or measure.

Stored rollups carry it, and those of another version are rebuilt. It cannot be forgotten, since it is
derived: a digest of what sample assessments contribute.
"""

from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from uuid import UUID

import msgspec

from service.application.ports.assessment_store import AssessmentSummary
from service.application.statistics.rollups import aggregate, contribution_of
from service.model.codes import BANDS, LEVELS, MODELS

# A prime number of samples beyond the longest list of codes: each code and each step of a measure occurs.
_SAMPLES = 101


@cache
def definition() -> str:
    """Return the version: 16 hexadecimal digits."""
    contributions = [
        sorted((key, sorted(sums.items())) for key, sums in aggregate([contribution_of(sample)]).items())
        for sample in map(_sample, range(_SAMPLES))
    ]
    return sha256(msgspec.json.encode(contributions)).hexdigest()[:16]


def _sample(number: int) -> AssessmentSummary:
    """A summary whose codes and numbers vary with ``number``, without any at 0."""
    return AssessmentSummary(
        id=UUID(int=number),
        origin="server" if number % 2 else "visitor",
        created_at=datetime(2026, 1 + number % 12, 1 + number % 28, tzinfo=UTC),
        reference=f"reference-{number}",
        section="G" if number else None,
        size="micro",
        country="FR",
        assessor="self" if number else None,
        form="full" if number else None,
        version="2026.1",
        level=LEVELS[number % len(LEVELS)] if number else None,
        index=100 + 3 * number if number else None,
        coverage=number,
        score=number if number else None,
        band=BANDS[number % len(BANDS)] if number else None,
        recommended=MODELS[number % len(MODELS)],
        tags=("north", "south")[: number % 3],
    )
