"""Records for tests of the stores."""

from datetime import UTC, datetime, timedelta
from typing import Any

from service.application.ids import new_id
from service.application.ports.assessment_store import AssessmentRecord, AssessmentSummary, IdempotencyRecord

START = datetime(2026, 11, 22, 10, tzinfo=UTC)


def timestamp(minutes: float = 0) -> datetime:
    """The timestamp so many minutes after the start."""
    return START + timedelta(minutes=minutes)


def record(minutes: float = 0, **changes: Any) -> AssessmentRecord:
    """A record created so many minutes after the start; ids sort by time."""
    values: dict[str, Any] = {
        "id": new_id(timestamp(minutes)),
        "space": "one",
        "origin": "server",
        "created_at": timestamp(minutes),
        "profile": b'{"organisation":{"country":"FR","headcount":3,"activity_code":"G"}}',
        "reference": "shop-17",
        "section": "G",
        "size": "micro",
        "country": "FR",
        "assessor": "self",
        "form": None,
        "version": "2026.1",
        "rules_digest": bytes(range(32)),
        "result_digest": bytes(range(32, 64)),
        "level": "emergent",
        "index": 213,
        "coverage": 88,
        "score": 72,
        "band": "core",
        "recommended": "hybrid",
        "tags": (),
    }
    return AssessmentRecord(**{**values, **changes})


def summary(stored: AssessmentRecord) -> AssessmentSummary:
    """What lists show of a record."""
    return AssessmentSummary(**{name: getattr(stored, name) for name in AssessmentSummary.__struct_fields__})


def idempotency(key: str = "a", digest: bytes = b"digest", **changes: Any) -> IdempotencyRecord:
    return IdempotencyRecord(
        **{"key": key, "request_digest": digest, "language": "fr", "include": ("trace",), **changes}
    )
