"""Which assessments vote in a norm: norms are of the index and the scores, so an open level is no bar."""

from typing import Any

import msgspec

from service.application.norms.publishing import vote_of
from service.engine import compile_pack, decide
from service.methodology.catalogue import shipped
from service.model.codes import COMPETENCIES
from service.model.profile import Profile

ORGANISATION = {"country": "FR", "headcount": 40, "activity_code": "47.71Z"}
ALL = {"emergent": "yes", "community": "yes", "network": "yes"}
PACK = shipped().pack()
COMPILED = compile_pack(PACK, "en")


def status_and_vote(competencies: dict[str, Any]) -> tuple[str, bool]:
    profile = msgspec.convert({"organisation": ORGANISATION, "competencies": competencies}, Profile)
    decision = decide(COMPILED, profile)
    return decision.maturity.status, vote_of(profile, decision, PACK.rules.norms) is not None


def test_a_provisional_level_votes_if_enough_is_answered_and_every_competency_is_scored() -> None:
    nearly_all = dict.fromkeys(COMPETENCIES, ALL) | {"community_management": {"emergent": "yes"}}
    assert status_and_vote(nearly_all) == ("provisional", True)
    assert status_and_vote({**nearly_all, "community_management": {}}) == ("provisional", False)


def test_what_has_too_few_answers_for_a_level_never_votes() -> None:
    assert status_and_vote({"strategy": ALL}) == ("insufficient_evidence", False)
