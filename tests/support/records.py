"""Records for tests of the stores."""

from datetime import UTC, datetime, timedelta
from typing import Any

from service.application.ids import new_id
from service.application.ports.assessment_store import AssessmentRecord, IdempotencyRecord
from service.application.timestamps import format_timestamp
from service.model.codes import COMPETENCIES
from service.model.documents.row import AssessmentRow

START = datetime(2026, 11, 22, 10, tzinfo=UTC)


def timestamp(minutes: float = 0) -> datetime:
    """The timestamp so many minutes after the start."""
    return START + timedelta(minutes=minutes)


ROW: dict[str, Any] = {
    "reference": "shop-17",
    "country": "FR",
    "nace_section": "G",
    "size_class": "micro",
    "headcount_low": 3,
    "headcount_high": 3,
    "assessor": "self",
    "form": None,
    "origin": "server",
    "tags": (),
    "methodology": "v2026.1",
    "maturity_status": "assessed",
    "maturity_level": "emergent",
    "maturity_level_low": "emergent",
    "maturity_level_high": "community",
    "maturity_index": 2.13,
    "maturity_index_low": 1.81,
    "maturity_index_high": 2.69,
    "maturity_coverage": 0.88,
    **{f"maturity_{competency}": 2.5 for competency in COMPETENCIES},
    "maturity_tools": None,
    "importance_status": "assessed",
    "importance_band": "core",
    "importance_score": 72,
    "importance_score_low": 60,
    "importance_score_high": 80,
    "sourcing_status": "provisional",
    "sourcing_model": "hybrid",
    "sourcing_group": ("hybrid", "partial_outsourcing"),
    "sourcing_fit": 60.5,
    "sourcing_margin": 1.5,
    "sourcing_cost_eur_per_month_low": 400,
    "sourcing_cost_eur_per_month_high": 2216,
    "next_question": "/competencies/tools",
    "team_role": "community_manager",
    "team_seniority": "confirmed",
    "team_fte": 0.5,
    "salary_eur_per_year_low": 28_000,
    "salary_eur_per_year_high": 38_000,
}
_BESIDE_THE_ROW = ("space", "profile", "rules_digest", "result_digest")


def record(minutes: float = 0, **changes: Any) -> AssessmentRecord:
    """A record created so many minutes after the start, with changed columns; ids sort by time."""
    at = changes.pop("created_at", timestamp(minutes))
    identity = {"id": str(new_id(at)), "created_at": format_timestamp(at)}
    values: dict[str, Any] = {
        "space": "one",
        "profile": b'{"organisation":{"country":"FR","headcount":3,"activity_code":"G"}}',
        "rules_digest": bytes(range(32)),
        "result_digest": bytes(range(32, 64)),
    }
    values |= {name: changes.pop(name) for name in _BESIDE_THE_ROW if name in changes}
    return AssessmentRecord(row=AssessmentRow(**{**identity, **ROW, **changes}), **values)


def idempotency(key: str = "a", digest: bytes = b"digest", **changes: Any) -> IdempotencyRecord:
    return IdempotencyRecord(
        **{"key": key, "request_digest": digest, "language": "fr", "include": ("trace",), **changes}
    )
