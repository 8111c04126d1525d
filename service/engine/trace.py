"""The rules in the order in which they were applied: what each read, what it did, the claims behind it."""

from collections.abc import Iterator

from service.engine.compiled import Compiled
from service.engine.facts import Facts
from service.engine.importance import ImportanceResult
from service.engine.maturity import MaturityResult
from service.engine.ranking import RankedFit
from service.model.assessment import Trace, TraceRule
from service.model.codes import LEVELS, STEPS


def trace_of(
    compiled: Compiled,
    maturity: MaturityResult,
    importance: ImportanceResult,
    ranking: RankedFit,
    facts: Facts,
    later: list[TraceRule],
) -> Trace:
    """The whole trace; ``later`` holds what was applied once a model was recommended."""
    rules = (
        *_inferred(compiled, maturity),
        *_artefacts(compiled, maturity),
        *_levels(compiled, maturity),
        *_criteria(compiled, importance),
        *(column.trace for column in ranking.columns if column.trace is not None),
        *ranking.objections,
        *_choice(compiled, facts),
        *later,
    )
    cited = {compiled.source_of.get(claim) for rule in rules for claim in rule.claims}
    return Trace(rules, tuple(source for id, source in compiled.sources.items() if id in cited))


def _inferred(compiled: Compiled, result: MaturityResult) -> Iterator[TraceRule]:
    for position in result.inferences:
        rule = compiled.pack.rules.maturity.inferences[position]
        competency, _, step = rule.artefact.partition(".")
        reading = next(r for r in result.readings if r.competency == competency)
        if reading.declared or reading.answers[int(step) - 1] in ("yes", "partly", "no"):
            continue
        read = {fact: " or ".join(values) for fact, values in rule.when.items()}
        yield TraceRule(rule.id, read, f"{rule.artefact} read as {rule.answer}", rule.claims)


def _artefacts(compiled: Compiled, result: MaturityResult) -> Iterator[TraceRule]:
    readings = {reading.competency: reading for reading in result.readings if reading.answered}
    for rule in compiled.pack.rules.maturity.artefacts:
        reading = readings.get(rule.competency)
        if reading is None:
            continue
        answer = reading.answers[STEPS.index(rule.step)]
        if answer in ("yes", "partly", "no"):
            did = f"{rule.competency} stands at {reading.low / 8:g} to {reading.high / 8:g}"
            read = f"{answer}, declared" if reading.declared else answer
            yield TraceRule(rule.id, {rule.id.partition(".")[2]: read}, did, rule.claims)


def _levels(compiled: Compiled, result: MaturityResult) -> Iterator[TraceRule]:
    if result.index is None:
        return
    index = f"{result.index / 100:.2f}"
    for rule in compiled.pack.rules.maturity.levels:
        held = result.thresholds_held[LEVELS.index(rule.level)]
        did = f"{rule.level}: {'at or above' if held else 'below'} {rule.threshold:g}"
        yield TraceRule(rule.id, {"maturity.index": index}, did, rule.claims)
    for gate in result.gates:
        yield TraceRule(gate.rule.id, {"maturity": gate.rule.level}, gate.outcome, gate.rule.claims)


def _criteria(compiled: Compiled, result: ImportanceResult) -> Iterator[TraceRule]:
    for rule in compiled.pack.rules.importance.criteria:
        criterion = next(c for c in result.criteria if c.key == rule.key)
        if criterion.points is not None:
            did = f"adds {criterion.points} of {criterion.most}"
            yield TraceRule(rule.id, {rule.key: str(criterion.value)}, did, rule.claims)


def _choice(compiled: Compiled, facts: Facts) -> Iterator[TraceRule]:
    if compiled.choice is not None:
        read = {"affordable": facts["affordable"]}
        yield TraceRule(compiled.choice.id, read, f"recommended {facts['recommended']}", compiled.choice.claims)
