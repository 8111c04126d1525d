"""A field added to the profile is not forgotten in silence by the lists that are written by hand.

The fields come from the profile's types. Each must be in every list below, or stand beside it with the reason
why it is not. What a list is and how to add to it stands in ``HOW``.
"""

from collections.abc import Iterator
from itertools import islice

import pytest
from hypothesis import Phase, given, settings

from service.application.synthesis.plausible import plausible
from service.engine.explanation.counterfactuals import moved_fields
from service.methodology.profile_fields import IDENTITY, profile_fields
from service.model.codes import COMPETENCIES, STEPS
from service.model.profile import Profile
from tests.methodology.packs import current
from tests.support.profiles import answered_profiles, profiles

HOW = {
    "counterfactuals": "add it to _LADDERS in service/engine/explanation/counterfactuals.py, or, if it is a "
    "number, as [[moves]] to next.toml of a new pack version",
    "plausible": "let service/application/synthesis/plausible.py draw it",
    "strategies": "let tests/support/profiles.py draw it, and cover a rule on it in tests/engine/directions",
    "questionnaire": "add it to [[full]] in questionnaire.toml, with its words under [questions] in both "
    "languages",
}
LEVELS = {f"/competencies/{key}/level" for key in COMPETENCIES}
PROVIDER = {path for path in profile_fields() if path.startswith("/provider/")}
SKILLS = {path for path in profile_fields() if path.startswith("/capacity/skills/")}
CONTEXT = {"/context/assessor", "/context/form", "/context/norm_use", "/context/inferred"}
LISTS = {
    "/presence/channels",
    "/presence/current_setup",
    "/governance/departments_involved",
    "/preferences/objectives",
}


def _because(reason: str, fields: set[str] | frozenset[str]) -> dict[str, str]:
    return dict.fromkeys(fields, reason)


EXCEPTIONS: dict[str, dict[str, str]] = {
    "counterfactuals": {
        **_because("who is assessed is no answer that could be another", IDENTITY),
        **_because(
            "who is assessed is no answer that could be another",
            {"/organisation/country", "/organisation/headcount", "/organisation/activity_code"},
        ),
        "/organisation/activity_scheme": "a way to write the activity",
        **_because("a list has no smallest change", LISTS),
        **_because("read by the provider check, which moves neither level nor recommendation", PROVIDER),
        **_because("they say how the profile was answered", CONTEXT),
        **_because("skills are not moved by the methodology v2026.1, whose answers are pinned", SKILLS),
        "/capacity/team_fte": "people in post follow from hiring, which is moved",
        "/presence/inbound_messages_per_week": "the public's doing, not the organisation's",
    },
    "plausible": {
        **_because("synthesis names and labels what it makes", IDENTITY),
        **_because("no provider is being considered", PROVIDER),
        **_because("synthesis sets it: synthetic assessments never vote", CONTEXT),
    },
    "strategies": {"/context/norm_use": "norms alone read it; tests/storage/norms covers it"},
    "questionnaire": {
        **_because("the page that shows the form knows who answers", IDENTITY),
        "/organisation/activity_scheme": "the form offers codes of the usual one",
        **_because("forms ask for artefacts, not for a declared level", LEVELS),
        **_because("the page that shows the form sets it", CONTEXT),
    },
}


def _answer(profile: object, pointer: str) -> object:
    for name in pointer.split("/")[1:]:
        profile = getattr(profile, name, None)
    return profile


def _in_counterfactuals() -> set[str]:
    # Every competency's artefacts and declared level are moved.
    competencies = {path for path in profile_fields() if path.startswith("/competencies/")}
    return set(moved_fields(current().rules.next)) | competencies


def _in_plausible() -> set[str]:
    drawn: list[Profile] = list(islice(plausible(1), 300))
    return {path for path in profile_fields() if any(_answer(one, path) is not None for one in drawn)}


def _in_strategies() -> set[str]:
    drawn: set[str] = set()

    for strategy, count in ((answered_profiles(), 20), (profiles(), 400)):

        @settings(max_examples=count, database=None, derandomize=True, phases=[Phase.generate])
        @given(strategy)
        def draw(profile: Profile) -> None:
            drawn.update(path for path in profile_fields() if _answer(profile, path) is not None)

        draw()
    return drawn


def _in_questionnaire() -> set[str]:
    return set(_asked_for())


def _asked_for() -> Iterator[str]:
    for block in current().questionnaire.full:
        for field in block.fields:
            if field.startswith("/competencies/"):
                yield from (f"{field}/{step}" for step in STEPS)
            else:
                yield field


COVERED = {
    "counterfactuals": _in_counterfactuals,
    "plausible": _in_plausible,
    "strategies": _in_strategies,
    "questionnaire": _in_questionnaire,
}


@pytest.mark.parametrize("name", COVERED)
def test_every_profile_field_is_in_the_list_or_excepted_with_a_reason(name: str) -> None:
    covered, excepted = COVERED[name](), EXCEPTIONS[name]
    forgotten = sorted(profile_fields().keys() - covered - excepted.keys())
    assert not forgotten, f"{', '.join(forgotten)}: {HOW[name]}; or except it in this test, with the reason"
    assert covered <= profile_fields().keys()
    assert not covered & excepted.keys(), "these exceptions are none any more"
    assert excepted.keys() <= profile_fields().keys(), "these exceptions name no field"
