"""The digests of every case's answer: the language-neutral result, and the whole body in each language."""

import json
import tomllib
from hashlib import sha256
from pathlib import Path

import msgspec

from service.application.assessment_engine import AssessmentEngine
from service.methodology.catalogue import shipped
from service.model.codes import Include
from service.model.profile import Profile
from service.texts import LANGUAGES

FOLDER = Path(__file__).parent
CASES = Path(__file__).parents[1] / "cases" / "organisations"
EVERYTHING: frozenset[Include] = frozenset({"profile", "trace", "counterfactuals", "robustness"})


def profiles() -> dict[str, Profile]:
    """The profile of every case, by the case's name."""
    return {
        path.stem: msgspec.convert(tomllib.loads(path.read_text("utf-8"))["profile"], Profile)
        for path in sorted(CASES.glob("*.toml"))
    }


def digests(version: str) -> dict[str, dict[str, str]]:
    """What every case comes out as under this version."""
    assessor = AssessmentEngine(shipped())
    return {name: _digests(assessor, profile, version) for name, profile in profiles().items()}


def _digests(engine: AssessmentEngine, profile: Profile, version: str) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        answer, result = engine.assess_and_digest(profile, language, EVERYTHING, version)
        found |= {"result": result.hex(), language: sha256(msgspec.json.encode(answer)).hexdigest()}
    return found


def pinned(version: str) -> dict[str, dict[str, str]]:
    """What was pinned for this version."""
    found: dict[str, dict[str, str]] = json.loads((FOLDER / f"{version}.json").read_text("utf-8"))
    return found
