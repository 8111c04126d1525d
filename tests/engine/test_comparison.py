"""Comparing two assessments: every change listed is real, none is left out, and rules are named behind it."""

from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from service.engine import Compiled, assess, compile_pack
from service.engine.explanation.comparison import changed_answers, changed_outputs, difference
from service.methodology.rules import all_rules
from service.model.answer.assessment import Assessment
from service.model.answer.trace import TraceRule
from service.model.codes import MODELS
from service.model.documents.comparison import COMPARED_OUTPUTS, AnswerChange, Difference
from service.model.profile import Profile
from tests.engine.moves import ANY
from tests.engine.support import answer, changed, value_at
from tests.engine.test_properties import LISTS
from tests.methodology.packs import case_profiles, current, small
from tests.support.profiles import profiles

TRACE = frozenset({"trace"})
IDENTITY = ("reference", "name", "unit", "tags")
MOST_FIELDS = 73
MOST_BYTES = 64 * 1024
BARE = msgspec.convert({"organisation": {"country": "FR", "headcount": 20, "activity_code": "G"}}, Profile)
FIXED = ("organisation.country", "organisation.headcount", "organisation.activity_code")


@cache
def older() -> Compiled:
    """The small pack. Words play no part in a comparison, so it speaks with those of the current one."""
    return compile_pack(replace(small(), texts=current().texts), "en")


def under(compiled: Compiled, profile: Profile) -> Assessment:
    return assess(compiled, profile, TRACE)


def traced(profile: Profile) -> Assessment:
    return answer(profile, include=TRACE)


def swapped(found: Difference) -> tuple[list[tuple[Any, ...]], dict[str, tuple[Any, ...]]]:
    """The outputs in their order, and the rules by name, with both sides exchanged."""
    outputs = [(each.output, each.after, each.before) for each in found.outputs]
    return outputs, {each.rule: (each.after, each.before) for each in found.rules}


def shown_at(found: Assessment, output: str) -> Any:
    """The value of a compared output, looked up in the answer as a caller receives it."""
    part, _, name = output.partition(".")
    at = msgspec.to_builtins(found)[part]
    if name.startswith("competencies."):
        return next(each["score"] for each in at["competencies"] if name.endswith(f".{each['key']}"))
    if name.startswith("cost."):
        return at["cost"]["models"][at["recommended"]][name.removeprefix("cost.")]
    return at[name]


def agreed(profile: Profile) -> dict[str, Any]:
    """What a profile answers, by field, however it was put: the other way of finding what changed."""
    flat: dict[str, Any] = {"organisation.activity_scheme": "nace2"}

    def walk(path: str, value: Any) -> None:
        if isinstance(value, dict) and not path.endswith(("headcount", "monthly_budget_eur")):
            for key, inner in value.items():
                walk(f"{path}.{key}" if path else key, inner)
        elif value not in (None, "unknown"):
            flat[path] = value

    walk("", msgspec.to_builtins(profile))
    for name in IDENTITY:
        flat.pop(f"organisation.{name}", None)
    if "presence.channels" in flat:
        flat["presence.channels"] = sorted(map(repr, map(sorted, map(dict.items, flat["presence.channels"]))))
    if isinstance(flat.get("presence.current_setup"), str):
        flat["presence.current_setup"] = [flat["presence.current_setup"]]
    if isinstance(flat.get("governance.voice_delegation"), bool):
        flat["governance.voice_delegation"] = "yes" if flat["governance.voice_delegation"] else "no"
    for path in LISTS[2:]:
        if path in flat:
            flat[path] = set(flat[path])
    return flat


@given(ANY)
def test_an_assessment_does_not_differ_from_itself_nor_from_its_translation(profile):
    found, french = traced(profile), answer(profile, "fr", TRACE)
    assert difference(found, found) == difference(found, french) == Difference(True, (), ())
    assert changed_answers(profile, profile) == ()


@given(ANY, ANY)
def test_the_other_way_round_every_change_is_the_other_way_round(first, second):
    before, after = traced(first), traced(second)
    there, back = difference(before, after), difference(after, before)
    outputs, rules = swapped(there)
    assert [(each.output, each.before, each.after) for each in back.outputs] == outputs
    assert {each.rule: (each.before, each.after) for each in back.rules} == rules
    assert there.same == back.same
    mirrored = [AnswerChange(each.field, each.after, each.before) for each in changed_answers(second, first)]
    assert list(changed_answers(first, second)) == mirrored


@given(ANY, ANY, st.booleans())
def test_exactly_the_outputs_that_differ_are_listed_in_their_order(first, second, versions):
    before = under(older(), first) if versions else traced(first)
    after = traced(second)
    expected = [
        (name, shown_at(before, name), shown_at(after, name))
        for name in COMPARED_OUTPUTS
        if shown_at(before, name) != shown_at(after, name)
    ]
    listed = [(each.output, each.before, each.after) for each in changed_outputs(before, after)]
    assert listed == expected
    assert difference(before, after).outputs == changed_outputs(before, after)


