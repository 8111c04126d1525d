"""A digest of an assessment's language-neutral result, by which a stored assessment is verified when read.

It covers the numbers and the pack's rules that the answer shows, and no name of the code's own. Neither a
corrected text nor a fact added for a later version of the pack changes it. Every number counts as a whole one
of a fixed size, so that it makes no difference whether code computes 30 or 30.0.
"""

import sys
from array import array
from hashlib import sha256
from typing import get_args

from service.engine.compiled import CompiledPack
from service.engine.core import Decision
from service.engine.facts.profile_facts import Facts
from service.engine.policies.maturity import MaturityResult
from service.model.codes import GateOutcome, SizeClass

_SIZE_CLASSES = get_args(SizeClass)
_GATE_OUTCOMES = get_args(GateOutcome)
_THOUSANDTHS = 1000
# Stands for null; no number of a result is as small.
_NOTHING = -(1 << 63)

Number = float | None


def result_digest(compiled: CompiledPack, decision: Decision) -> bytes:
    """The SHA-256 of everything that the answer shows, in a fixed order: 32 bytes.

    Digests are stored: neither the order nor the parts may change. Rules matched after the choice count by
    their positions in the pack, which never change once a version is released.
    """
    digest = sha256(_packed(_maturity(decision.maturity) + _rest(decision)))
    digest.update(_rules(compiled, decision.facts))
    if decision.stated_facts is not decision.facts:
        digest.update(_rules(compiled, decision.stated_facts))
    return digest.digest()


def _rules(compiled: CompiledPack, facts: Facts) -> bytes:
    bits = compiled.advice_conditions.bits(facts)
    return bits.to_bytes(bits.bit_length() // 8 + 1, "little")


def _packed(numbers: list[Number]) -> bytes:
    """Whole numbers of either type in eight bytes each."""
    packed = array("q", [_NOTHING if number is None else int(number) for number in numbers])
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


# A list whose length depends on the profile comes after its length: else the end of one and the beginning of
# the next could not be told apart.


def _maturity(result: MaturityResult) -> list[Number]:
    numbers: list[Number] = [result.level, result.index, result.low, result.high]
    numbers += (result.lowest, result.highest, result.answered, result.applicable)
    numbers += result.contributions
    numbers += (len(result.inferences), *result.inferences)
    for scored in result.competencies:
        numbers += (scored.point, scored.low, scored.high)
    numbers += [_GATE_OUTCOMES.index(gate.outcome) for gate in result.gates]
    return numbers


def _rest(decision: Decision) -> list[Number]:
    importance, ranking, choice = decision.importance, decision.ranking, decision.choice
    workload, size = decision.workload, decision.organisation.size
    numbers: list[Number] = [importance.score, importance.low, importance.high]
    numbers += [criterion.points for criterion in importance.criteria]
    numbers += ranking.fits
    numbers += (len(ranking.objections), *ranking.objections)
    for cost in decision.costs:
        numbers += (cost.low, cost.high)
    numbers += (choice.position, choice.runner_up, choice.margin, choice.affordable)
    numbers += (choice.above, choice.gap, choice.passed_over)
    for models in (choice.group, choice.order, choice.blanks):
        numbers += (len(models), *models)
    numbers.append(None if workload is None else _thousandths(workload.fte))
    numbers.append(_thousandths(decision.resources.staffed_fte))
    numbers.append(None if size is None else _SIZE_CLASSES.index(size))
    posts = () if decision.staffing is None else decision.staffing.posts
    numbers.append(len(posts))
    for post in posts:
        numbers += (post.rule, _thousandths(post.fte), post.is_new)
    return numbers


def _thousandths(share: float) -> int:
    """A share of a full-time post, in whole thousandths."""
    return round(_THOUSANDTHS * share)
