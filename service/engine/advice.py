"""What to say beside the recommendation, what to do next, and which answer would narrow the result most."""

from collections.abc import Callable
from operator import attrgetter

from service.engine.conditions import Conditions
from service.engine.facts import Facts
from service.engine.maturity import MaturityResult
from service.methodology.pack import Artefact, Rules
from service.methodology.texts import Texts
from service.model.assessment import Caution, Question, RoadmapItem, TraceRule
from service.model.codes import COMPETENCIES, STEPS, Competency
from service.model.profile import Profile

_UNANSWERED = (None, "unknown", "not_applicable")


class AdviceModel:
    """Warnings, roadmap actions and questions of a pack, compiled for one language."""

    def __init__(self, rules: Rules, texts: Texts) -> None:
        self._warnings = tuple(
            Caution(_name(rule.id), texts.warnings[_name(rule.id)], rule.claims)
            for rule in rules.sourcing.warnings
        )
        self._warned = tuple(
            TraceRule(rule.id, {}, "warned", rule.claims) for rule in rules.sourcing.warnings
        )
        self._warning_conditions = Conditions([rule.when for rule in rules.sourcing.warnings])
        actions = sorted(rules.next.actions, key=lambda rule: rule.order)
        self._actions = tuple(
            RoadmapItem(
                None,
                None,
                None,
                texts.actions[_name(rule.id)].action,
                texts.actions[_name(rule.id)].why,
                rule.claims,
            )
            for rule in actions
        )
        self._acted = tuple(TraceRule(rule.id, {}, "put on the roadmap", rule.claims) for rule in actions)
        self._action_conditions = Conditions([rule.when for rule in actions])
        self._steps = {_slot(rule): _step(rule, texts) for rule in rules.maturity.artefacts}
        self._most_steps = rules.next.steps
        self._most_questions = rules.next.questions_shown
        asked = sorted(rules.next.questions, key=lambda rule: -rule.weight)
        self._questions = tuple(
            (_is_open(rule.field), Question(rule.field, texts.questions[rule.field].text, rule.narrows))  # type: ignore[arg-type]
            for rule in asked
        )
        self._question_conditions = Conditions([rule.when for rule in asked])

    def warnings(
        self, facts: Facts, slots: dict[str, dict[str, object]], trace: list[TraceRule]
    ) -> tuple[Caution, ...]:
        """What the reader should know; ``slots`` fills the placeholders of a warning by its code."""
        warnings = []
        for position in self._warning_conditions.holding(facts):
            warning = self._warnings[position]
            if warning.code in slots:
                text = warning.text.format_map(slots[warning.code])
                warning = Caution(warning.code, text, warning.claims)
            warnings.append(warning)
            trace.append(self._warned[position])
        return tuple(warnings)

    def roadmap(
        self,
        facts: Facts,
        maturity: MaturityResult,
        limiting: tuple[Competency, ...],
        trace: list[TraceRule],
    ) -> tuple[RoadmapItem, ...]:
        """Conditions of success first, then one step of each competency that holds the organisation back."""
        items = []
        for position in self._action_conditions.holding(facts):
            items.append(self._actions[position])
            trace.append(self._acted[position])
        weak = [reading for reading in maturity.readings if (reading.competency, reading.weak) in self._steps]
        weak.sort(key=lambda reading: (reading.competency not in limiting, reading.low))
        items += [self._steps[reading.competency, reading.weak] for reading in weak[: self._most_steps]]
        return tuple(items)

    def questions(self, profile: Profile, facts: Facts, maturity: MaturityResult) -> tuple[Question, ...]:
        """The unanswered fields that would narrow the answer most, each asked for once."""
        asked: dict[str, Question] = {}
        for position in self._question_conditions.holding(facts):
            is_open, question = self._questions[position]
            if len(asked) == self._most_questions:
                break
            if is_open(profile, maturity):
                asked.setdefault(question.field, question)
        return tuple(asked.values())


def _name(rule: str) -> str:
    return rule.partition(".")[2]


def _slot(rule: Artefact) -> tuple[Competency, int | None]:
    return rule.competency, STEPS.index(rule.step)


def _step(rule: Artefact, texts: Texts) -> RoadmapItem:
    words = texts.artefacts[_name(rule.id)]
    start = STEPS.index(rule.step) + 1
    return RoadmapItem(rule.competency, start, start + 1, words.action, words.why, rule.claims)


def _is_open(field: str) -> Callable[[Profile, MaturityResult], bool]:
    block, _, name = field.partition(".")
    if block == "competencies":
        position = COMPETENCIES.index(name)  # type: ignore[arg-type]
        return lambda _, maturity: (
            maturity.readings[position].answered < maturity.readings[position].applicable
        )
    read_block = attrgetter(block)

    def is_open(profile: Profile, _: MaturityResult) -> bool:
        value: object = read_block(profile)
        for part in name.split("."):
            value = None if value is None else getattr(value, part)
        return value is None or value in _UNANSWERED

    return is_open
