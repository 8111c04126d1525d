"""The language-neutral result of an assessment as a digest, by which a stored one is checked when read again.

Facts and numbers decide everything that an answer says; words are no part of it, so that a typo mended in a
text leaves every digest as it was.
"""

from hashlib import sha256

from msgspec.json import Encoder

from service.engine.core import Decision
from service.engine.maturity import MaturityResult

_ENCODER = Encoder(order="sorted")


def result_digest(decision: Decision) -> bytes:
    """The SHA-256 of everything decided, in a fixed order."""
    ranking, choice = decision.ranking, decision.choice
    objections = [
        {str(model): [each.rule for each in found] for model, found in against.items()}
        for against in (ranking.vetoes, ranking.unsound)
    ]
    decided = (
        decision.facts,
        _maturity(decision.maturity),
        (decision.importance.score, decision.importance.low, decision.importance.high),
        [(criterion.key, criterion.points) for criterion in decision.importance.criteria],
        ranking.fits,
        objections,
        [(cost.low, cost.high) for cost in decision.costs],
        (choice.position, choice.runner_up, choice.margin, choice.affordable, choice.gap, choice.passed_over),
        decision.means,
        decision.workload,
    )
    return sha256(_ENCODER.encode(decided)).digest()


def _maturity(result: MaturityResult) -> tuple[object, ...]:
    return (
        (result.level, result.index, result.low, result.high, result.lowest, result.highest),
        (result.answered, result.applicable, result.contributions, result.inferences),
        [(reading.competency, reading.score, reading.low, reading.high) for reading in result.readings],
        [(gate.rule.id, gate.outcome) for gate in result.gates],
    )
