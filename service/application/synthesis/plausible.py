"""Plausible organisations: generated from a seed, with correlated answers; no real organisation is in them.

Pure functions of the seed; the assumptions are in ``assumptions``. Every draw advances the generator, so the
order of draws must not change: the same seed must always give the same profiles.
"""

from collections.abc import Iterator
from math import exp
from random import Random
from typing import Any, get_args

import msgspec
from msgspec import Struct

from service.application.synthesis.assumptions import (
    BUDGET_RANGES,
    CHECKLIST,
    HEADCOUNT_AS_RANGE,
    NETWORKS,
    SECTORS,
    SIZES,
    UNANSWERED,
    Sector,
    SizeClass,
)
from service.application.synthesis.later_answers import add_later_answers
from service.model import codes
from service.model.profile import Profile

_WITH_SOMEBODY_IN_CHARGE = {"dedicated", "team", "agency"}
_INTERNAL = {"dedicated", "team"}


class _Organisation(Struct, frozen=True, kw_only=True):
    """The traits that correlate the answers; ``rank`` is 0 for the smallest size and 3 for the largest."""

    size: str
    rank: int
    activity_code: str
    hours: float
    budget: float
    setup: list[str]
    tendency: float
    is_always_on: bool

    @property
    def size_class(self) -> SizeClass:
        return SIZES[self.size]

    @property
    def sector(self) -> Sector:
        return SECTORS[self.activity_code]

    @property
    def has_lead(self) -> bool:
        return not _WITH_SOMEBODY_IN_CHARGE.isdisjoint(self.setup)


def plausible(seed: int) -> Iterator[Profile]:
    """Yield plausible organisations without end; the same seed always gives the same ones."""
    rng = Random(seed)
    later = Random(f"later {seed}")
    while True:
        profile = _drop_answers(rng, _profile(rng))
        yield msgspec.convert(add_later_answers(later, profile), Profile)


def _profile(rng: Random) -> dict[str, Any]:
    organisation = _organisation(rng)
    rank, sector, tendency = organisation.rank, organisation.sector, organisation.tendency
    return {
        "organisation": _identity(rng, organisation),
        "importance": {
            "brand_advantage": _scale(rng, sector.brand + 0.2 * rank),
            "digital_transformation": _scale(rng, 0.5 + 0.6 * rank + 0.3 * tendency),
            "web_native": _scale(rng, sector.web),
            "web_communication_core": organisation.activity_code.startswith("73") and rng.random() < 0.6,
        },
        "competencies": _competencies(rng, tendency),
        "presence": _presence(rng, organisation, _scale(rng, sector.exposure + 0.2 * rank)),
        "capacity": {
            "budget_eur_per_month": _exact_or_range(rng, organisation.budget),
            "available_hours_per_week": organisation.hours,
            "team_fte": round(organisation.hours / 35, 1) if organisation.has_lead else None,
            "skills": _skills(rng, organisation),
            "senior_supervision": rng.random() < 0.2 + 0.15 * rank + 0.2 * organisation.has_lead,
            "can_hire": rng.random() < organisation.size_class.hiring,
        },
        "governance": _governance(rng, organisation),
        "preferences": _preferences(rng),
    }


def _organisation(rng: Random) -> _Organisation:
    size = rng.choices(list(SIZES), [size_class.share for size_class in SIZES.values()])[0]
    code = rng.choices(list(SECTORS), [sector.weight for sector in SECTORS.values()])[0]
    rank = list(SIZES).index(size)
    hours = _hours(rng, size)
    has_no_budget = size == "micro" and rng.random() < 0.2
    budget = 0 if has_no_budget else round(SIZES[size].budget * _log_normal(rng, 0.9), -2)
    setup = _setup(rng, rank, hours, budget)
    has_lead = not _WITH_SOMEBODY_IN_CHARGE.isdisjoint(setup)
    return _Organisation(
        size=size,
        rank=rank,
        activity_code=code,
        hours=hours,
        budget=budget,
        setup=setup,
        tendency=rng.gauss(0.35 + 0.3 * rank + 0.5 * has_lead, 0.75),
        is_always_on=rng.random() < SECTORS[code].evening,
    )


def _identity(rng: Random, organisation: _Organisation) -> dict[str, Any]:
    low, high = organisation.size_class.headcount
    headcount: Any = round(low * (high / low) ** rng.random())
    if rng.random() < HEADCOUNT_AS_RANGE:
        minimum, maximum = rng.choice(organisation.size_class.headcount_ranges)
        headcount = {"min": minimum, "max": maximum}
    country = "FR" if rng.random() < 0.97 else rng.choice(["BE", "CH", "LU", "CA"])
    return {"country": country, "headcount": headcount, "activity_code": organisation.activity_code}


def _hours(rng: Random, size: str) -> float:
    if rng.random() < (0.2 if size == "micro" else 0.08):
        return 0
    return min(400, round(SIZES[size].work * _log_normal(rng, 0.7) * 2) / 2)


