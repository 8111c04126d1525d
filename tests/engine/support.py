"""Helpers of the engine's tests: assess a profile, read its fits, change fields, read case files.

Nothing here depends on a weight of the pack.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from service.engine import assess, compile_pack
from service.methodology.catalogue import shipped
from service.model.answer.assessment import Assessment
from service.model.answer.sourcing import MonthlyCost, RankedModel
from service.model.profile import Profile

VERSION = "v2026.1"
CASES = Path(__file__).resolve().parents[1] / "cases"

INSIDE = ("in_house_part_time", "in_house_dedicated", "in_house_team")
OUTSIDE = ("full_outsourcing", "partial_outsourcing", "expert_partner")
POSTS = ("in_house_dedicated", "in_house_team")
IN_POST = {"in_house_dedicated": "dedicated", "in_house_team": "team"}
UNKNOWN = (None, "unknown", "not_applicable")


@cache
def compiled(language: str = "en") -> Any:
    """The shipped pack, compiled once for a language."""
    return compile_pack(shipped().pack(VERSION), language)


def ordinary_texts(language: str = "en") -> Any:
    """The words of the shipped pack for everybody but small firms and public bodies."""
    return shipped().pack(VERSION).texts[language]


def stated_alone(profile: Profile) -> Profile:
    """The profile with every answer stated: a form deduced none."""
    return profile if profile.context is None else changed(profile, {"/context/inferred": None})


@cache
def citable() -> set[str]:
    """What a judgement may cite: every claim and every reference of the ledger."""
    ledger = shipped().pack(VERSION).ledger
    return {claim.id for claim in ledger.claims} | {source.id for source in ledger.sources}


def answer(profile: Profile, language: str = "en", include: frozenset[str] = frozenset()) -> Assessment:
    """The engine's assessment of a profile."""
    return assess(compiled(language), profile, include=include)


def encoded(profile: Profile, language: str = "en") -> bytes:
    """The assessment as JSON, for comparisons that must be exact."""
    return msgspec.json.encode(answer(profile, language))


def tenths(points: float) -> int:
    """Points as whole tenths, so that comparisons are exact."""
    return round(points * 10)


def fits(assessment: Assessment) -> dict[str, int]:
    """Raw fit of each of the ten models, in tenths of a point."""
    return {ranked.model: tenths(ranked.fit) for ranked in assessment.sourcing.ranking}


def costs_of(assessment: Assessment) -> dict[str, MonthlyCost]:
    """What each of the ten models costs a month."""
    return {ranked.model: ranked.cost_eur_per_month for ranked in assessment.sourcing.ranking}


def holders_of(assessment: Assessment) -> dict[str, str]:
    """Who holds each task."""
    return {allocation.task: allocation.holder for allocation in assessment.sourcing.allocation}


def ranked_model(assessment: Assessment, model: str) -> RankedModel:
    """A model's place in the ranking."""
    return next(place for place in assessment.sourcing.ranking if place.model == model)


def objections_to(assessment: Assessment, model: str, kind: str) -> set[str]:
    """The rules behind the objections of a kind, ``veto`` or ``unsound``, to a model."""
    return {
        objection.rule for objection in ranked_model(assessment, model).objections if objection.kind == kind
    }


def sound(assessment: Assessment) -> list[RankedModel]:
    """The models without an objection: the set S of the methodology."""
    return [place for place in assessment.sourcing.ranking if not place.objections]


def warnings_of(assessment: Assessment) -> set[str]:
    """The codes of the warnings."""
    return {warning.code for warning in assessment.sourcing.warnings}


def changed(profile: Profile, changes: dict[str, Any]) -> Profile:
    """A copy of the profile with the fields at some JSON Pointers set to other values."""
    data = msgspec.to_builtins(profile)
    for pointer, value in changes.items():
        _, *blocks, name = pointer.split("/")
        parent = data
        for block in blocks:
            if parent.get(block) is None:
                parent[block] = {}
            parent = parent[block]
        parent[name] = value
    return msgspec.convert(data, Profile)


def value_at(profile: Profile, pointer: str) -> Any:
    """The value at a JSON Pointer, None where a block on the way is absent."""
    value: Any = profile
    for name in pointer.split("/")[1:]:
        value = getattr(value, name, None)
    return value


def setups(profile: Profile) -> set[str]:
    """Who is in charge today, as a set: empty where unknown."""
    return set(value_at(profile, "/presence/current_setup") or ())


def nobody_in_a_post(profile: Profile) -> bool:
    """Whether nothing in the profile says that a person or a team is already in post."""
    staffed = setups(profile) & {"dedicated", "team", "work_study", "shared_role", "trainee", "director"}
    return not staffed and not value_at(profile, "/capacity/team_fte")


@cache
def cases(folder: str) -> dict[str, dict[str, Any]]:
    """The case files of a folder, by slug."""
    files = sorted((CASES / folder).glob("*.toml"))
    return {file.stem: tomllib.loads(file.read_text("utf-8")) for file in files}


def profile_of(case: dict[str, Any]) -> Profile:
    """The profile of a case file, decoded as strictly as a caller's."""
    return msgspec.convert(case["profile"], Profile)
