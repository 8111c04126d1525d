"""The examples of the contract, executed at start-up so that they can never be out of date.

Imports the use cases through the services that it is given.
"""

from typing import Any

import msgspec

from service.api.services import Services
from service.model.profile import Profile

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
    profile = msgspec.convert(PROFILE, Profile)
    answers = {
        "listMethodologies": versions,
        "getMethodology": methodology,
        "getRule": book.rule(version, methodology.rules[0].id, "en"),
        "getSource": book.source(version, methodology.sources[0].id, "en"),
        "getQuestionnaire": book.questionnaire("express", "en", None),
    }
    examples = {name: {"answer": _cut(msgspec.to_builtins(answer))} for name, answer in answers.items()}
    assessment = services.previews.preview(profile, language="en", include=frozenset(), version=None)
    return examples | {"previewAssessment": {"request": PROFILE, "answer": msgspec.to_builtins(assessment)}}


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _cut(member) for name, member in value.items()}
    return [_cut(item) for item in value[:1]] if isinstance(value, list | tuple) else value
