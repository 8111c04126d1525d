"""The rules in the order in which they were applied: what each read, what it did, the claims behind it."""

from collections.abc import Iterator

from service.engine.compiled import Compiled
from service.engine.core import Decision
from service.engine.facts.profile_facts import Facts
from service.engine.policies.importance import ImportanceResult
from service.engine.policies.maturity import MaturityResult
from service.methodology.shape.plan import ActionRule, HolderRule, PathRule, TeamRule
from service.methodology.shape.sourcing import WarningRule
from service.model.answer.trace import Trace, TraceRule
from service.model.codes import LEVELS, STEPS

ConditionalRule = WarningRule | HolderRule | TeamRule | PathRule | ActionRule


def trace_of(compiled: Compiled, decision: Decision, held: dict[str, list[int]]) -> Trace:
    """The whole trace; ``held`` gives the rules that applied once a model was recommended."""
    rules = (
        *_inferred(compiled, decision.maturity),
        *_artefacts(compiled, decision.maturity),
        *_levels(compiled, decision.maturity),
        *_criteria(compiled, decision.importance),
        *(column.trace for column in decision.ranking.columns if column.trace is not None),
        *decision.ranking.objections,
        *_choice(compiled, decision.facts),
        *_advised(compiled, decision.facts, held),
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
        held = result.index >= result.thresholds[LEVELS.index(rule.level)]
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
        yield TraceRule(
            compiled.choice.id, read, f"recommended {facts['recommended']}", compiled.choice.claims
        )


def _advised(compiled: Compiled, facts: Facts, held: dict[str, list[int]]) -> Iterator[TraceRule]:
    rules = compiled.pack.rules
    for warning in (rules.sourcing.warnings[i] for i in held["warnings"]):
        yield _because(warning, facts, "warned")
    for override in (rules.plan.holders[i] for i in held["holders"]):
        yield _because(override, facts, f"{', '.join(override.tasks)}: {override.holder}")
    for role in (rules.plan.team[i] for i in held["team"]):
        yield _because(role, facts, f"{role.role}, {role.seniority}")
    for path in (rules.plan.paths[i] for i in held["paths"][:1]):
        yield _because(path, facts, f"12 months: {path.at_12}; 24 months: {path.at_24}")
    for action in (compiled.actions[i] for i in held["actions"]):
        yield _because(action, facts, "put on the roadmap")


def _because(rule: ConditionalRule, facts: Facts, did: str) -> TraceRule:
    return TraceRule(rule.id, {fact: facts[fact] for fact in rule.when}, did, rule.claims)
