"""A digest of an assessment's language-neutral result, by which a stored assessment is verified when read.

It covers the numbers and the pack's rules that the answer shows, and no name of the code's own. Neither a
corrected text nor a fact added for a later version of the pack changes it.
"""

from hashlib import sha256
from typing import get_args

from msgspec.json import Encoder

from service.engine.compiled import CompiledPack
from service.engine.core import Decision
from service.engine.policies.maturity import MaturityResult
from service.model.codes import GateOutcome, SizeClass

_ENCODER = Encoder(order="sorted")
_SIZE_CLASSES = get_args(SizeClass)
_GATE_OUTCOMES = get_args(GateOutcome)


def result_digest(compiled: CompiledPack, decision: Decision) -> bytes:
    """The SHA-256 of everything that the answer shows, in a fixed order: 32 bytes.

    Digests are stored: neither the order nor the parts may change. Rules matched after the choice count by
    their positions in the pack, which never change once a version is released.
    """
    ranking, choice, workload = decision.ranking, decision.choice, decision.workload
    size = decision.organisation.size
    payload = (
        _maturity(decision.maturity),
        (decision.importance.score, decision.importance.low, decision.importance.high),
        [criterion.points for criterion in decision.importance.criteria],
        ranking.fits,
        ranking.objections,
        [(cost.low, cost.high) for cost in decision.costs],
        (choice.position, choice.runner_up, choice.margin, choice.affordable, choice.gap, choice.passed_over),
        (
            None if workload is None else workload.fte,
            decision.resources.staffed_fte,
            None if size is None else _SIZE_CLASSES.index(size),
        ),
        compiled.advice_conditions.matching(decision.facts),
    )
    return sha256(_ENCODER.encode(payload)).digest()


def _maturity(result: MaturityResult) -> tuple[object, ...]:
    return (
        (result.level, result.index, result.low, result.high, result.lowest, result.highest),
        (result.answered, result.applicable, result.contributions, result.inferences),
        [(scored.score, scored.low, scored.high) for scored in result.competencies],
        [_GATE_OUTCOMES.index(gate.outcome) for gate in result.gates],
    )
