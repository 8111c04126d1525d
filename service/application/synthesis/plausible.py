"""Plausible organisations: generated, seeded, correlated; no real organisation is in them.

A pure function of its arguments; tests and demonstrations draw from it. What it assumes, all of it ours:

- sizes: 45 % micro, 35 % small or medium, 14 % mid-cap, 6 % large; three headcounts in ten only as a band;
- sectors as in an economy of services, each with how much its brand, the web and attacks weigh, and whether
  its public writes in the evening;
- money, hours, networks, messages, departments, approvals and the chance to hire grow with size; one micro
  firm in five has no budget; the set-up follows from size, hours and money, and skills from the set-up;
- one tendency to maturity per organisation, higher in larger ones and where somebody is in charge; each
  competency scatters around it, and an artefact is likelier when the one before it is there; one
  organisation in seven declares stages instead of answering;
- about 15 % of the fields are left unanswered, at random. Imports the model only.
"""

from collections.abc import Iterator
from math import exp
from random import Random
from typing import Any, get_args

import msgspec

from service.model import codes
from service.model.profile import Profile

_UNANSWERED = 0.15
_SIZES = ("micro", "small_medium", "mid_cap", "large")
_SHARES = (45, 35, 14, 6)
_HEADCOUNT = {"micro": (1, 9), "small_medium": (10, 249), "mid_cap": (250, 4999), "large": (5000, 90_000)}
_BANDS: dict[str, list[tuple[int, int | None]]] = {
    "micro": [(1, 2), (3, 9)],
    "small_medium": [(10, 49), (50, 249)],
    "mid_cap": [(250, 999), (1000, 4999)],
    "large": [(5000, None)],
}
_BUDGET = {"micro": 350, "small_medium": 1300, "mid_cap": 5000, "large": 22_000}
_WORK = {"micro": 3, "small_medium": 8, "mid_cap": 30, "large": 90}
_NETWORKS = {"micro": 1.6, "small_medium": 2.4, "mid_cap": 3.6, "large": 4.8}
_MESSAGES = {"micro": 8, "small_medium": 30, "mid_cap": 160, "large": 900}
_HIRING = {"micro": 0.12, "small_medium": 0.35, "mid_cap": 0.6, "large": 0.75}
_APPROVAL = {"micro": 1, "small_medium": 4, "mid_cap": 16, "large": 36}
_BUDGET_BANDS = [(0, 299), (300, 799), (800, 1999), (2000, 4999), (5000, 9999), (10_000, None)]
_CHECKLIST = (
    "single_contact",
    "contact_understands_trade",
    "management_support",
    "activity_explainable",
    "time_to_devote",
    "accepts_advice",
)

# code: weight, brand, web, exposure (each 0 to 4 on average), public in the evening
_SECTORS: dict[str, tuple[int, float, float, float, float]] = {
    "01.21Z": (4, 1.5, 1.2, 0.8, 0.1),
    "10.71C": (5, 1.6, 0.9, 1.4, 0.2),
    "25.62B": (6, 0.9, 0.6, 0.6, 0.0),
    "32.12Z": (3, 2.6, 1.6, 0.9, 0.1),
    "35.14Z": (2, 1.8, 2.0, 2.4, 0.4),
    "43.21A": (9, 0.9, 0.7, 0.6, 0.0),
    "46.90Z": (5, 1.2, 1.2, 0.6, 0.0),
    "47.71Z": (13, 2.4, 1.7, 1.3, 0.4),
    "47.91B": (4, 2.2, 3.8, 1.4, 0.5),
    "49.10Z": (2, 2.0, 2.4, 3.0, 0.9),
    "55.10Z": (9, 2.2, 2.0, 1.6, 0.8),
    "62.01Z": (6, 1.6, 2.8, 0.8, 0.1),
    "63.12Z": (2, 2.4, 3.9, 1.6, 0.6),
    "64.19Z": (3, 2.2, 2.2, 2.2, 0.4),
    "68.31Z": (4, 1.5, 1.9, 0.9, 0.1),
    "73.11Z": (5, 2.2, 3.0, 0.8, 0.1),
    "84.11Z": (4, 0.8, 1.2, 1.9, 0.2),
    "85.32Z": (3, 1.4, 1.2, 1.2, 0.1),
    "86.10Z": (4, 1.3, 1.0, 2.2, 0.3),
    "93.21Z": (4, 2.3, 1.8, 1.8, 0.9),
    "94.99Z": (3, 1.0, 1.0, 0.9, 0.2),
}
_KINDS = ("facebook", "instagram", "linkedin", "reviews", "youtube", "tiktok", "x", "whatsapp", "pinterest")


