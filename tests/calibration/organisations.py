"""The organisations that weights are fitted to and judged by.

- ``cases/readings.json``: 48 generated organisations, each judged in four or five independent automated
  readings of the five sources.
- ``cases/single_readings.ndjson``: further generated organisations, each judged in one such reading.
- Who is in post and competent is kept where no claim speaks against it: plausible organisations of that kind
  (claims J10 and K8), each with the model that keeps the people.
- ``cases/published.json``: published cases of real organisations. No weight is fitted to them.
"""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from service.application.synthesis.plausible import plausible
from service.engine.compiled import CompiledPack
from service.engine.core import Decision, decide
from service.methodology.vocabulary import UNKNOWN
from service.model.codes import MODELS, Model
from service.model.profile import Profile
from tests.calibration.fit import Readings
from tests.calibration.matrix import Weights, read_organisations

CASES = Path(__file__).parents[1] / "cases"
# A case judged by several readings counts for three of one reading; a principle for less than a reading.
_SEVERAL, _SINGLE, _PRINCIPLE = 3.0, 1.0, 0.3
_KEPT_OF_A_KIND = 60
_KEPT_AMONG = 6000
_KEPT_SEED = 31
_TRAINED = 2


def several_readings() -> list[dict[str, Any]]:
    """The cases judged by several readings, as in their file."""
    cases: list[dict[str, Any]] = json.loads((CASES / "readings.json").read_text("utf-8"))["cases"]
    return cases


def single_readings() -> list[dict[str, Any]]:
    """The cases judged by one reading, as in their file."""
    return [json.loads(line) for line in (CASES / "single_readings.ndjson").read_text("utf-8").splitlines()]


def published_cases() -> list[dict[str, Any]]:
    """The published cases, as in their file."""
    cases: list[dict[str, Any]] = json.loads((CASES / "published.json").read_text("utf-8"))["cases"]
    return cases


def read_several(compiled: CompiledPack, weights: Weights) -> Readings:
    """The cases judged by several readings."""
    cases = several_readings()
    sizes = np.array([[len(case["levels"])] for case in cases])
    return _readings(
        compiled,
        weights,
        [case["profile"] for case in cases],
        [_votes(cases, key) / sizes for key in ("acceptable", "best", "refuse")],
        _SEVERAL,
    )


def read_single(compiled: CompiledPack, weights: Weights) -> Readings:
    """The cases judged by one reading."""
    cases = single_readings()
    named = [[[model in case[key] for model in MODELS] for case in cases] for key in ("acceptable", "refuse")]
    best = [[model == case["best"] for model in MODELS] for case in cases]
    accepted, refused = (np.array(rows, float) for rows in named)
    return _readings(
        compiled,
        weights,
        [case["profile"] for case in cases],
        [accepted, np.array(best, float), refused],
        _SINGLE,
    )


def read_kept(compiled: CompiledPack, weights: Weights) -> Readings:
    """Plausible organisations in which somebody competent is in post, and no claim speaks against it."""
    found: dict[str, int] = {}
    profiles, kept = [], []
    for profile in islice(plausible(_KEPT_SEED), _KEPT_AMONG):
        models = _keeping(profile, decide(compiled, profile))
        if models and found.get(models[0], 0) < _KEPT_OF_A_KIND:
            found[models[0]] = found.get(models[0], 0) + 1
            profiles.append(profile)
            kept.append([float(model in models) for model in MODELS])
    votes = np.array(kept)
    return _readings(compiled, weights, profiles, [votes, votes, np.zeros_like(votes)], _PRINCIPLE)


def _keeping(profile: Profile, decision: Decision) -> tuple[Model, ...]:
    """The models that keep who is in post; empty where nobody competent is, or a claim speaks against it."""
    facts = decision.facts
    skills = profile.capacity.skills if profile.capacity else None
    if skills is None or (skills.communication or 0) < _TRAINED:
        return ()
    is_little_work = facts["workload"] in ("under_half", UNKNOWN)
    is_skilled = facts["missing_skills"] in ("at_most_one", UNKNOWN)
    match facts["in_post"]:
        case "dedicated" if is_skilled and facts["always_on"] != "yes":
            return ("in_house_dedicated",) if is_little_work or facts["workload"] == "up_to_one" else ()
        case "shared_role" if is_skilled and is_little_work:
            has_hours = facts["available_hours_per_week"] in ("half_day", "days", "half_post")
            can_bear = facts["inside_cover"] in ("whole", "most", UNKNOWN)
            return ("in_house_part_time",) if has_hours and can_bear else ()
        case "director" if is_little_work and facts["size_class"] == "micro":
            has_hours = facts["available_hours_per_week"] not in ("none", UNKNOWN)
            is_additive = facts["importance_band_high"] == "additive"
            return ("shared_internal_role", "in_house_part_time") if has_hours and is_additive else ()
    return ()


def _votes(cases: list[dict[str, Any]], key: str) -> np.ndarray:
    return np.array([[case[key].get(model, 0) for model in MODELS] for case in cases], float)


def _readings(
    compiled: CompiledPack,
    weights: Weights,
    profiles: list[Any],
    votes: list[np.ndarray],
    count: float,
) -> Readings:
    accepted, best, refused = votes
    return Readings(
        organisations=read_organisations(compiled, weights, _profiles(profiles)),
        accepted=accepted,
        best=best,
        refused=refused,
        counts=np.full(len(profiles), count),
    )


def _profiles(profiles: list[Any]) -> Iterator[Profile]:
    for profile in profiles:
        yield profile if isinstance(profile, Profile) else msgspec.convert(profile, Profile)
