"""The maturity level: a weighted index, its interval, and gates that no average can compensate.

The index is the mean of the competencies known; the interval spans all eight, so that answers only narrow it.
Gates test the low ends of competencies: an unanswered question never opens one, and never shuts one. The
level is ``lowest`` with every open question answered no, and ``highest`` with every one answered yes.
"""

from collections.abc import Sequence
from operator import mul

from msgspec import Struct

from service.engine.facts.conditions import Conditions
from service.engine.facts.profile_facts import COMPETENCIES, Facts
from service.engine.policies.competency import (
    EIGHTHS,
    Answers,
    CompetencyResult,
    answers_of,
    declared_result,
    results_by_answers,
)
from service.methodology.shape.ladder import GateRule, MaturityRules
from service.model.codes import COMPETENCIES as KEYS
from service.model.codes import LEVELS, STEPS, Competency, GateOutcome, Status, Step
from service.model.profile import Competencies

ResultTable = dict[Answers, CompetencyResult]
_HUNDREDTHS = 100
_NO_CONTRIBUTIONS = (None,) * len(KEYS)
_NOTHING_STATED = frozenset((None, "unknown", "not_applicable"))
# Greater than any index: a level without a threshold is out of reach.
_UNREACHABLE = 9


class GateResult(Struct, frozen=True, gc=False):
    """The outcome of one gate, and the competencies that keep it from passing."""

    rule: GateRule
    outcome: GateOutcome
    blocking: tuple[Competency, ...]


class MaturityResult(Struct, frozen=True, kw_only=True, gc=False):
    """Maturity in whole numbers: index, interval and thresholds in hundredths, levels as positions.

    ``competencies`` and their ``contributions`` to the index are in the order of ``codes.COMPETENCIES``,
    ``gates`` in that of the pack; ``inferences`` are the positions of the pack's inferences that match.
    ``level`` and ``index`` are None with fewer answers than the pack asks for; ``lowest`` and ``highest`` are
    the least and the greatest level that the open questions leave possible, ``level`` one of those between.
    ``answered`` and ``applicable`` count artefacts.
    """

    competencies: tuple[CompetencyResult, ...]
    inferences: tuple[int, ...]
    level: int | None
    index: int | None
    low: int
    high: int
    lowest: int
    highest: int
    answered: int
    applicable: int
    contributions: tuple[int | None, ...]
    gates: tuple[GateResult, ...]
    thresholds: tuple[int, ...]

    @property
    def status(self) -> Status:
        """Whether the level is known: no answer to an open question can change one that is ``assessed``."""
        if self.level is None:
            return "insufficient_evidence"
        return "assessed" if self.lowest == self.highest else "provisional"


