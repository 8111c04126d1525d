"""Checks maturity and importance: numbers in order, and one rule for every code that the engine knows."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from service.methodology.problem import Problem, problem
from service.methodology.shape.ladder import Artefact, ImportanceRules, MaturityRules
from service.model.codes import BANDS, COMPETENCIES, CRITERIA, LEVELS, STEPS

_VALUES = 5
_HIGHEST = 100


def ladder_problems(maturity: MaturityRules, importance: ImportanceRules) -> Iterator[Problem]:
    """Everything wrong with the ladder of maturity and with the points of importance."""
    yield from _weights(maturity)
    yield from _levels(maturity)
    yield from _artefacts(maturity)
    yield from _importance(importance)


def _weights(maturity: MaturityRules) -> Iterator[Problem]:
    yield from _one_each("maturity.toml [[weights]]", [w.competency for w in maturity.weights], COMPETENCIES)
    if not any(rule.weight for rule in maturity.weights):
        yield problem("weights_all_zero")


def _levels(maturity: MaturityRules) -> Iterator[Problem]:
    yield from _one_each("maturity.toml [[levels]]", [rule.level for rule in maturity.levels], LEVELS[1:])
    by_level = {rule.level: rule for rule in maturity.levels}
    rules = [by_level[level] for level in LEVELS if level in by_level]
    for lower, higher in pairwise(rules):
        if lower.threshold >= higher.threshold:
            yield problem("thresholds_order", rule=higher.id, value=higher.threshold, lower=lower.id)
    for rule in maturity.levels:
        if abs(rule.threshold * 100 - round(rule.threshold * 100)) > 1e-9:
            yield problem("threshold_too_fine", rule=rule.id, value=rule.threshold)


def _artefacts(maturity: MaturityRules) -> Iterator[Problem]:
    known = {_slot(artefact) for artefact in maturity.artefacts}
    for artefact in maturity.artefacts:
        if artefact.id != f"artefact.{_slot(artefact)}":
            yield problem("artefact_id", rule=artefact.id, id=f"artefact.{_slot(artefact)}")
    for gate in maturity.gates:
        if gate.artefact is not None and gate.artefact not in known:
            yield problem("unknown_artefact", rule=gate.id, artefact=gate.artefact)
        if gate.level == LEVELS[0] or bool(gate.competencies) == (gate.artefact is not None):
            yield problem("gate_shape", rule=gate.id)
        for value in (gate.minimum, gate.mean):
            if abs(value * 8 - round(value * 8)) > 1e-9:
                yield problem("gate_too_fine", rule=gate.id, value=value)
    for inference in maturity.inferences:
        if inference.artefact not in known:
            yield problem("unknown_artefact", rule=inference.id, artefact=inference.artefact)


def _slot(artefact: Artefact) -> str:
    return f"{artefact.competency}.{STEPS.index(artefact.step) + 1}"


def _importance(importance: ImportanceRules) -> Iterator[Problem]:
    yield from _one_each("importance.toml [[criteria]]", [c.key for c in importance.criteria], CRITERIA)
    yield from _one_each("importance.toml [[cutoffs]]", [c.band for c in importance.cutoffs], BANDS[1:])
    by_band = {rule.band: rule for rule in importance.cutoffs}
    cutoffs = [by_band[band] for band in BANDS if band in by_band]
    for lower, higher in pairwise(cutoffs):
        if lower.score >= higher.score:
            yield problem("cutoffs_order", rule=higher.id, value=higher.score, lower=lower.id)
    yield from (problem("cutoff_zero", rule=rule.id) for rule in cutoffs if rule.score == 0)
    yield from _points(importance)


def _points(importance: ImportanceRules) -> Iterator[Problem]:
    counts = [str(rule.answered) for rule in importance.points]
    yield from _one_each("importance.toml [[points]]", counts, [str(i + 1) for i in range(len(CRITERIA))])
    for rule in importance.points:
        if len(rule.rows) != rule.answered or any(
            len(row) != _VALUES or list(row) != sorted(row) for row in rule.rows
        ):
            yield problem("points_rows", rule=rule.id, rows=rule.answered, values=_VALUES)
            continue
        most = sum(row[-1] for row in rule.rows)
        if rule.answered == len(CRITERIA) and most != _HIGHEST:
            yield problem("points_sum", rule=rule.id, sum=most)
        elif most > _HIGHEST:
            yield problem("points_too_high", rule=rule.id, sum=most)


def _one_each(where: str, named: Sequence[str], codes: Sequence[str]) -> Iterator[Problem]:
    """A table needs exactly one entry for every code that the engine knows."""
    if missing := [code for code in codes if code not in named]:
        yield problem("codes_missing", where=where, codes=missing)
    if twice := [code for code in dict.fromkeys(named) if named.count(code) > 1]:
        yield problem("codes_twice", where=where, codes=twice)
    if other := [code for code in dict.fromkeys(named) if code not in codes]:
        yield problem("codes_unknown", where=where, codes=other, known=codes)