def plausible(seed: int) -> Iterator[Profile]:
    """One plausible organisation after another; the same seed always gives the same ones."""
    rng = Random(seed)
    while True:
        yield msgspec.convert(_kept(rng, _organisation(rng)), Profile)


def _organisation(rng: Random) -> dict[str, Any]:
    size = rng.choices(_SIZES, _SHARES)[0]
    code = rng.choices(list(_SECTORS), [sector[0] for sector in _SECTORS.values()])[0]
    _, brand, web, exposure, evening = _SECTORS[code]
    rank = _SIZES.index(size)
    hours = _hours(rng, size)
    budget = 0 if size == "micro" and rng.random() < 0.2 else round(_BUDGET[size] * _spread(rng, 0.9), -2)
    setup = _setup(rng, rank, hours, budget)
    led = bool({"dedicated", "team", "agency"} & set(setup))
    tendency = rng.gauss(0.35 + 0.3 * rank + 0.5 * led, 0.75)
    always_on = rng.random() < evening
    return {
        "organisation": _who(rng, size, code),
        "strategy": {
            "brand_advantage": _scale(rng, brand + 0.2 * rank),
            "digital_transformation": _scale(rng, 0.5 + 0.6 * rank + 0.3 * tendency),
            "web_native": _scale(rng, web),
            "web_communication_core": code.startswith("73") and rng.random() < 0.6,
        },
        "competencies": _competencies(rng, tendency),
        "presence": _presence(rng, size, setup, always_on, _scale(rng, exposure + 0.2 * rank)),
        "capacity": {
            "monthly_budget_eur": _banded(rng, budget),
            "available_hours_per_week": hours,
            "team_fte": round(hours / 35, 1) if led else None,
            "skills": _skills(rng, setup, rank),
            "senior_supervision": rng.random() < 0.2 + 0.15 * rank + 0.2 * led,
            "can_hire": rng.random() < _HIRING[size],
        },
        "governance": _governance(rng, size, tendency),
        "preferences": _preferences(rng),
    }


def _who(rng: Random, size: str, code: str) -> dict[str, Any]:
    low, high = _HEADCOUNT[size]
    headcount: Any = round(low * (high / low) ** rng.random())
    if rng.random() < 0.3:
        least, most = rng.choice(_BANDS[size])
        headcount = {"min": least, "max": most}
    country = "FR" if rng.random() < 0.97 else rng.choice(["BE", "CH", "LU", "CA"])
    return {"country": country, "headcount": headcount, "activity_code": code}


def _hours(rng: Random, size: str) -> float:
    if rng.random() < (0.2 if size == "micro" else 0.08):
        return 0
    return min(400, round(_WORK[size] * _spread(rng, 0.7) * 2) / 2)


def _setup(rng: Random, rank: int, hours: float, budget: float) -> list[str]:
    if rank >= 2 and hours >= 60:
        return ["team", "agency"] if budget > 6000 and rng.random() < 0.3 else ["team"]
    if hours >= 28:
        return ["dedicated"]
    choices = {
        "nobody": 12 if hours == 0 else 4,
        "director": 12 if rank == 0 else 1,
        "shared_role": 10 if hours else 3,
        "trainee": 4,
        "work_study": 2 + 2 * rank,
        "freelance": 5 if budget >= 300 else 1,
        "agency": 3 + 3 * rank if budget >= 700 else 0,
        "seo_provider": 4 if 200 <= budget <= 3000 else 1,
    }
    return rng.choices(list(choices), list(choices.values()))


