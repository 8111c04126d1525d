"""Why this model: what sets it apart from the next one, and whether the budget decided."""

from hypothesis import given

from tests.engine.moves import ANY
from tests.engine.support import (
    answer,
    compiled,
    ordinary_texts,
    ranked_model,
    sound,
    tenths,
    warnings_of,
)
from tests.support.profiles import plausible

TRACE = frozenset({"trace"})
TIES = {"tie", "close_call"}


def points_of(assessment, model):
    """What each factor adds to a model, in tenths."""
    parts = ranked_model(assessment, model).contributions if model else ()
    return {part.factor: tenths(part.points) for part in parts if part.factor != "base"}


@given(ANY)
def test_the_strongest_reasons_against_the_next_model_come_first_and_most_speak_for_the_advice(profile):
    sourcing = (assessment := answer(profile, include=TRACE)).sourcing
    mine, other = points_of(assessment, sourcing.model), points_of(assessment, sourcing.runner_up)
    leads = [mine.get(factor, 0) - other.get(factor, 0) for factor in mine.keys() | other.keys()]
    for reason in sourcing.reasons:
        if reason.factor != "budget":
            assert tenths(reason.points) == mine.get(reason.factor, 0) - other.get(reason.factor, 0)
    shown = [tenths(reason.points) for reason in sourcing.reasons if reason.points is not None]
    pros, cons = [lead for lead in shown if lead > 0], [lead for lead in shown if lead < 0]
    assert shown == pros + cons
    assert pros == sorted((lead for lead in leads if lead > 0), reverse=True)[: len(pros)]
    assert cons == sorted(lead for lead in leads if lead < 0)[: len(cons)]
    assert len(cons) <= len(sourcing.reasons) - len(cons)
    rules = compiled().pack.rules.next
    assert len(sourcing.reasons) - len(cons) <= rules.reasons_for.most
    assert len(cons) <= rules.reasons_against.most


@given(ANY)
def test_where_the_budget_decided_that_is_the_first_reason(profile):
    assessment = answer(profile)
    decided = bool(warnings_of(assessment) & {"beyond_budget", "budget_gap"})
    factors = [reason.factor for reason in assessment.sourcing.reasons]
    assert ("budget" in factors) is decided
    if decided:
        first = assessment.sourcing.reasons[0]
        assert (first.factor, first.points) == ("budget", None)
        words = ordinary_texts().reasons
        is_affordable = "budget_gap" not in warnings_of(assessment)
        assert first.label == (words.within_budget if is_affordable else words.cheapest)


@given(ANY)
def test_the_next_model_is_the_one_that_the_margin_is_to(profile):
    assessment = answer(profile)
    sourcing = assessment.sourcing
    assert (sourcing.margin is None) is (sourcing.runner_up is None)
    if sourcing.runner_up is not None:
        other = ranked_model(assessment, sourcing.runner_up)
        assert other in sound(assessment)
        assert tenths(sourcing.fit) - tenths(other.fit) == tenths(sourcing.margin)


@given(ANY)
def test_a_tie_is_told_as_one_and_not_as_a_lead(profile):
    assessment = answer(profile)
    codes, sourcing = warnings_of(assessment), assessment.sourcing
    assert ("tie" in codes) is (sourcing.model is not None and is_tied(assessment))
    assert not codes >= TIES


def is_tied(assessment):
    """Whether the first two of the models that the answers do not tell apart fit equally well."""
    first, *others = [ranked_model(assessment, model).fit for model in assessment.sourcing.group]
    return others[:1] == [first]


def test_a_tie_names_the_other_model_in_both_languages():
    tied = next(profile for profile in plausible(2026, 1000) if "tie" in warnings_of(answer(profile)))
    for language in ("en", "fr"):
        sourcing = answer(tied, language).sourcing
        (text,) = [warning.text for warning in sourcing.warnings if warning.code == "tie"]
        assert ordinary_texts(language).models[sourcing.group[1]].label in text


def test_reasons_speak_for_the_advice_in_plausible_organisations():
    for profile in plausible(2026, 100):
        sourcing = answer(profile).sourcing
        if sourcing.model is None:
            continue
        assert sourcing.reasons, sourcing.model
        assert sourcing.reasons[0].points is None or sourcing.reasons[0].points > 0
