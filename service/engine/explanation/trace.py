"""The trace: every rule applied, in order, with the facts it read, its effect and the claims behind it."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from service.engine.compiled import CompiledPack
from service.engine.core import Decision
from service.engine.facts.staffing import Staffing
from service.engine.policies.importance import ImportanceResult
from service.engine.policies.matched_rules import MatchedRules
from service.engine.policies.maturity import MaturityResult
from service.engine.policies.ranking import TENTHS
from service.engine.policies.trace_wording import TraceWording, alternatives, applied
from service.methodology.shape.plan import ActionRule, HolderRule, PathRule, TeamRule
from service.methodology.shape.sourcing import WarningRule
from service.model.answer.trace import Trace, TraceRule
from service.model.codes import LEVELS, MODELS, STEPS, GateOutcome

_ANSWERED = frozenset(("yes", "partly", "no"))
ConditionalRule = WarningRule | HolderRule | TeamRule | PathRule | ActionRule


def trace_of(compiled: CompiledPack, decision: Decision, matched: MatchedRules) -> Trace:
    """The whole trace; ``matched`` are the rules that applied once a model was recommended."""
    wording = compiled.words_for(decision.facts).trace
    rules = (
        *_inferences(compiled, wording, decision),
        *_artefacts(compiled, wording, decision.maturity),
        *_levels(compiled, wording, decision.maturity),
        *_criteria(compiled, wording, decision.importance),
        *_factors(decision),
        *compiled.ranking.objection_traces(decision.ranking),
        *_choice(compiled, wording, decision),
        *_advice(compiled, wording, decision, matched),
    )
    cited = {compiled.source_of.get(claim) for rule in rules for claim in rule.claims}
    return Trace(rules, tuple(source for id_, source in compiled.sources.items() if id_ in cited))


def _inferences(compiled: CompiledPack, wording: TraceWording, decision: Decision) -> Iterator[TraceRule]:
    maturity = decision.maturity
    for position in maturity.inferences:
        rule = compiled.pack.rules.maturity.inferences[position]
        competency, _, step = rule.artefact.partition(".")
        result = next(result for result in maturity.competencies if result.competency == competency)
        answers = (result.answers[int(step) - 1], result.inferred[int(step) - 1])
        if result.declared or not _ANSWERED.isdisjoint(answers):
            continue
        text = wording.inference(rule.artefact, rule.answer)
        inferred = _is_inferred(rule.when, decision)
        yield applied(rule, alternatives(rule.when), text, inferred=inferred)


def _artefacts(
    compiled: CompiledPack, wording: TraceWording, maturity: MaturityResult
) -> Iterator[TraceRule]:
    results = {result.competency: result for result in maturity.competencies}
    for rule in compiled.pack.rules.maturity.artefacts:
        result = results[rule.competency]
        step = STEPS.index(rule.step)
        stated, inferred = result.answers[step], result.inferred[step]
        artefact = rule.id.partition(".")[2]
        if stated in _ANSWERED:
            text = wording.stands(
                rule.competency, result.score_low, result.score_high, declared=result.declared
            )
            yield applied(rule, {artefact: stated}, text)
        elif inferred in _ANSWERED:
            text = wording.inference(artefact, inferred)
            yield applied(rule, {artefact: inferred}, text, inferred=True)


def _levels(compiled: CompiledPack, wording: TraceWording, maturity: MaturityResult) -> Iterator[TraceRule]:
    if maturity.index is None:
        return
    low, high = (f"{end / 100:.2f}" for end in (maturity.low, maturity.high))
    index = low if low == high else f"{low}-{high}"
    for rule in compiled.pack.rules.maturity.levels:
        outcome = _outcome(maturity, maturity.thresholds[LEVELS.index(rule.level)])
        text = wording.threshold(rule.level, rule.threshold, outcome)
        yield applied(rule, {"maturity_index": index}, text)
    for gate in maturity.gates:
        facts: dict[str, str] = {"maturity_level": gate.rule.level}
        yield applied(gate.rule, facts, wording.gate(gate.outcome))


def _outcome(maturity: MaturityResult, threshold: int) -> GateOutcome:
    """Whether the index reaches a threshold, whatever the open questions are answered."""
    if maturity.low >= threshold:
        return "passed"
    return "failed" if maturity.high < threshold else "unanswered"


def _criteria(
    compiled: CompiledPack, wording: TraceWording, importance: ImportanceResult
) -> Iterator[TraceRule]:
    for rule in compiled.pack.rules.importance.criteria:
        criterion = next(criterion for criterion in importance.criteria if criterion.key == rule.key)
        if criterion.points is not None:
            text = wording.criterion(criterion.points, criterion.most)
            facts: dict[str, str] = {rule.key: str(criterion.value)}
            yield applied(rule, facts, text, inferred=criterion.is_inferred)


def _factors(decision: Decision) -> Iterator[TraceRule]:
    traces = (column.trace for column in decision.ranking.columns if column.trace is not None)
    if decision.stated_facts is decision.facts:
        yield from traces
        return
    for trace in traces:
        yield replace(trace, inferred=_is_inferred(trace.facts, decision))


def _choice(compiled: CompiledPack, wording: TraceWording, decision: Decision) -> Iterator[TraceRule]:
    rules, facts = compiled.pack.rules.sourcing, decision.facts
    choice, decisive = decision.choice, compiled.choice.decisive
    if rules.decisive is not None:
        read = {fact: decision.stated_facts[fact] for fact in decisive.facts}
        text = wording.known(decisive.number - len(choice.blanks), decisive.number, decisive.least_known)
        yield applied(rules.decisive, read, text)
    if decision.recommended is None:
        return
    if rules.tolerance is not None and choice.above is not None:
        text = wording.tolerates(decision.recommended, choice.above)
        yield applied(rules.tolerance, {"above_budget": "yes"}, text)
    if rules.ties is not None and choice.lead == 0:
        yield applied(rules.ties, {"tied": "yes"}, wording.orders([MODELS[i] for i in choice.group[:2]]))
    if rules.choice is not None:
        text = wording.recommends(decision.recommended)
        yield applied(rules.choice, {"affordable": facts["affordable"]}, text)
    if rules.group is not None:
        text = wording.groups([MODELS[i] for i in choice.group], choice.reach / TENTHS)
        yield applied(rules.group, {"sourcing_status": choice.status}, text)


def _team(staffing: Staffing | None) -> tuple[int, ...]:
    """The rules of the roles to fill, each once."""
    return () if staffing is None else tuple(dict.fromkeys(post.rule for post in staffing.posts))


def _advice(
    compiled: CompiledPack, wording: TraceWording, decision: Decision, matched: MatchedRules
) -> Iterator[TraceRule]:
    rules = compiled.pack.rules
    for warning in (rules.sourcing.warnings[i] for i in matched.warnings):
        yield _conditional(warning, decision, wording.warns())
    for override in (rules.plan.holders[i] for i in matched.holders):
        yield _conditional(override, decision, wording.holds(override.tasks, override.holder))
    for role in (rules.plan.team[i] for i in _team(decision.staffing)):
        yield _conditional(role, decision, wording.role(role.role, role.seniority))
    # Only the first matched path is taken.
    for path in (rules.plan.paths[i] for i in matched.paths[:1]):
        yield _conditional(path, decision, wording.path(path.at_12, path.at_24))
    for action in (compiled.actions[i] for i in matched.actions):
        yield _conditional(action, decision, wording.acts())


def _conditional(rule: ConditionalRule, decision: Decision, text: str) -> TraceRule:
    facts = {fact: decision.facts[fact] for fact in rule.when}
    return applied(rule, facts, text, inferred=_is_inferred(rule.when, decision))


def _is_inferred(read: Iterable[str], decision: Decision) -> bool:
    """Whether any of the facts read would be another without the answers that a form deduced."""
    facts, stated = decision.facts, decision.stated_facts
    return stated is not facts and any(facts[fact] != stated[fact] for fact in read)
