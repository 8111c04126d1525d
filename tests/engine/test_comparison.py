"""Comparing two assessments: exactly the changes are listed, with the rules behind them."""

from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from service.engine import CompiledPack, assess, compile_pack
from service.engine.explanation.comparison import Traced, changed_answers, changed_outputs, difference
from service.engine.policies.trace_wording import CODES, applied
from service.methodology.rules import all_rules
from service.model.answer.assessment import Assessment
from service.model.answer.comparison import COMPARED_OUTPUTS, AnswerChange, Difference
from service.model.codes import COMPETENCIES, MODELS
from service.model.profile import Profile
from tests.engine.moves import ANY
from tests.engine.properties.test_properties import LISTS
from tests.engine.support import answer, changed, compiled, value_at
from tests.methodology.packs import case_profiles, current, small
from tests.support.profiles import profiles

TRACE = frozenset({"trace"})
COST = "cost_eur_per_month_"
IDENTITY = ("reference", "name", "unit", "tags")
MOST_FIELDS = 73
MOST_BYTES = 64 * 1024
BARE = msgspec.convert({"organisation": {"country": "FR", "headcount": 20, "activity_code": "G"}}, Profile)
FIXED = ("/organisation/country", "/organisation/headcount", "/organisation/activity_code")


@cache
def older() -> CompiledPack:
    """The small pack, with the texts of the current one: texts play no part in a comparison."""
    return compile_pack(replace(small(), texts=current().texts), "en")


@cache
def coded(compiled: CompiledPack) -> CompiledPack:
    return compile_pack(compiled.pack, "en", CODES)


def compared(pack: CompiledPack, profile: Profile) -> Traced:
    """A side of a comparison: the profile assessed under a pack."""
    return Traced(assess(pack, profile, TRACE), pack.wording, assess(coded(pack), profile, TRACE))


def swapped(comparison: Difference) -> tuple[list[tuple[Any, ...]], dict[str, tuple[Any, ...]]]:
    """The outputs in their order, and the rules by name, with both sides exchanged."""
    outputs = [(change.output, change.after, change.before) for change in comparison.outputs]
    return outputs, {change.rule: (change.after, change.before) for change in comparison.rules}


def output_value(assessment: Assessment, output: str) -> Any:
    """The value of a compared output, looked up in the JSON that a caller receives."""
    part, _, name = output.partition("_")
    section = msgspec.to_builtins(assessment)[part]
    if name in COMPETENCIES:
        return next(row["score"] for row in section["competencies"] if row["competency"] == name)
    if name.startswith(COST):
        cost = section["cost_eur_per_month"]
        return cost and cost[name.removeprefix(COST)]
    return section[name]


def stated_answers(profile: Profile) -> dict[str, Any]:
    """The answers of a profile by field, in a canonical form: an independent way to find what changed."""
    flat: dict[str, Any] = {"/organisation/activity_scheme": "nace2"}

    def walk(path: str, value: Any) -> None:
        if isinstance(value, dict) and not path.endswith(("headcount", "budget_eur_per_month")):
            for key, inner in value.items():
                walk(f"{path}/{key}", inner)
        elif value not in (None, "unknown", {}):
            flat[path] = value

    walk("", msgspec.to_builtins(profile))
    for name in IDENTITY:
        flat.pop(f"/organisation/{name}", None)
    if (channels := flat.get("/presence/channels")) is not None:
        flat["/presence/channels"] = sorted(map(repr, map(sorted, map(dict.items, channels))))
    for path in LISTS[2:]:
        if path in flat:
            flat[path] = set(flat[path])
    return flat


@given(ANY)
def test_an_assessment_does_not_differ_from_itself_nor_from_its_translation(profile):
    english, french = compared(compiled(), profile), compared(compiled("fr"), profile)
    assert difference(english, english) == difference(english, french) == Difference(True, (), ())
    assert changed_answers(profile, profile) == ()


@given(ANY, ANY)
def test_the_other_way_round_every_change_is_the_other_way_round(first, second):
    before, after = compared(compiled(), first), compared(compiled(), second)
    there, back = difference(before, after), difference(after, before)
    outputs, rules = swapped(there)
    assert [(change.output, change.before, change.after) for change in back.outputs] == outputs
    assert {change.rule: (change.before, change.after) for change in back.rules} == rules
    assert there.same == back.same
    mirrored = [AnswerChange(c.pointer, c.after, c.before) for c in changed_answers(second, first)]
    assert changed_answers(first, second) == tuple(mirrored)


@given(ANY, ANY, st.booleans())
def test_exactly_the_outputs_that_differ_are_listed_in_their_order(first, second, versions):
    sides = compared(older() if versions else compiled(), first), compared(compiled(), second)
    before, after = (side.assessment for side in sides)
    values = ((name, output_value(before, name), output_value(after, name)) for name in COMPARED_OUTPUTS)
    expected = [(name, old, new) for name, old, new in values if old != new]
    listed = [(change.output, change.before, change.after) for change in changed_outputs(before, after)]
    assert listed == expected
    assert difference(*sides).outputs == changed_outputs(before, after)


