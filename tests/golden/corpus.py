"""What every case comes out as: a few results that a person can read, and digests of all there is.

``result`` is the digest of the language-neutral result, and each language's of the whole body but for its
pack's digests. Beside them stand level, index, recommendation and fit: a changed rule shows what it changed.
"""

import json
import tomllib
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec.structs import replace

from service.application.assessment_engine import AssessmentEngine
from service.methodology.catalogue import shipped
from service.model.answer.assessment import Assessment
from service.model.codes import Include
from service.model.profile import Profile
from service.texts import LANGUAGES

FOLDER = Path(__file__).parent
CASES = Path(__file__).parents[1] / "cases" / "organisations"
EVERYTHING: frozenset[Include] = frozenset({"profile", "trace", "counterfactuals", "robustness"})

Results = dict[str, dict[str, object]]


def profiles() -> dict[str, Profile]:
    """The profile of every case, by the case's name."""
    return {
        path.stem: msgspec.convert(tomllib.loads(path.read_text("utf-8"))["profile"], Profile)
        for path in sorted(CASES.glob("*.toml"))
    }


def results(version: str) -> Results:
    """What every case comes out as under this version."""
    engine = AssessmentEngine(shipped())
    return {name: _result(engine, profile, version) for name, profile in profiles().items()}


def _result(engine: AssessmentEngine, profile: Profile, version: str) -> dict[str, object]:
    columns: dict[str, object] = {}
    for language in LANGUAGES:
        answer, result = engine.assess_and_digest(profile, language, EVERYTHING, version)
        columns |= {
            "maturity_level": answer.maturity.level,
            "maturity_index": answer.maturity.index,
            "sourcing_model": answer.sourcing.model,
            "sourcing_fit": answer.sourcing.fit,
            "result": result.hex(),
            language: sha256(msgspec.json.encode(_undated(answer))).hexdigest(),
        }
    return columns


def _undated(answer: Assessment) -> Assessment:
    """The answer without its pack's digests, which change with every rule."""
    return replace(answer, methodology=replace(answer.methodology, rules_digest="", texts_digest=""))


def pinned(version: str) -> Results:
    """What was pinned for this version."""
    text = (FOLDER / f"{version}.json").read_text("utf-8")
    cases: Results = json.loads(text)
    return cases


def write(version: str) -> None:
    """Pin what comes out now, a line for each case."""
    lines = [f"{json.dumps(name)}: {json.dumps(columns)}" for name, columns in results(version).items()]
    (FOLDER / f"{version}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
