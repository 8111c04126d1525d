"""The level on the four-step ladder: an index, its interval, gates that no average can buy.

The point is the mean of the competencies known; the interval spans all eight, so it can only narrow as
answers come in. Gates read low ends: an unanswered question never opens one.
"""

from collections.abc import Sequence
from operator import mul
from typing import Literal

from msgspec import Struct

from service.engine.facts.conditions import Conditions
from service.engine.facts.profile_facts import COMPETENCIES, Facts
from service.engine.policies.competency import (
    EIGHTHS,
    Answers,
    Reading,
    answers_of,
    declared_reading,
    readings_of,
)
from service.methodology.shape.ladder import GateRule, MaturityRules
from service.model.codes import COMPETENCIES as KEYS
from service.model.codes import LEVELS, STEPS, Competency, Step
from service.model.profile import Competencies

Outcome = Literal["passed", "failed", "unanswered"]
_NO_CONTRIBUTIONS = (None,) * len(KEYS)
_NOTHING_STATED = frozenset((None, "unknown", "not_applicable"))


class GateOutcome(Struct, frozen=True, gc=False):
    """How one gate came out, and the competencies that hold it shut."""

    rule: GateRule
    outcome: Outcome
    holding_back: tuple[Competency, ...]


class MaturityResult(Struct, frozen=True, gc=False):
    """Maturity in exact numbers: index and interval in hundredths, levels as positions on the ladder."""

    readings: tuple[Reading, ...]
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
    gates: tuple[GateOutcome, ...]
    thresholds: tuple[int, ...]


