"""The examples of the contract, executed at start-up so that they can never be out of date.

Imports the use cases through the services that it is given.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from service.api.account import me
from service.api.services import Services
from service.application.assessor import Assessor
from service.application.links import Links
from service.application.ports import Key
from service.application.records import item, record_of, stored
from service.model.codes import Include
from service.model.profile import Profile
from service.model.record import AssessmentPage, Erased, Replay, TraceDocument

_MOMENT = datetime(2026, 11, 22, 10, tzinfo=UTC)
_ID = UUID("01a202e3-0c00-7000-8000-000000000017")

PROFILE: dict[str, Any] = {
    "organisation": {"country": "FR", "headcount": 42, "activity_code": "47.71", "reference": "shop-17"},
    "strategy": {"brand_advantage": 3, "digital_transformation": 2, "web_native": 2},
    "competencies": {
        "strategy": {"evidence": {"to_emergent": "yes", "to_community": "partly", "to_network": "no"}},
        "community_management": {"evidence": {"to_emergent": "yes", "to_community": "no"}},
        "content": {"stage": 2},
    },
    "presence": {
        "channels": [{"kind": "facebook", "followers": 5200, "posts_per_week": 4}],
        "inbound_messages_per_week": 40,
        "current_setup": "shared_role",
    },
    "capacity": {
        "monthly_budget_eur": {"min": 1500, "max": 2500},
        "available_hours_per_week": 10,
        "skills": {"technical": 2, "legal": 1, "communication": 3},
        "can_hire": True,
    },
    "governance": {"management_support": "yes", "voice_delegation": "partly", "validation_hours": 24},
    "preferences": {"priority": "durability", "objectives": ["dialogue", "brand"]},
}


def run_examples(services: Services) -> dict[str, Any]:
    """Return what to send and what is answered, by operation id; the handbook's lists are cut to one item."""
    book = services.handbook
    versions = book.methodologies()
    version = versions.items[0].version
    methodology = book.methodology(version, "en")
    answers = {
        "listMethodologies": versions,
        "getMethodology": methodology,
        "getRule": book.rule(version, methodology.rules[0].id, "en"),
        "getSource": book.source(version, methodology.sources[0].id, "en"),
        "getQuestionnaire": book.questionnaire("express", "en", None),
    }
    examples = {name: {"answer": _cut(msgspec.to_builtins(answer))} for name, answer in answers.items()}
    known = Key(tenant="local", kind="sk_live", scopes=frozenset({"assess", "read"}))
    examples["getMe"] = {"answer": msgspec.to_builtins(me(known, services.limiter))}
    return examples | _on_assessments(services.assessor)


def _on_assessments(assessor: Assessor) -> dict[str, Any]:
    """The example profile as previewed, stored, listed and explained: with an id and a date of its own."""
    profile = msgspec.convert(PROFILE, Profile)
    parts: frozenset[Include] = frozenset({"trace"})
    traced, result = assessor.assess_and_digest(profile, "en", parts, assessor.current)
    found = assessor.assess(profile, "en")
    links = Links(b"example", None, lambda: _MOMENT)
    record = record_of((_ID, "local", _MOMENT), profile, found, result)
    assert traced.trace is not None
    rules, sources = traced.trace.rules[:1], traced.trace.sources[:1]
    replay = Replay(str(_ID), found.methodology, found.methodology, True, (), (), found)
    answers: dict[str, Struct] = {
        "createAssessment": stored(record, found, None, links),
        "getAssessment": stored(record, found, None, links),
        "listAssessments": AssessmentPage((item(record, links),), None),
        "getTrace": TraceDocument(str(_ID), traced.methodology, rules, sources),
        "replayAssessment": replay,
        "eraseOrganisation": Erased(1),
    }
    preview = {"request": PROFILE, "answer": msgspec.to_builtins(found)}
    examples = {name: {"answer": msgspec.to_builtins(answer)} for name, answer in answers.items()}
    examples["createAssessment"]["request"] = PROFILE
    return examples | {"previewAssessment": preview}


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _cut(member) for name, member in value.items()}
    return [_cut(item) for item in value[:1]] if isinstance(value, list | tuple) else value