@given(ANY)
def test_between_versions_exactly_the_rules_whose_effect_differs_are_named_and_exist(profile):
    before, after = compared(older(), profile), compared(compiled(), profile)
    comparison = difference(before, after)
    exist = [{rule.id for rule in all_rules(pack.rules)} for pack in (small(), current())]
    for change in comparison.rules:
        for effect, known in zip((change.before, change.after), exist, strict=True):
            assert effect is None or effect.rule == change.rule
            assert effect is None or change.rule in known
    old, new = ({rule.rule: rule for rule in side.codes.trace.rules} for side in (before, after))
    differing = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    named = [change.rule for change in comparison.rules]
    assert len(named) == len(set(named))
    assert {name for name in named if not name.startswith("model.")} == differing
    assert comparison.same == (not comparison.outputs and not comparison.rules)


@given(ANY, ANY, st.booleans())
def test_whatever_moved_the_fit_of_a_model_is_named(first, second, versions):
    before = compared(older() if versions else compiled(), first)
    after = compared(compiled(), second)
    named = {change.rule for change in difference(before, after).rules}
    for model in MODELS:
        old, new = (
            {part.factor: part.points for part in ranked.contributions}
            for side in (before, after)
            for ranked in side.assessment.sourcing.ranking
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
        change = difference(compared(compiled(), profile), compared(moved, profile)).rules[0]
        assert change.rule == first.id
        assert change.before == applied(first, {}, f"Starts at {first.base:g} points.")
        assert change.after == applied(first, {}, f"Starts at {first.base + 1:g} points.")


def test_a_difference_without_a_trace_is_refused():
    for include in ((TRACE, frozenset()), (frozenset(), TRACE)):
        before, after = (answer(BARE, include=parts) for parts in include)
        with pytest.raises(ValueError, match="trace"):
            difference(*(Traced(side, CODES, side) for side in (before, after)))
        assert changed_outputs(before, after) == ()


@given(ANY, ANY)
def test_exactly_the_fields_whose_answers_differ_are_listed(first, second):
    old, new = stated_answers(first), stated_answers(second)
    expected = {pointer for pointer in old.keys() | new.keys() if old.get(pointer) != new.get(pointer)}
    changes = changed_answers(first, second)
    assert {change.pointer for change in changes} == expected
    assert len(changes) == len(expected) <= MOST_FIELDS
    for change in changes:
        assert (change.before is None) == (change.pointer not in old)
        assert (change.after is None) == (change.pointer not in new)


@given(ANY, profiles())
def test_an_answer_taken_from_another_profile_is_the_change_listed(profile, other):
    for change in changed_answers(profile, other):
        if change.pointer not in FIXED and change.pointer != "/organisation/activity_scheme":
            taken = msgspec.to_builtins(value_at(other, change.pointer))
            assert changed_answers(profile, changed(profile, {change.pointer: taken})) == (change,)


@given(ANY, st.randoms(use_true_random=False))
def test_the_order_of_lists_changes_no_answer(profile, rng):
    stated = {path: value_at(profile, path) for path in LISTS}
    shuffled = {
        path: msgspec.to_builtins(rng.sample(values, len(values)))
        for path, values in stated.items()
        if values is not None
    }
    assert changed_answers(profile, changed(profile, shuffled)) == ()


@given(ANY, profiles())
def test_what_only_identifies_an_organisation_is_never_shown(profile, other):
    names = {f"/organisation/{name}": getattr(other.organisation, name) for name in IDENTITY}
    assert changed_answers(profile, changed(profile, names)) == ()
    assert not {change.pointer for change in changed_answers(profile, other)} & names.keys()


@given(ANY, ANY)
def test_a_comparison_stays_small_and_reads_back_as_it_was(first, second):
    comparison = difference(compared(older(), first), compared(compiled(), second))
    body = msgspec.json.encode(comparison)
    assert len(body) + len(msgspec.json.encode(changed_answers(first, second))) < MOST_BYTES
    assert msgspec.json.decode(body, type=Difference) == comparison


@pytest.mark.parametrize(
    ("pointer", "value", "text"),
    [
        ("/organisation/headcount", {"min": 10, "max": 49}, "10-49"),
        ("/organisation/headcount", {"min": 250}, "250-"),
        ("/organisation/headcount", {"max": 9}, "-9"),
        ("/capacity/budget_eur_per_month", {"min": 300, "max": 700.5}, "300-700.5"),
        ("/capacity/available_hours_per_week", 3.0, "3"),
        ("/capacity/can_hire", False, "false"),
        ("/capacity/skills/legal", 0, "0"),
        ("/governance/voice_delegation", "yes", "yes"),
        ("/governance/single_contact", "unknown", None),
        ("/governance/single_contact", "not_applicable", "not_applicable"),
        ("/competencies/tools/network", "partly", "partly"),
        ("/preferences/objectives", ["seo", "brand", "seo"], "brand, seo"),
        ("/presence/current_setup", ["team"], "team"),
        ("/presence/channels", [], ""),
        ("/presence/channels",
         [{"kind": "x"}, {"kind": "linkedin", "followers": 12, "posts_per_week": 1.5}, {"kind": "x"}],
         "linkedin (followers 12, posts_per_week 1.5), x, x"),
    ],
)  # fmt: skip
def test_an_answer_is_shown_in_codes_and_numbers(pointer, value, text):
    before = "20" if pointer == "/organisation/headcount" else None
    changes = changed_answers(BARE, changed(BARE, {pointer: value}))
    assert changes == (() if text is None else (AnswerChange(pointer, before, text),))