class MaturityModel:
    """The ladder of a pack, compiled: one table look-up a competency."""

    def __init__(self, rules: MaturityRules) -> None:
        self._weights = tuple(rules.weights[key] for key in KEYS)
        self._weight = sum(self._weights)
        self._gates = rules.gates
        self._gates_of = tuple(
            tuple(i for i, gate in enumerate(rules.gates) if gate.level == level) for level in LEVELS
        )
        self._least = tuple(round(gate.minimum * EIGHTHS) for gate in rules.gates)
        self._open = tuple(GateOutcome(gate, "passed", ()) for gate in rules.gates)
        self._positions = tuple(tuple(KEYS.index(key) for key in gate.competencies) for gate in rules.gates)
        thresholds = {rule.level: rule.threshold for rule in rules.levels}
        # The first level needs nothing; a level without a threshold cannot be reached.
        self._thresholds = (100, *(round(100 * thresholds.get(level, 9)) for level in LEVELS[1:]))
        self._inferences = rules.inferences
        self._conditions = Conditions(inferences=[rule.when for rule in rules.inferences])
        self._artefacts = {f"{a.competency}.{STEPS.index(a.step) + 1}": a for a in rules.artefacts}
        self._tables: dict[tuple[Competency, bool, tuple[int, ...]], dict[Answers, Reading]] = {}
        self._declared = {(key, stage): declared_reading(key, stage) for key in KEYS for stage in range(1, 5)}
        for key in KEYS:
            for under_three in (False, True):
                self._table(key, under_three, ())
                for i in range(len(rules.inferences)):
                    self._table(key, under_three, (i,))

    def _table(self, key: Competency, under_three: bool, held: tuple[int, ...]) -> dict[Answers, Reading]:
        about = tuple(i for i in held if self._inferences[i].artefact.startswith(f"{key}."))
        table = self._tables.get((key, under_three, about))
        if table is None:
            inferred: dict[Step, str] = {
                STEPS[int(self._inferences[i].artefact[-1]) - 1]: self._inferences[i].answer for i in about
            }
            artefacts = [a for a in self._artefacts.values() if a.competency == key]
            table = readings_of(key, artefacts, under_three=under_three, inferred=inferred)
            self._tables[key, under_three, about] = table
        return table

    def assess(self, stated: Competencies | None, facts: Facts, *, under_three: bool) -> MaturityResult:
        """Maturity from the answers stated; ``facts`` may answer artefacts left out."""
        held = tuple(self._conditions.holding(facts)["inferences"])
        readings = tuple([self._read(stated or COMPETENCIES, key, under_three, held) for key in KEYS])
        gates = tuple([self._gate(i, gate, readings) for i, gate in enumerate(self._gates)])
        low = self._mean([reading.low for reading in readings])
        high = self._mean([reading.high for reading in readings])
        answered = sum([reading.answered for reading in readings])
        index, contributions = self._index(readings) if answered else (None, _NO_CONTRIBUTIONS)
        return MaturityResult(
            readings,
            held,
            None if index is None else self._level(index, gates, ("passed",)),
            index,
            low,
            high,
            self._level(low, gates, ("passed",)),
            self._level(high, gates, ("passed", "unanswered")),
            answered,
            sum([reading.applicable for reading in readings]),
            contributions,
            gates,
            self._thresholds,
        )

    def _read(
        self, stated: Competencies, key: Competency, under_three: bool, held: tuple[int, ...]
    ) -> Reading:
        given = getattr(stated, key)
        answers = answers_of(None if given is None else given.evidence)
        if given is not None and given.stage is not None and _NOTHING_STATED.issuperset(answers):
            return self._declared[key, given.stage]
        return self._table(key, under_three, held)[answers]

    def _mean(self, scores: Sequence[int]) -> int:
        return _hundredths(sum(map(mul, scores, self._weights)), self._weight)

    def _index(self, readings: Sequence[Reading]) -> tuple[int, tuple[int | None, ...]]:
        """The index, and what each competency adds; rounding is carried along so that the parts add up."""
        weight = sum(w for r, w in zip(readings, self._weights, strict=True) if r.point is not None)
        total, shown = 0, 0
        parts: list[int | None] = []
        for reading, own in zip(readings, self._weights, strict=True):
            if reading.point is None:
                parts.append(None)
                continue
            total += reading.point * own
            upto = _hundredths(total, weight)
            parts.append(upto - shown)
            shown = upto
        return shown, tuple(parts)

    def _level(self, index: int, gates: Sequence[GateOutcome], passing: tuple[Outcome, ...]) -> int:
        """The highest level whose threshold and gates, and those of the levels below it, all hold."""
        for step in range(1, len(LEVELS)):
            if index < self._thresholds[step]:
                return step - 1
            for i in self._gates_of[step]:
                if gates[i].outcome not in passing:
                    return step - 1
        return len(LEVELS) - 1

    def _gate(self, i: int, gate: GateRule, readings: Sequence[Reading]) -> GateOutcome:
        if gate.artefact is not None:
            return _artefact_gate(gate, gate.artefact, readings)
        least = self._least[i]
        short = [readings[position] for position in self._positions[i] if readings[position].low < least]
        if not short:
            return self._open[i]
        failing = tuple([reading.competency for reading in short if reading.high < least])
        if failing:
            return GateOutcome(gate, "failed", failing)
        return GateOutcome(gate, "unanswered", tuple([reading.competency for reading in short]))


def _artefact_gate(gate: GateRule, artefact: str, readings: Sequence[Reading]) -> GateOutcome:
    competency, _, step = artefact.partition(".")
    reading = next(r for r in readings if r.competency == competency)
    answer = reading.answers[int(step) - 1]
    if answer == "yes" or (answer == "not_applicable" and not reading.misread):
        return GateOutcome(gate, "passed", ())
    outcome: Outcome = "failed" if answer in ("no", "partly") else "unanswered"
    return GateOutcome(gate, outcome, (reading.competency,))


def _hundredths(eighths: int, weight: int) -> int:
    """Eighths over a weight, in hundredths, rounded half up: the one place where the index is rounded."""
    return (2 * 100 * eighths + EIGHTHS * weight) // (2 * EIGHTHS * weight)
