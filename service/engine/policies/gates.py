"""Gates: conditions of a level that no average can compensate, tested on the scores of competencies.

They test the low ends: an unanswered question never opens one, and never shuts one.
"""

from collections.abc import Sequence

from msgspec import Struct

from service.engine.policies.competency import EIGHTHS, CompetencyResult
from service.methodology.shape.ladder import GateRule
from service.model.codes import COMPETENCIES, Competency, GateOutcome


class GateResult(Struct, frozen=True, gc=False):
    """The outcome of one gate, and the competencies that keep it from passing."""

    rule: GateRule
    outcome: GateOutcome
    blocking: tuple[Competency, ...]


class GateModel:
    """The gates of a pack, compiled."""

    def __init__(self, rules: Sequence[GateRule]) -> None:
        self._gates = rules
        self._minima = tuple(round(gate.minimum * EIGHTHS) for gate in rules)
        self._means = tuple(round(gate.mean * EIGHTHS) for gate in rules)
        self._passed = tuple(GateResult(gate, "passed", ()) for gate in rules)
        self._positions = tuple(tuple(COMPETENCIES.index(key) for key in gate.competencies) for gate in rules)

    def results(self, competencies: Sequence[CompetencyResult]) -> tuple[GateResult, ...]:
        """The outcome of every gate, in the order of the pack."""
        return tuple([self._result(i, gate, competencies) for i, gate in enumerate(self._gates)])

    def _result(self, i: int, gate: GateRule, results: Sequence[CompetencyResult]) -> GateResult:
        if gate.artefact is not None:
            return _artefact_gate(gate, gate.artefact, results)
        named = [results[position] for position in self._positions[i]]
        minimum, mean = self._minima[i], self._means[i]
        if not _short(named, [result.low for result in named], minimum, mean):
            return self._passed[i]
        failing = _short(named, [result.high for result in named], minimum, mean)
        if failing:
            return GateResult(gate, "failed", _keys(failing))
        unanswered = [result for result in named if result.low < result.high]
        below = [result for result in unanswered if result.low < minimum]
        return GateResult(gate, "unanswered", _keys(below or unanswered))


def _short(
    named: Sequence[CompetencyResult], scores: Sequence[int], minimum: int, mean: int
) -> list[CompetencyResult]:
    """Those that at these scores keep a gate shut: below its minimum, or else below its mean."""
    if sum(scores) >= mean * len(scores) and min(scores) >= minimum:
        return []
    least = minimum if min(scores) < minimum else mean
    return [result for result, score in zip(named, scores, strict=True) if score < least]


def _keys(results: Sequence[CompetencyResult]) -> tuple[Competency, ...]:
    return tuple([result.competency for result in results])


def _artefact_gate(gate: GateRule, artefact: str, results: Sequence[CompetencyResult]) -> GateResult:
    competency, _, step = artefact.partition(".")
    result = next(result for result in results if result.competency == competency)
    answer = result.answers[int(step) - 1]
    if answer in ("yes", "partly", "not_applicable"):
        return GateResult(gate, "passed", ())
    return GateResult(gate, "failed" if answer == "no" else "unanswered", (result.competency,))