def _competencies(rng: Random, tendency: float) -> dict[str, Any]:
    declared = rng.random() < 1 / 7
    found: dict[str, Any] = {}
    for key in codes.COMPETENCIES:
        at = tendency + rng.gauss(0, 0.5)
        if declared:
            found[key] = {"stage": max(1, min(4, round(1 + at)))}
        else:
            found[key] = {"evidence": _evidence(rng, at)}
    return found


def _evidence(rng: Random, at: float) -> dict[str, str]:
    found: dict[str, str] = {}
    before = True
    for rank, step in enumerate(codes.STEPS):
        chance = 1 / (1 + exp(-3 * (at - rank - 0.4 + (0 if before else -0.8))))
        drawn = rng.random()
        found[step] = "yes" if drawn < chance else "partly" if drawn < chance + 0.15 else "no"
        before = found[step] != "no"
    return found


def _presence(rng: Random, size: str, setup: list[str], always_on: bool, crisis: int) -> dict[str, Any]:
    absent = setup == ["nobody"] and rng.random() < 0.4
    count = 0 if absent else max(1, min(9, round(rng.gauss(_NETWORKS[size], 1.1))))
    return {
        "channels": [
            {
                "kind": kind,
                "followers": round(_MESSAGES[size] * 60 * _spread(rng, 1)),
                "posts_per_week": round(2 * _spread(rng, 0.6), 1),
            }
            for kind in rng.sample(_KINDS, count)
        ],
        "inbound_messages_per_week": 0 if absent else round(_MESSAGES[size] * _spread(rng, 1)),
        "always_on": always_on,
        "crisis_exposure": crisis,
        "current_setup": setup,
    }


def _skills(rng: Random, setup: list[str], rank: int) -> dict[str, int]:
    level = 0.8 + 0.3 * rank + (1.2 if {"dedicated", "team"} & set(setup) else 0)
    return {
        "technical": _scale(rng, level),
        "legal": _scale(rng, level - 0.6),
        "communication": _scale(rng, level + 0.6),
    }


def _governance(rng: Random, size: str, tendency: float) -> dict[str, Any]:
    good = 0.55 + 0.12 * tendency
    found: dict[str, Any] = {
        name: "yes" if rng.random() < good else rng.choice(["partly", "partly", "no"]) for name in _CHECKLIST
    }
    rank = _SIZES.index(size)
    involved = max(1, min(8, round(rng.gauss(1.2 + 0.6 * rank + 0.5 * tendency, 1))))
    found["voice_delegation"] = rng.choices(["no", "partly", "yes"], [38, 42, 20])[0]
    found["validation_hours"] = round(_APPROVAL[size] * _spread(rng, 0.9), 1)
    found["departments_involved"] = rng.sample(get_args(codes.Department), involved)
    return found


def _preferences(rng: Random) -> dict[str, Any]:
    chosen = rng.choices(get_args(codes.Objective), [5, 9, 6, 3, 4, 3, 4], k=rng.choice([1, 2, 2, 3]))
    return {
        "priority": rng.choices(["flexibility", "balanced", "durability"], [25, 45, 30])[0],
        "build_internal_skills": rng.random() < 0.45,
        "neutrality": rng.random() < 0.12,
        "objectives": sorted(set(chosen)),
    }


def _banded(rng: Random, budget: float) -> Any:
    if rng.random() < 0.5 or not budget:
        return budget
    least, most = next(band for band in _BUDGET_BANDS if band[1] is None or budget <= band[1])
    return {"min": least, "max": most}


def _scale(rng: Random, mean: float) -> int:
    return max(0, min(4, round(rng.gauss(mean, 1.1))))


def _spread(rng: Random, sigma: float) -> float:
    return exp(rng.gauss(0, sigma))


def _kept(rng: Random, found: dict[str, Any]) -> dict[str, Any]:
    """The same answers, some left out; the organisation itself is always stated."""
    for block, fields in found.items():
        if block != "organisation":
            for name in sorted(fields):
                if rng.random() < _UNANSWERED:
                    fields[name] = None
    return found
