"""A pack is verified by assessing with it, and what is wrong is worded in both languages."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from service.application.methodology import verification
from service.application.methodology.verification import verify
from service.application.synthesis.complete import complete_profile
from service.methodology.load import Pack, load_pack
from service.methodology.profile_fields import profile_fields
from service.methodology.rules import without
from service.model.profile import Profile
from service.texts import texts_of
from tests.methodology.packs import SMALL, current, small

SERVICE = Path(__file__).parents[2] / "service"


def test_shipped_packs_assess_every_known_kind_of_profile() -> None:
    assert verify(current()) == ()
    assert verify(small()) == ()


def test_a_failure_that_no_check_foresees_names_the_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "problems_of", lambda _: ())
    poorer: Pack = replace(current(), rules=without(current().rules, "band.workload"))
    assert verify(poorer) == ()  # The engine itself gets along without most rules.
    points = current().rules.importance.points
    shorter = tuple(replace(rule, rows=rule.rows[:1]) for rule in points)
    importance = replace(current().rules.importance, points=shorter)
    broken: Pack = replace(current(), rules=replace(current().rules, importance=importance))
    (problem,) = verify(broken)
    assert "a profile of which only the organisation is known cannot be assessed (ValueError" in str(problem)
    assert "dont on ne connaît que l’organisation ne peut pas être évalué" in problem.sentence("fr")


def test_a_complete_profile_answers_every_field() -> None:
    def answer(profile: object, pointer: str) -> object:
        for name in pointer.split("/")[1:]:
            profile = getattr(profile, name)
        return profile

    profile: Profile = complete_profile()
    assert [pointer for pointer in profile_fields() if answer(profile, pointer) is None] == []


def test_every_problem_is_worded_and_every_wording_is_used() -> None:
    code = "".join(path.read_text("utf-8") for path in SERVICE.rglob("*.py"))
    worded = texts_of("en").pack_problems
    unused = {name for name in worded if f'"{name.removesuffix("_near")}"' not in code}
    assert unused == set()
    used = set(re.findall(r'\bproblem\(\s*"(\w+)"', code))
    assert used - worded.keys() == set()


def test_a_pack_whose_files_were_saved_with_byte_order_marks_is_the_same_pack(tmp_path: Path) -> None:
    for file in SMALL.rglob("*.toml"):
        copy = tmp_path / file.relative_to(SMALL)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(file.read_text("utf-8"), "utf-8-sig")
    marked = load_pack(tmp_path)
    assert (marked.rules_digest, marked.texts_digest) == (small().rules_digest, small().texts_digest)
