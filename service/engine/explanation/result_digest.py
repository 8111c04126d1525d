"""The language-neutral result of an assessment as a digest, by which a stored one is checked when read again.

It covers what an answer shows, in numbers and in rules of the pack, and no name that our code gives to what
lies between: neither a typo mended in a text nor a fact added for a later version changes it.
"""

from hashlib import sha256

from msgspec.json import Encoder

from service.engine.compiled import Compiled
from service.engine.core import Decision
from service.engine.policies.maturity import MaturityResult

_ENCODER = Encoder(order="sorted")


def result_digest(compiled: Compiled, decision: Decision) -> bytes:
    """The SHA-256 of everything that the answer shows, in a fixed order.

    Rules that hold after the choice count by their positions in the pack, which never change once released.
    """
    ranking, choice, workload = decision.ranking, decision.choice, decision.workload
    shown = (
        _maturity(decision.maturity),
        (decision.importance.score, decision.importance.low, decision.importance.high),
        [(criterion.key, criterion.points) for criterion in decision.importance.criteria],
        ranking.fits,
        [trace.rule for trace in ranking.objections],
        [(cost.low, cost.high) for cost in decision.costs],
        (choice.position, choice.runner_up, choice.margin, choice.affordable, choice.gap, choice.passed_over),
        (None if workload is None else workload.fte, decision.means.staffed_fte, decision.size),
        compiled.after.holding(decision.facts),
    )
    return sha256(_ENCODER.encode(shown)).digest()


def _maturity(result: MaturityResult) -> tuple[object, ...]:
    return (
        (result.level, result.index, result.low, result.high, result.lowest, result.highest),
        (result.answered, result.applicable, result.contributions, result.inferences),
        [(reading.competency, reading.score, reading.low, reading.high) for reading in result.readings],
        [(gate.rule.id, gate.outcome) for gate in result.gates],
    )