def _setup(rng: Random, rank: int, hours: float, budget: float) -> list[str]:
    if rank >= 2 and hours >= 60:
        return ["team", "agency"] if budget > 6000 and rng.random() < 0.3 else ["team"]
    if hours >= 28:
        return ["dedicated"]
    weights = {
        "nobody": 12 if hours == 0 else 4,
        "director": 12 if rank == 0 else 1,
        "shared_role": 10 if hours else 3,
        "trainee": 4,
        "work_study": 2 + 2 * rank,
        "freelance": 5 if budget >= 300 else 1,
        "agency": 3 + 3 * rank if budget >= 700 else 0,
        "seo_provider": 4 if 200 <= budget <= 3000 else 1,
    }
    return rng.choices(list(weights), list(weights.values()))


def _competencies(rng: Random, tendency: float) -> dict[str, Any]:
    is_declared = rng.random() < 1 / 7
    competencies: dict[str, Any] = {}
    for key in codes.COMPETENCIES:
        maturity = tendency + rng.gauss(0, 0.5)
        if is_declared:
            competencies[key] = {"level": codes.LEVELS[max(1, min(4, round(1 + maturity))) - 1]}
        else:
            competencies[key] = _artefacts(rng, maturity)
    return competencies


def _artefacts(rng: Random, maturity: float) -> dict[str, str]:
    artefacts: dict[str, str] = {}
    has_previous = True
    for rank, step in enumerate(codes.STEPS):
        probability = 1 / (1 + exp(-3 * (maturity - rank - 0.4 + (0 if has_previous else -0.8))))
        draw = rng.random()
        artefacts[step] = "yes" if draw < probability else "partly" if draw < probability + 0.15 else "no"
        has_previous = artefacts[step] != "no"
    return artefacts


def _presence(rng: Random, organisation: _Organisation, crisis_exposure: int) -> dict[str, Any]:
    size_class = organisation.size_class
    is_absent = organisation.setup == ["nobody"] and rng.random() < 0.4
    count = 0 if is_absent else max(1, min(9, round(rng.gauss(size_class.networks, 1.1))))
    return {
        "channels": [
            {
                "kind": kind,
                "followers": round(size_class.messages * 60 * _log_normal(rng, 1)),
                "posts_per_week": round(2 * _log_normal(rng, 0.6), 1),
            }
            for kind in rng.sample(NETWORKS, count)
        ],
        "inbound_messages_per_week": 0 if is_absent else round(size_class.messages * _log_normal(rng, 1)),
        "always_on": organisation.is_always_on,
        "crisis_exposure": crisis_exposure,
        "current_setup": organisation.setup,
    }


def _skills(rng: Random, organisation: _Organisation) -> dict[str, int]:
    level = 0.8 + 0.3 * organisation.rank + (0 if _INTERNAL.isdisjoint(organisation.setup) else 1.2)
    return {
        "technical": _scale(rng, level),
        "legal": _scale(rng, level - 0.6),
        "communication": _scale(rng, level + 0.6),
    }


def _governance(rng: Random, organisation: _Organisation) -> dict[str, Any]:
    tendency = organisation.tendency
    probability = 0.55 + 0.12 * tendency
    answers: dict[str, Any] = {
        name: "yes" if rng.random() < probability else rng.choice(["partly", "partly", "no"])
        for name in CHECKLIST
    }
    involved = max(1, min(8, round(rng.gauss(1.2 + 0.6 * organisation.rank + 0.5 * tendency, 1))))
    answers["voice_delegation"] = rng.choices(["no", "partly", "yes"], [38, 42, 20])[0]
    answers["validation_hours"] = round(organisation.size_class.approval * _log_normal(rng, 0.9), 1)
    answers["departments_involved"] = rng.sample(get_args(codes.Department), involved)
    return answers


def _preferences(rng: Random) -> dict[str, Any]:
    objectives = rng.choices(get_args(codes.Objective), [5, 9, 6, 3, 4, 3, 4], k=rng.choice([1, 2, 2, 3]))
    return {
        "priority": rng.choices(["flexibility", "balanced", "durability"], [25, 45, 30])[0],
        "build_internal_skills": rng.random() < 0.45,
        "neutrality": rng.random() < 0.12,
        "objectives": sorted(set(objectives)),
    }


def _exact_or_range(rng: Random, budget: float) -> Any:
    """Return a budget, or in half of the cases the range that contains it."""
    if rng.random() < 0.5 or not budget:
        return budget
    minimum, maximum = next(limits for limits in BUDGET_RANGES if limits[1] is None or budget <= limits[1])
    return {"min": minimum, "max": maximum}


def _scale(rng: Random, mean: float) -> int:
    """Draw an answer on a scale from 0 to 4."""
    return max(0, min(4, round(rng.gauss(mean, 1.1))))


def _log_normal(rng: Random, sigma: float) -> float:
    """Draw a factor with a median of 1."""
    return exp(rng.gauss(0, sigma))


def _drop_answers(rng: Random, profile: dict[str, Any]) -> dict[str, Any]:
    """Leave some answers out, in place; the organisation block is always complete."""
    for block, fields in profile.items():
        if block != "organisation":
            for name in sorted(fields):
                if rng.random() < UNANSWERED:
                    fields[name] = None
    return profile
