"""Organisations that vote: profiles whose every artefact is answered, and their votes one by one."""

from datetime import datetime
from typing import Any

import msgspec

from service.application.assessor import Assessor
from service.application.ids import new_id
from service.application.norm_ports import assessor_of
from service.application.ports import Record
from service.application.records import Owner, record_of
from service.methodology.catalogue import shipped
from service.model.codes import COMPETENCIES
from service.model.profile import Profile
from service.norms.cohorts import Leaf
from service.norms.tally import LIFE
from tests.norms.world import Ballot
from tests.storage.records import moment

VERSION = "2026.1"
TENANTS = ("north", "south", "east")
ASSESSOR = Assessor(shipped())
_STEPS = ("to_emergent", "to_community", "to_network")


def profile(number: int = 0, **changes: Any) -> dict[str, Any]:
    """A profile whose every artefact is answered, each number otherwise."""
    answers = ("no", "partly", "yes")
    evidence = {
        key: {"evidence": {step: answers[(number + place * i) % 3] for i, step in enumerate(_STEPS, 1)}}
        for place, key in enumerate(COMPETENCIES)
    }
    organisation = {"country": "FR", "headcount": 5, "activity_code": "G", "reference": f"shop-{number}"}
    return {
        "organisation": organisation | changes.pop("organisation", {}),
        "competencies": evidence | changes.pop("competencies", {}),
        "context": {"assessor": "self"} | changes.pop("context", {}),
        **changes,
    }


def record(tenant: str, minutes: float, data: dict[str, Any], channel: Any = "server") -> Record:
    read = msgspec.convert(data, Profile)
    found, result = ASSESSOR.assess_and_digest(read, "en", frozenset(), VERSION)
    at = moment(minutes)
    return record_of((new_id(at), at), Owner(tenant, channel), read, found, result)


def many(number: int, first: int = 0, minutes: float = 0, **changes: Any) -> list[Record]:
    """So many organisations, shared by the tenants."""
    return [
        record(TENANTS[each % 3], minutes + each / 100, profile(each, **msgspec.to_builtins(changes)))
        for each in range(first, first + number)
    ]


def brute_force(records: dict[Any, Record], cut_off: datetime) -> dict[Leaf, list[Ballot]]:
    """The votes as of a cut-off, by looking at every stored row by itself."""
    latest: dict[tuple[str, str], Record] = {}
    for each in sorted(records.values(), key=lambda record: record.id):
        if each.channel == "visitor" or each.reference is None or each.tenant.endswith(":test"):
            continue
        if not cut_off - LIFE <= each.created_at < cut_off:
            continue
        read = msgspec.json.decode(each.profile, type=Profile)
        scores = ASSESSOR.assess(read, "en", frozenset(), VERSION).maturity
        declined = read.context is not None and read.context.norm_use is False
        known = [competency.score for competency in scores.competencies]
        if declined or scores.coverage < 0.8 or None in known or scores.index is None:
            continue
        if all(competency.declared for competency in scores.competencies):
            continue
        latest[each.tenant, each.reference] = each
    found: dict[Leaf, list[Ballot]] = {}
    for (tenant, reference), each in latest.items():
        read = msgspec.json.decode(each.profile, type=Profile)
        scores = ASSESSOR.assess(read, "en", frozenset(), VERSION).maturity
        index = int((scores.index - 1) / 0.05 + 0.5 + 1e-9)  # type: ignore[operator]  # Votes have an index.
        others = [int((each.score - 1) / 0.25 + 0.5) for each in scores.competencies]  # type: ignore[operator]
        leaf = Leaf(assessor_of(each.assessor), each.section or "", each.size, each.country)
        found.setdefault(leaf, []).append(Ballot(reference, tenant, leaf, bytes([index, *others])))
    return found
