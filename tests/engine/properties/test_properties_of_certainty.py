"""What is told as known follows from what was answered: it holds however the open questions are answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.engine import decide
from service.engine.explanation.comparison import changed_results
from service.methodology.shape.texts import Texts
from service.model.answer.assessment import Assessment
from service.model.answer.maturity import Maturity
from service.model.codes import BANDS, LEVELS
from service.model.profile import Profile
from tests.engine.moves import ANY
from tests.engine.properties.completions import (
    NO,
    YES,
    open_artefacts,
    pointer_to,
    stated,
    with_artefacts,
    with_criteria,
)
from tests.engine.support import answer, cases, changed, compiled, profile_of
from tests.support.profiles import profiles

ANSWERS = st.lists(st.sampled_from(["no", "partly", "yes"]), min_size=1, max_size=24)
LANGUAGES = ("en", "fr")
CASES = {slug: profile_of(case) for slug, case in cases("organisations").items()}
PARTS = frozenset({"trace", "counterfactuals"})


def possible(maturity: Maturity) -> range:
    return range(LEVELS.index(maturity.level_low), LEVELS.index(maturity.level_high) + 1)


def place(maturity: Maturity) -> int:
    assert maturity.level is not None
    return LEVELS.index(maturity.level)


def assert_bounds_are_true(profile: Profile, answers: list[str]) -> None:
    """The level lies within its bounds in one completion, and both are reached in another."""
    bounds = possible(answer(profile).maturity)
    assert place(answer(with_artefacts(profile, *answers)).maturity) in bounds
    assert place(answer(with_artefacts(profile, NO)).maturity) == bounds[0]
    assert place(answer(with_artefacts(profile, YES)).maturity) == bounds[-1]


@given(profiles(), ANSWERS)
def test_the_level_lies_within_its_bounds_however_open_questions_are_answered(profile, answers):
    assert_bounds_are_true(profile, answers)


@pytest.mark.parametrize("slug", CASES)
def test_the_bounds_of_every_case_are_reached(slug):
    assert_bounds_are_true(CASES[slug], ["partly"])


@given(profiles(), ANSWERS, st.integers(0, 12))
def test_a_headcount_learnt_later_leaves_the_level_within_its_bounds(profile, answers, people):
    profile = changed(profile, {"/organisation/headcount": None})
    bounds = possible(answer(profile).maturity)
    known = changed(profile, {"/organisation/headcount": people})
    assert place(answer(with_artefacts(known, *answers)).maturity) in bounds


@given(ANY)
def test_a_level_is_assessed_where_one_is_possible_and_provisional_where_several_are(profile):
    maturity, least = answer(profile).maturity, compiled().pack.rules.maturity.evidence.least_coverage
    if maturity.level is None:
        assert (maturity.status, maturity.index) == ("insufficient_evidence", None)
        assert maturity.coverage < least + 0.01
    else:
        assert place(maturity) in possible(maturity)
        assert maturity.coverage >= least - 0.01
        assert maturity.status == ("assessed" if len(possible(maturity)) == 1 else "provisional")


@given(profiles(), st.integers(0, 4), st.booleans())
def test_the_band_lies_within_its_bounds_however_open_criteria_are_answered(profile, value, core):
    importance = answer(profile).importance
    low, high = (answer(with_criteria(profile, least, core=least == 4)).importance for least in (0, 4))
    found = answer(with_criteria(profile, value, core=core)).importance
    assert (importance.score_low, importance.score_high) == (low.score, high.score)
    assert BANDS.index(low.band) <= BANDS.index(found.band) <= BANDS.index(high.band)
    if importance.status != "insufficient_evidence":
        assert (importance.status == "assessed") is (low.band == high.band)


def texts_for(profile: Profile, language: str) -> Texts:
    """The words that an organisation like this one is told."""
    pack = compiled(language)
    return pack.words_for(decide(pack, profile).facts).texts


def words_of(texts: Texts, level: str) -> tuple[str, str]:
    words = texts.levels[level]
    return words.label, words.text


@pytest.mark.parametrize("language", LANGUAGES)
@given(profile=ANY)
def test_words_tell_a_level_that_is_known_and_else_the_range(profile, language):
    maturity, texts = answer(profile, language).maturity, texts_for(profile, language)
    if maturity.status == "assessed":
        assert (maturity.label, maturity.text) == words_of(texts, maturity.level)
    elif maturity.status == "provisional":
        for end in (maturity.level_low, maturity.level_high):
            name = words_of(texts, end)[0].casefold()
            assert name in maturity.label.casefold()
            assert name in maturity.text.casefold()
        assert maturity.text not in {words_of(texts, level)[1] for level in LEVELS}
    else:
        assert (maturity.label, maturity.text, maturity.limiting) == (None, None, None)


@pytest.mark.parametrize("language", LANGUAGES)
@given(profile=profiles())
def test_words_tell_a_band_that_is_known_and_else_the_range(profile, language):
    importance, bands = answer(profile, language).importance, texts_for(profile, language).bands
    if importance.status == "assessed":
        assert (importance.label, importance.text) == (
            bands[importance.band].label,
            bands[importance.band].text,
        )
    elif importance.status == "provisional":
        ends = (answer(with_criteria(profile, least, core=least == 4)).importance.band for least in (0, 4))
        for end in ends:
            name = bands[end].label.casefold()
            assert name in importance.label.casefold()
            assert name in importance.text.casefold()


@given(profiles(), ANSWERS)
def test_a_condition_told_as_met_or_not_met_is_so_however_open_questions_are_answered(profile, answers):
    before, after = answer(profile).maturity, answer(with_artefacts(profile, *answers)).maturity
    for told, found in zip(before.gates, after.gates, strict=True):
        assert told.outcome in (found.outcome, "unanswered")
        assert found.outcome != "unanswered"


@given(ANY)
def test_what_limits_is_unanswered_where_the_level_is_open_and_failed_where_it_is_known(profile):
    maturity = answer(profile).maturity
    limiting, scores = maturity.limiting, {scored.competency: scored for scored in maturity.competencies}
    if limiting is not None:
        assert LEVELS.index(limiting.next_level) == possible(maturity)[0] + 1
        assert limiting.competencies
        if limiting.reason == "unanswered":
            assert maturity.status == "provisional"
            assert all(scores[key].score_low < scores[key].score_high for key in limiting.competencies)
        else:
            assert maturity.status == "assessed"
            assert all(scores[key].score_high < 4 for key in limiting.competencies)


@pytest.mark.parametrize("language", LANGUAGES)
@given(profile=ANY)
def test_a_step_says_build_where_it_is_known_to_be_missing_and_find_out_where_it_is_unanswered(
    profile, language
):
    maturity, texts = answer(profile, language), texts_for(profile, language)
    scores = {scored.competency: scored for scored in maturity.maturity.competencies}
    for item in maturity.next.roadmap:
        if item.competency is None:
            continue
        names = [
            rule for rule in compiled().pack.rules.maturity.artefacts if rule.competency == item.competency
        ]
        words = {rule: texts.artefacts[rule.id.removeprefix("artefact.")] for rule in names}
        built = [rule for rule in names if words[rule].action == item.action]
        sought = [rule for rule in names if words[rule].statement in item.action]
        assert len(built) + len(sought) == 1
        for rule in built:
            assert stated(profile, rule) in ("no", "partly")
        for rule in sought:
            assert pointer_to(rule) in {pointer_to(other) for other in open_artefacts(profile)}
            assert item.to_level is None
        scored = scores[item.competency]
        if item.from_level is None:
            assert scored.score_low < scored.score_high
        else:
            assert LEVELS.index(item.from_level) + 1 == int(scored.score_low) == int(scored.score)


@given(profiles())
def test_while_the_level_is_open_the_first_question_is_about_what_keeps_it_open(profile):
    maturity, questions = answer(profile).maturity, answer(profile).next.questions
    if maturity.status == "provisional":
        assert questions[0].pointer in {f"/competencies/{key}" for key in maturity.limiting.competencies}


@given(profiles())
def test_only_a_level_that_is_known_is_told_to_change(profile):
    assessment = answer(profile, include=PARTS)
    if assessment.maturity.status != "assessed":
        changes = {change.output for change in assessment.next.counterfactuals}
        assert "maturity_level" not in changes


@given(profiles(), ANSWERS)
def test_an_index_told_to_reach_a_level_reaches_it_however_open_questions_are_answered(profile, answers):
    def thresholds(assessment: Assessment) -> dict[str, str]:
        words = compiled().wording
        return {
            rule.rule: outcome
            for rule in assessment.trace.rules
            for outcome in ("passed", "failed", "unanswered")
            for level in compiled().pack.rules.maturity.levels
            if rule.rule == level.id and rule.text == words.threshold(level.level, level.threshold, outcome)
        }

    before = thresholds(answer(profile, include=PARTS))
    after = thresholds(answer(with_artefacts(profile, *answers), include=PARTS))
    for rule, outcome in before.items():
        assert outcome in (after[rule], "unanswered")


@given(profiles(), ANSWERS)
def test_answering_what_was_open_is_never_told_as_another_level_or_band(profile, answers):
    later = with_criteria(with_artefacts(profile, *answers), 2, core=False)
    names = {change.output for change in changed_results(answer(profile), answer(later))}
    assert not names & {"maturity_level", "importance_band"}


@given(ANY)
def test_advice_on_a_level_or_stakes_that_are_open_says_so(profile):
    assessment = answer(profile)
    is_settled = assessment.maturity.status == assessment.importance.status == "assessed"
    codes = {warning.code for warning in assessment.sourcing.warnings}
    is_told = assessment.sourcing.model is not None
    assert ("open_answers" in codes) == (is_told and not is_settled)
    if assessment.maturity.level_high != "hierarchical":
        assert not codes & {"level_one_post", "level_one_hire"}
        assert not any("E10" in item.claims for item in assessment.next.roadmap if item.competency is None)
