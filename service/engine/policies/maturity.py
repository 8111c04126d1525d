"""The maturity level: a weighted index, its interval, and gates that no average can compensate.

The index is the mean of the competencies known; the interval spans all eight, so that answers only narrow it.
Gates test the low ends of competencies: an unanswered question never opens one, and only a no shuts one. The
level is ``lowest`` with every open question answered no, and ``highest`` with every one answered yes.
"""

from collections.abc import Sequence
from operator import mul
from typing import NamedTuple

from msgspec import Struct

from service.engine.facts.conditions import Conditions
from service.engine.facts.profile_facts import COMPETENCIES, Facts
from service.engine.policies.competency import (
    EIGHTHS,
    CompetencyResult,
    ResultTable,
    answers_of,
    moved_by,
    results_by_answers,
    without_implied,
)
from service.engine.policies.gates import GateModel, GateResult
from service.methodology.shape.ladder import MaturityRules
from service.model.codes import COMPETENCIES as KEYS
from service.model.codes import LEVELS, STEPS, Competency, GateOutcome, Status, Step
from service.model.profile import Competencies, CompetencyAnswers

_HUNDREDTHS = 100
_NO_CONTRIBUTIONS = (None,) * len(KEYS)
# Greater than any index: a level without a threshold is out of reach.
_UNREACHABLE = 9


class Evidence(NamedTuple):
    """What maturity is read from."""

    answers: Competencies | None
    facts: Facts


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
        self._gates = GateModel(rules.gates)
        self._gates_of = tuple(
            tuple(i for i, gate in enumerate(rules.gates) if gate.level == level) for level in LEVELS
        )
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

    def assess(self, whole: Evidence, stated: Evidence) -> MaturityResult:
        """Maturity from the competency answers, of which those not in ``stated`` were inferred.

        The facts may imply answers that were left out. Nothing was inferred where both are the same object.
        """
        inferences, results = self._results(whole, stated)
        gates = self._gates.results(results)
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

    def _results(
        self, whole: Evidence, stated: Evidence
    ) -> tuple[tuple[int, ...], tuple[CompetencyResult, ...]]:
        """The inferences that match, and the eight competencies."""
        inferences, tables = self._tables_for(stated)
        block = stated.answers or COMPETENCIES
        results = [_result(getattr(block, key), table) for key, table in zip(KEYS, tables, strict=True)]
        if whole is stated:
            return inferences, tuple(results)
        implied = {self._inferences[i].artefact for i in inferences}
        inferences, tables = self._tables_for(whole)
        block = whole.answers or COMPETENCIES
        moved = [
            moved_by(result, _result(without_implied(getattr(block, key), result, implied), table))
            for key, table, result in zip(KEYS, tables, results, strict=True)
        ]
        return inferences, tuple(moved)

    def _tables_for(self, evidence: Evidence) -> tuple[tuple[int, ...], tuple[ResultTable, ...]]:
        inferences = tuple(self._conditions.matching(evidence.facts)["inferences"])
        return inferences, self._table_set(inferences, few_people=evidence.facts["few_people"] == "yes")

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


def _result(stated: CompetencyAnswers | None, table: ResultTable) -> CompetencyResult:
    result = table[answers_of(stated)]
    if stated is not None and stated.level is not None and not result.answered:
        return table[stated.level]
    return result


def _hundredths(eighths: int, weight: int) -> int:
    """``eighths / weight`` in hundredths of a level, rounded half up: the only rounding of the index."""
    return (2 * _HUNDREDTHS * eighths + EIGHTHS * weight) // (2 * EIGHTHS * weight)
