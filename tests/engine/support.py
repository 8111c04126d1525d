"""What the engine's tests share: assess a profile, read its fits, change one field, read case files.

Nothing here knows a weight: only names that the methodology fixes.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from service.engine import assess, compile_pack
from service.methodology.catalogue import shipped
from service.model.answer.assessment import Assessment
from service.model.answer.sourcing import RankedModel
from service.model.profile import Profile

VERSION = "2026.1"
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


@cache
def ledger() -> set[str]:
    """Every claim of the ledger, and every reference: what a judgement may cite."""
    found = shipped().pack(VERSION).ledger
    return {claim.id for claim in found.claims} | {source.id for source in found.sources}


def answer(profile: Profile, language: str = "en", include: frozenset[str] = frozenset()) -> Assessment:
    """The engine's answer for a profile."""
    return assess(compiled(language), profile, include=include)


def encoded(profile: Profile, language: str = "en") -> bytes:
    """The answer as bytes, for comparisons that must be exact."""
    return msgspec.json.encode(answer(profile, language))


def tenths(points: float) -> int:
    """Points as whole tenths, so that comparisons are exact."""
    return round(points * 10)


def fits(found: Assessment) -> dict[str, int]:
    """Raw fit of each of the ten models, in tenths of a point."""
    return {ranked.model: tenths(ranked.fit) for ranked in found.sourcing.ranking}


def ranked(found: Assessment, model: str) -> RankedModel:
    """A model's place in the ranking."""
    return next(each for each in found.sourcing.ranking if each.model == model)


def sound(found: Assessment) -> list[RankedModel]:
    """The set S of the methodology: models that are neither vetoed nor unsound."""
    return [each for each in found.sourcing.ranking if not each.vetoes and not each.unsound]


def warnings_of(found: Assessment) -> set[str]:
    """The codes of the warnings."""
    return {warning.code for warning in found.sourcing.warnings}


def changed(profile: Profile, changes: dict[str, Any]) -> Profile:
    """A copy of the profile with some fields, named by dotted path, set to other values."""
    data = msgspec.to_builtins(profile)
    for path, value in changes.items():
        *blocks, name = path.split(".")
        at = data
        for block in blocks:
            if at.get(block) is None:
                at[block] = {}
            at = at[block]
        at[name] = value
    return msgspec.convert(data, Profile)


def value_at(profile: Profile, path: str) -> Any:
    """The value of a field named by dotted path, None where a block on the way is absent."""
    at: Any = profile
    for name in path.split("."):
        at = getattr(at, name, None)
    return at


def setups(profile: Profile) -> set[str]:
    """Who is in charge today, as a set: empty where unknown."""
    given = value_at(profile, "presence.current_setup")
    return set() if given is None else {given} if isinstance(given, str) else set(given)


def nobody_in_a_post(profile: Profile) -> bool:
    """Whether nothing in the profile says that a person or a team is already in post."""
    staffed = setups(profile) & {"dedicated", "team", "work_study", "shared_role", "trainee", "director"}
    return not staffed and not value_at(profile, "capacity.team_fte")


@cache
def read(folder: str) -> dict[str, dict[str, Any]]:
    """The case files of a folder, by slug."""
    files = sorted((CASES / folder).glob("*.toml"))
    return {file.stem: tomllib.loads(file.read_text("utf-8")) for file in files}


def profile_of(case: dict[str, Any]) -> Profile:
    """The profile of a case file, decoded as strictly as a caller's."""
    return msgspec.convert(case["profile"], Profile)
