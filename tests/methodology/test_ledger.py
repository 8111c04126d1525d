"""Every claim of the sources is used or declared context, and every rule is there for a reason."""

from collections.abc import Iterator
from functools import cache

import pytest
from msgspec.structs import fields, replace

from service.application.norms.publishing import vote_of
from service.engine import assess, compile_pack, decide
from service.methodology.load import Pack
from service.methodology.rules import all_rules, without
from service.methodology.shape.base import PackPart, Rule
from service.model.answer.assessment import Assessment
from service.model.codes import Include
from tests.engine.support import compiled
from tests.methodology.packs import case_profiles, current

CLAIMS = (
    {f"J{n}" for n in range(1, 14)}
    | {f"Q{n}" for n in range(1, 7)}
    | {"QC"}
    | {f"P{n}" for n in range(1, 6)}
    | {f"D{n}" for n in range(1, 7)}
    | {f"K{n}" for n in range(1, 12)}
    | {f"E{n}" for n in range(1, 15)}
)


COUNTERFACTUALS: frozenset[Include] = frozenset({"counterfactuals"})


def test_the_ledger_holds_exactly_the_56_claims_of_the_sources():
    assert len(CLAIMS) == 56
    assert {claim.id for claim in current().ledger.claims} == CLAIMS


def test_every_claim_is_used_by_a_rule_or_declared_context():
    cited = {claim for rule in all_rules(current().rules) for claim in rule.claims}
    context = {claim.id for claim in current().ledger.claims if claim.use == "context"}
    assert CLAIMS - cited == context


def test_no_rule_goes_without_a_citation_and_no_citation_dangles():
    references = {source.id for source in current().ledger.sources if source.kind == "reference"}
    for rule in all_rules(current().rules):
        assert rule.claims, rule.id
        assert set(rule.claims) <= CLAIMS | references, rule.id


def _said(answer: Assessment) -> tuple[object, ...]:
    """What an answer says, without the lists that only name the rules themselves."""
    maturity = answer.maturity
    criteria = [criterion.points for criterion in answer.importance.criteria]
    return (
        maturity.level,
        maturity.index,
        (maturity.index_low, maturity.index_high),
        (maturity.level_low, maturity.level_high),
        maturity.competencies,
        maturity.limiting,
        answer.importance.score,
        criteria,
        answer.sourcing,
        answer.next,
    )


def _votes(pack: Pack) -> Iterator[object]:
    by_it = compile_pack(pack, "en")
    return (vote_of(profile, decide(by_it, profile), pack.rules.norms) for profile in case_profiles())


@cache
def _of_the_current_pack(place: int, include: frozenset[Include]) -> tuple[object, ...]:
    return _said(assess(compiled(), case_profiles()[place], include))


# The cases by their place, those that felt a rule last before the others: its neighbours are felt there too.
_PLACES = list(range(len(case_profiles())))


def _moves_a_case(poorer: Pack, include: frozenset[Include]) -> bool:
    """Whether any case comes out differently by this pack."""
    without_it = compile_pack(poorer, "en")
    for place in _PLACES:
        poor = _said(assess(without_it, case_profiles()[place], include))
        if poor != _of_the_current_pack(place, include):
            _PLACES.remove(place)
            _PLACES.insert(0, place)
            return True
    return False


@pytest.mark.parametrize("rule", [rule.id for rule in all_rules(current().rules)])
def test_deleting_any_rule_changes_the_answer_of_a_case(rule):
    poorer = replace(current(), rules=without(current().rules, rule))
    if rule.startswith("vote."):
        assert list(_votes(poorer)) != list(_votes(current()))
        return
    parts = COUNTERFACTUALS if rule.startswith(("move.", "limit.counterfactuals")) else frozenset()
    assert _moves_a_case(poorer, parts), f"{rule} moves no case: it is cited for show"


def test_everything_that_can_change_a_number_is_a_rule_with_a_name():
    def unnamed(part, path):
        for field in fields(part):
            value = getattr(part, field.name)
            members = value if isinstance(value, tuple) else (value,)
            for member in members:
                if isinstance(member, PackPart) and not isinstance(member, Rule):
                    yield from unnamed(member, f"{path}{field.name}.")
                elif not isinstance(member, Rule):
                    yield f"{path}{field.name}"

    assert list(unnamed(current().rules, "")) == []
