"""The trace: every rule applied, in order, with the facts it read, its effect and the claims behind it."""

from collections.abc import Iterator

from service.engine.compiled import CompiledPack
from service.engine.core import Decision
from service.engine.facts.profile_facts import Facts
from service.engine.policies.importance import ImportanceResult
from service.engine.policies.matched_rules import MatchedRules
from service.engine.policies.maturity import MaturityResult
from service.engine.policies.trace_wording import alternatives
from service.methodology.shape.plan import ActionRule, HolderRule, PathRule, TeamRule
from service.methodology.shape.sourcing import WarningRule
from service.model.answer.trace import Trace, TraceRule
from service.model.codes import LEVELS, STEPS, GateOutcome, Model

ConditionalRule = WarningRule | HolderRule | TeamRule | PathRule | ActionRule


def trace_of(compiled: CompiledPack, decision: Decision, matched: MatchedRules) -> Trace:
    """The whole trace; ``matched`` are the rules that applied once a model was recommended."""
    rules = (
        *_inferences(compiled, decision.maturity),
        *_artefacts(compiled, decision.maturity),
        *_levels(compiled, decision.maturity),
        *_criteria(compiled, decision.importance),
        *(column.trace for column in decision.ranking.columns if column.trace is not None),
        *compiled.ranking.objection_traces(decision.ranking),
        *_choice(compiled, decision.facts, decision.recommended),
        *_advice(compiled, decision.facts, matched),
    )
    cited = {compiled.source_of.get(claim) for rule in rules for claim in rule.claims}
    return Trace(rules, tuple(source for id_, source in compiled.sources.items() if id_ in cited))


def _inferences(compiled: CompiledPack, maturity: MaturityResult) -> Iterator[TraceRule]:
    for position in maturity.inferences:
        rule = compiled.pack.rules.maturity.inferences[position]
        competency, _, step = rule.artefact.partition(".")
        result = next(result for result in maturity.competencies if result.competency == competency)
        if result.declared or result.answers[int(step) - 1] in ("yes", "partly", "no"):
            continue
        text = compiled.wording.inference(rule.artefact, rule.answer)
        yield TraceRule(rule.id, alternatives(rule.when), text, rule.claims)


def _artefacts(compiled: CompiledPack, maturity: MaturityResult) -> Iterator[TraceRule]:
    results = {result.competency: result for result in maturity.competencies if result.answered}
    for rule in compiled.pack.rules.maturity.artefacts:
        result = results.get(rule.competency)
        if result is None:
            continue
        answer = result.answers[STEPS.index(rule.step)]
        if answer in ("yes", "partly", "no"):
            text = compiled.wording.stands(
                rule.competency, result.score_low, result.score_high, declared=result.declared
            )
            yield TraceRule(rule.id, {rule.id.partition(".")[2]: answer}, text, rule.claims)


def _levels(compiled: CompiledPack, maturity: MaturityResult) -> Iterator[TraceRule]:
    if maturity.index is None:
        return
    low, high = (f"{end / 100:.2f}" for end in (maturity.low, maturity.high))
    index = low if low == high else f"{low}-{high}"
    for rule in compiled.pack.rules.maturity.levels:
        outcome = _outcome(maturity, maturity.thresholds[LEVELS.index(rule.level)])
        text = compiled.wording.threshold(rule.level, rule.threshold, outcome)
        yield TraceRule(rule.id, {"maturity_index": index}, text, rule.claims)
    for gate in maturity.gates:
        facts: dict[str, str] = {"maturity_level": gate.rule.level}
        yield TraceRule(gate.rule.id, facts, compiled.wording.gate(gate.outcome), gate.rule.claims)


def _outcome(maturity: MaturityResult, threshold: int) -> GateOutcome:
    """Whether the index reaches a threshold, whatever the open questions are answered."""
    if maturity.low >= threshold:
        return "passed"
    return "failed" if maturity.high < threshold else "unanswered"


def _criteria(compiled: CompiledPack, importance: ImportanceResult) -> Iterator[TraceRule]:
    for rule in compiled.pack.rules.importance.criteria:
        criterion = next(criterion for criterion in importance.criteria if criterion.key == rule.key)
        if criterion.points is not None:
            text = compiled.wording.criterion(criterion.points, criterion.most)
            yield TraceRule(rule.id, {rule.key: str(criterion.value)}, text, rule.claims)


def _choice(compiled: CompiledPack, facts: Facts, model: Model) -> Iterator[TraceRule]:
    choice = compiled.choice
    if choice is not None:
        text = compiled.wording.recommends(model)
        yield TraceRule(choice.id, {"affordable": facts["affordable"]}, text, choice.claims)


def _advice(compiled: CompiledPack, facts: Facts, matched: MatchedRules) -> Iterator[TraceRule]:
    rules, wording = compiled.pack.rules, compiled.wording
    for warning in (rules.sourcing.warnings[i] for i in matched.warnings):
        yield _conditional(warning, facts, wording.warns())
    for override in (rules.plan.holders[i] for i in matched.holders):
        yield _conditional(override, facts, wording.holds(override.tasks, override.holder))
    for role in (rules.plan.team[i] for i in matched.team):
        yield _conditional(role, facts, wording.role(role.role, role.seniority))
    # Only the first matched path is taken.
    for path in (rules.plan.paths[i] for i in matched.paths[:1]):
        yield _conditional(path, facts, wording.path(path.at_12, path.at_24))
    for action in (compiled.actions[i] for i in matched.actions):
        yield _conditional(action, facts, wording.acts())


def _conditional(rule: ConditionalRule, facts: Facts, text: str) -> TraceRule:
    return TraceRule(rule.id, {fact: facts[fact] for fact in rule.when}, text, rule.claims)
