"""The smallest single changes of an answer that would change the level or the recommendation.

Each answer given is moved to its neighbours and the decision taken again; what flips is reported, smallest
move first. Only answers that were given are moved: an unanswered one is a question, not a counterfactual.
"""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from service.engine.compiled import Compiled
from service.engine.core import Decision, decide
from service.engine.policies.costs import budget_of
from service.model.answer.advice import Counterfactual
from service.model.codes import COMPETENCIES, LEVELS
from service.model.profile import EuroBand, Profile

_MOST = 12
_ANSWERS = ("no", "partly", "yes")
_SCALE = (0, 1, 2, 3, 4)
_STAGES = (1, 2, 3, 4)
_PRIORITIES = ("flexibility", "balanced", "durability")
_LADDERS: dict[str, dict[str, tuple[Any, ...]]] = {
    "strategy": {
        "brand_advantage": _SCALE,
        "digital_transformation": _SCALE,
        "web_native": _SCALE,
        "web_communication_core": (False, True),
    },
    "presence": {"always_on": (False, True), "crisis_exposure": _SCALE},
    "capacity": {
        "available_hours_per_week": (0, 2, 3.5, 10, 17.5, 35, 70),
        "can_hire": (False, True),
        "monthly_budget_eur": (0, 300, 700, 1500, 3000, 6000, 12000),
        "senior_supervision": (False, True),
    },
    "governance": {
        "single_contact": _ANSWERS,
        "contact_understands_trade": _ANSWERS,
        "management_support": _ANSWERS,
        "activity_explainable": _ANSWERS,
        "time_to_devote": _ANSWERS,
        "accepts_advice": _ANSWERS,
        "voice_delegation": _ANSWERS,
        "validation_hours": (1, 8, 24, 72),
    },
    "preferences": {
        "priority": _PRIORITIES,
        "build_internal_skills": (False, True),
        "neutrality": (False, True),
    },
}


def counterfactuals_of(
    compiled: Compiled, profile: Profile, decision: Decision
) -> tuple[Counterfactual, ...]:
    """At most a dozen changes that flip an output, smallest move first."""
    level = _level(decision)
    flips: list[tuple[int, Counterfactual]] = []
    for distance, field, before, after, changed in _neighbours(profile):
        other = decide(compiled, changed)
        if _level(other) != level:
            flips.append((distance, _flip(field, before, after, "maturity.level", _level(other))))
        if other.recommended != decision.recommended:
            flips.append((distance, _flip(field, before, after, "sourcing.recommended", other.recommended)))
    smallest: dict[tuple[str, str], Counterfactual] = {}
    for _, flip in sorted(flips, key=lambda pair: pair[0]):
        smallest.setdefault((flip.field, flip.output), flip)
    return tuple(smallest.values())[:_MOST]


def _level(decision: Decision) -> str:
    level = decision.maturity.level
    return "insufficient_evidence" if level is None else LEVELS[level]


def _flip(field: str, before: Any, after: Any, output: Any, result: str) -> Counterfactual:
    return Counterfactual(field, format_value(before), format_value(after), output, result)


def format_value(value: Any) -> str:
    """A value as the answer shows it: whole numbers in full, a band as its two ends."""
    if isinstance(value, EuroBand):
        return f"{format_value(value.min)}-{'' if value.max is None else format_value(value.max)}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


Neighbour = tuple[int, str, Any, Any, Profile]


def _neighbours(profile: Profile) -> Iterator[Neighbour]:
    for block, fields in _LADDERS.items():
        stated = getattr(profile, block)
        for name, ladder in fields.items() if stated is not None else ():
            before = getattr(stated, name)
            for distance, after in _moves(before, ladder):
                changed = replace(profile, **{block: replace(stated, **{name: after})})
                yield distance, f"{block}.{name}", before, after, changed
    yield from _competency_neighbours(profile)


def _moves(before: Any, ladder: tuple[Any, ...]) -> Iterator[tuple[int, Any]]:
    """The other rungs of a ladder, with how far each is; a number off the ladder stands between two."""
    if isinstance(before, EuroBand):
        before = budget_of(before)
    if before is None or before == "unknown":
        return
    if isinstance(before, bool) and len(ladder) == len(_ANSWERS):
        before = "yes" if before else "no"
    if before in ladder:
        here = float(ladder.index(before))
    elif isinstance(before, (int, float)):
        here = sum(rung < before for rung in ladder) - 0.5
    else:
        return
    for i, rung in enumerate(ladder):
        if rung != before:
            yield max(1, round(abs(i - here))), rung


def _competency_neighbours(profile: Profile) -> Iterator[Neighbour]:
    stated = profile.competencies
    if stated is None:
        return
    for key in COMPETENCIES:
        given = getattr(stated, key)
        if given is None:
            continue
        for distance, after in _moves(given.stage, _STAGES):
            moved = replace(given, stage=after)
            changed = replace(profile, competencies=replace(stated, **{key: moved}))
            yield distance, f"competencies.{key}.stage", given.stage, after, changed
        for name in () if given.evidence is None else given.evidence.__struct_fields__:
            before = getattr(given.evidence, name)
            for distance, after in _moves(before, _ANSWERS):
                moved = replace(given, evidence=replace(given.evidence, **{name: after}))
                changed = replace(profile, competencies=replace(stated, **{key: moved}))
                yield distance, f"competencies.{key}.evidence.{name}", before, after, changed