@given(ANY)
def test_between_versions_exactly_the_rules_whose_effect_differs_are_named_and_exist(profile):
    before, after = under(older(), profile), traced(profile)
    found = difference(before, after)
    exist = [{rule.id for rule in all_rules(pack.rules)} for pack in (small(), current())]
    for change in found.rules:
        assert change.before != change.after
        for effect, known in zip((change.before, change.after), exist, strict=True):
            assert effect is None or effect.rule == change.rule
            assert effect is None or change.rule in known
    old, new = ({rule.rule: rule for rule in each.trace.rules} for each in (before, after))
    differing = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    named = [each.rule for each in found.rules]
    assert len(named) == len(set(named))
    assert {name for name in named if not name.startswith("model.")} == differing
    assert found.same == (not found.outputs and not found.rules)


@given(ANY, ANY, st.booleans())
def test_whatever_moved_the_fit_of_a_model_is_named(first, second, versions):
    before = under(older(), first) if versions else traced(first)
    after = traced(second)
    named = {each.rule for each in difference(before, after).rules}
    for model in MODELS:
        old, new = (
            {part.factor: part.points for part in ranked.contributions}
            for each in (before, after)
            for ranked in each.sourcing.ranking
            if ranked.model == model
        )
        for factor in old.keys() | new.keys():
            rule = f"model.{model}" if factor == "base" else f"factor.{factor}"
            assert old.get(factor) == new.get(factor) or rule in named


def test_a_model_that_starts_elsewhere_in_another_version_is_named():
    sourcing = current().rules.sourcing
    first, *others = sourcing.models
    models = (replace(first, base=first.base + 1), *others)
    rules = replace(current().rules, sourcing=replace(sourcing, models=models))
    moved = compile_pack(replace(current(), rules=rules), "en")
    for profile in case_profiles()[:20]:
        change = difference(traced(profile), under(moved, profile)).rules[0]
        assert change.rule == first.id
        assert change.before == TraceRule(first.id, {}, f"starts at {first.base:g}", first.claims)
        assert change.after == TraceRule(first.id, {}, f"starts at {first.base + 1:g}", first.claims)


def test_a_difference_without_a_trace_is_refused():
    for include in ((TRACE, frozenset()), (frozenset(), TRACE)):
        before, after = (answer(BARE, include=parts) for parts in include)
        with pytest.raises(ValueError, match="trace"):
            difference(before, after)
        assert changed_outputs(before, after) == ()


@given(ANY, ANY)
def test_exactly_the_fields_whose_answers_differ_are_listed(first, second):
    old, new = agreed(first), agreed(second)
    expected = {field for field in old.keys() | new.keys() if old.get(field) != new.get(field)}
    found = changed_answers(first, second)
    assert {each.field for each in found} == expected
    assert len(found) == len(expected) <= MOST_FIELDS
    for each in found:
        assert (each.before is None, each.after is None) == (each.field not in old, each.field not in new)


@given(ANY, profiles())
def test_an_answer_taken_from_another_profile_is_the_change_listed(profile, other):
    for each in changed_answers(profile, other):
        if each.field not in FIXED and each.field != "organisation.activity_scheme":
            taken = msgspec.to_builtins(value_at(other, each.field))
            assert changed_answers(profile, changed(profile, {each.field: taken})) == (each,)


@given(ANY, st.randoms(use_true_random=False))
def test_the_order_of_lists_changes_no_answer(profile, rng):
    stated = {path: value_at(profile, path) for path in LISTS}
    shuffled = {
        path: msgspec.to_builtins(rng.sample(each, len(each)))
        for path, each in stated.items()
        if isinstance(each, list)
    }
    assert changed_answers(profile, changed(profile, shuffled)) == ()


@given(ANY, profiles())
def test_what_only_identifies_an_organisation_is_never_shown(profile, other):
    names = {f"organisation.{name}": getattr(other.organisation, name) for name in IDENTITY}
    assert changed_answers(profile, changed(profile, names)) == ()
    assert not {each.field for each in changed_answers(profile, other)} & names.keys()


@given(ANY, ANY)
def test_a_comparison_stays_small_and_reads_back_as_it_was(first, second):
    found = difference(under(older(), first), traced(second))
    body = msgspec.json.encode(found)
    assert len(body) + len(msgspec.json.encode(changed_answers(first, second))) < MOST_BYTES
    assert msgspec.json.decode(body, type=Difference) == found


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("organisation.headcount", {"min": 10, "max": 49}, "10-49"),
        ("organisation.headcount", {"min": 250}, "250-"),
        ("capacity.monthly_budget_eur", {"min": 300, "max": 700.5}, "300-700.5"),
        ("capacity.available_hours_per_week", 3.0, "3"),
        ("capacity.can_hire", False, "false"),
        ("capacity.skills.legal", 0, "0"),
        ("governance.voice_delegation", True, "yes"),
        ("governance.single_contact", "unknown", None),
        ("governance.single_contact", "not_applicable", "not_applicable"),
        ("competencies.tools.evidence.to_network", "partly", "partly"),
        ("preferences.objectives", ["seo", "brand", "seo"], "brand, seo"),
        ("presence.current_setup", "team", "team"),
        ("presence.channels", [], ""),
        ("presence.channels",
         [{"kind": "x"}, {"kind": "linkedin", "followers": 12, "posts_per_week": 1.5}, {"kind": "x"}],
         "linkedin (followers 12, posts_per_week 1.5), x, x"),
    ],
)  # fmt: skip
def test_an_answer_is_shown_in_codes_and_numbers(field, value, text):
    before = "20" if field == "organisation.headcount" else None
    found = changed_answers(BARE, changed(BARE, {field: value}))
    assert found == (() if text is None else (AnswerChange(field, before, text),))