class MaturityModel:
    """The maturity rules of a pack, compiled to one table look-up for each competency."""

    def __init__(self, rules: MaturityRules) -> None:
        weights = {rule.competency: rule.weight for rule in rules.weights}
        self._weights = tuple(weights.get(key, 0) for key in KEYS)
        self._total_weight = sum(self._weights)
        self._gates = rules.gates
        self._gates_of = tuple(
            tuple(i for i, gate in enumerate(rules.gates) if gate.level == level) for level in LEVELS
        )
        self._minima = tuple(round(gate.minimum * EIGHTHS) for gate in rules.gates)
        self._means = tuple(round(gate.mean * EIGHTHS) for gate in rules.gates)
        self._passed = tuple(GateResult(gate, "passed", ()) for gate in rules.gates)
        self._positions = tuple(tuple(KEYS.index(key) for key in gate.competencies) for gate in rules.gates)
        thresholds = {rule.level: rule.threshold for rule in rules.levels}
        # The first level needs nothing.
        self._thresholds = (
            _HUNDREDTHS,
            *(round(_HUNDREDTHS * thresholds.get(level, _UNREACHABLE)) for level in LEVELS[1:]),
        )
        self._least_coverage = 0 if rules.evidence is None else rules.evidence.least_coverage
        self._inferences = rules.inferences
        self._conditions = Conditions(inferences=[rule.when for rule in rules.inferences])
        self._artefacts = rules.artefacts
        self._tables: dict[tuple[Competency, bool, tuple[int, ...]], ResultTable] = {}
        self._table_sets: dict[tuple[bool, tuple[int, ...]], tuple[ResultTable, ...]] = {}
        self._declared = {(key, level): declared_result(key, level) for key in KEYS for level in LEVELS}
        for few_people in (False, True):
            self._table_set((), few_people=few_people)
            for i in range(len(rules.inferences)):
                self._table_set((i,), few_people=few_people)

    def _table_set(self, inferences: tuple[int, ...], *, few_people: bool) -> tuple[ResultTable, ...]:
        """The tables of the eight competencies; a combination of inferences is computed when first met."""
        tables = self._table_sets.get((few_people, inferences))
        if tables is None:
            tables = tuple(self._table(key, inferences, few_people=few_people) for key in KEYS)
            self._table_sets[few_people, inferences] = tables
        return tables

    def _table(self, key: Competency, inferences: tuple[int, ...], *, few_people: bool) -> ResultTable:
        artefacts = [artefact for artefact in self._artefacts if artefact.competency == key]
        # The number of people matters for few artefacts: the other competencies share one table.
        depends = any(artefact.not_applicable == "few_people" for artefact in artefacts)
        own = tuple(i for i in inferences if self._inferences[i].artefact.startswith(f"{key}."))
        table_key = (key, few_people and depends, own)
        table = self._tables.get(table_key)
        if table is None:
            inferred: dict[Step, str] = {
                STEPS[int(self._inferences[i].artefact[-1]) - 1]: self._inferences[i].answer for i in own
            }
            table = results_by_answers(key, artefacts, few_people=few_people, inferred=inferred)
            self._tables[table_key] = table
        return table

    def assess(self, answers: Competencies | None, facts: Facts, *, few_people: bool) -> MaturityResult:
        """Maturity from the competency answers; ``facts`` may imply answers that were left out."""
        inferences = tuple(self._conditions.matching(facts)["inferences"])
        tables = self._table_set(inferences, few_people=few_people)
        block = answers or COMPETENCIES
        results = tuple([self._result(block, key, table) for key, table in zip(KEYS, tables, strict=True)])
        gates = tuple([self._gate(i, gate, results) for i, gate in enumerate(self._gates)])
        low = self._mean([result.low for result in results])
        high = self._mean([result.high for result in results])
        answered = sum([result.answered for result in results])
        applicable = sum([result.applicable for result in results])
        is_enough = answered > 0 and answered >= self._least_coverage * applicable
        index, contributions = self._index(results) if is_enough else (None, _NO_CONTRIBUTIONS)
        return MaturityResult(
            competencies=results,
            inferences=inferences,
            level=None if index is None else self._level(index, gates, ("passed",)),
            index=index,
            low=low,
            high=high,
            lowest=self._level(low, gates, ("passed",)),
            highest=self._level(high, gates, ("passed", "unanswered")),
            answered=answered,
            applicable=applicable,
            contributions=contributions,
            gates=gates,
            thresholds=self._thresholds,
        )

    def _result(self, block: Competencies, key: Competency, table: ResultTable) -> CompetencyResult:
        stated = getattr(block, key)
        answers = answers_of(stated)
        if stated is not None and stated.level is not None and _NOTHING_STATED.issuperset(answers):
            return self._declared[key, stated.level]
        return table[answers]

    def _mean(self, scores: Sequence[int]) -> int:
        return _hundredths(sum(map(mul, scores, self._weights)), self._total_weight)

    def _index(self, results: Sequence[CompetencyResult]) -> tuple[int | None, tuple[int | None, ...]]:
        """The index and each competency's part of it; rounding is carried over so that the parts add up."""
        known_weight = sum(
            weight for result, weight in zip(results, self._weights, strict=True) if result.point is not None
        )
        if not known_weight:
            # Nothing is known of any competency that counts.
            return None, _NO_CONTRIBUTIONS
        total, index = 0, 0
        parts: list[int | None] = []
        for result, weight in zip(results, self._weights, strict=True):
            if result.point is None:
                parts.append(None)
                continue
            total += result.point * weight
            cumulative = _hundredths(total, known_weight)
            parts.append(cumulative - index)
            index = cumulative
        return index, tuple(parts)

    def _level(self, index: int, gates: Sequence[GateResult], passing: tuple[GateOutcome, ...]) -> int:
        """The highest level of which threshold and gates, and those of all levels below, are met."""
        for position in range(1, len(LEVELS)):
            if index < self._thresholds[position]:
                return position - 1
            for i in self._gates_of[position]:
                if gates[i].outcome not in passing:
                    return position - 1
        return len(LEVELS) - 1

    def _gate(self, i: int, gate: GateRule, results: Sequence[CompetencyResult]) -> GateResult:
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
    if answer == "yes" or (answer == "not_applicable" and not result.misread):
        return GateResult(gate, "passed", ())
    outcome: GateOutcome = "failed" if answer in ("no", "partly") else "unanswered"
    return GateResult(gate, outcome, (result.competency,))


def _hundredths(eighths: int, weight: int) -> int:
    """``eighths / weight`` in hundredths of a level, rounded half up: the only rounding of the index."""
    return (2 * _HUNDREDTHS * eighths + EIGHTHS * weight) // (2 * EIGHTHS * weight)
