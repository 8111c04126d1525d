"""What to say beside the recommendation, what to do next, and which answer would narrow the result most."""

from service.engine.policies.maturity import MaturityResult
from service.methodology.shape.base import When
from service.methodology.shape.ladder import Artefact
from service.methodology.shape.pack import Rules
from service.methodology.shape.plan import ActionRule, QuestionRule
from service.methodology.shape.texts import Texts
from service.methodology.vocabulary import UNKNOWN
from service.model.answer.advice import Question, RoadmapItem
from service.model.answer.sourcing import Caution
from service.model.codes import STEPS, Competency


class AdviceModel:
    """Warnings, roadmap actions and questions of a pack, compiled for one language."""

    def __init__(self, rules: Rules, texts: Texts) -> None:
        self._warnings = tuple(
            Caution(_name(rule.id), texts.warnings[_name(rule.id)], rule.claims)
            for rule in rules.sourcing.warnings
        )
        actions = ordered_actions(rules)
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
        self._steps = {_slot(rule): _step(rule, texts) for rule in rules.maturity.artefacts}
        self._most_items = rules.next.items
        self._most_steps = rules.next.steps
        self._most_questions = rules.next.questions_shown
        self._questions = tuple(
            Question(rule.field, texts.questions[rule.field].text, rule.narrows)
            for rule in ordered_questions(rules)
        )

    def warnings(self, held: list[int], slots: dict[str, dict[str, object]]) -> tuple[Caution, ...]:
        """What the reader should know; ``slots`` fills the placeholders of a warning by its code."""
        warnings = []
        for position in held:
            warning = self._warnings[position]
            if warning.code in slots:
                text = warning.text.format_map(slots[warning.code])
                warning = Caution(warning.code, text, warning.claims)
            warnings.append(warning)
        return tuple(warnings)

    def roadmap(
        self, held: list[int], maturity: MaturityResult, limiting: tuple[Competency, ...]
    ) -> tuple[RoadmapItem, ...]:
        """Conditions of success first, then one step of each competency that holds the organisation back."""
        weak = [reading for reading in maturity.readings if (reading.competency, reading.weak) in self._steps]
        weak.sort(key=lambda reading: (reading.competency not in limiting, reading.low))
        steps = [self._steps[reading.competency, reading.weak] for reading in weak[: self._most_steps]]
        return (*[self._actions[position] for position in held], *steps)[: self._most_items]

    def questions(self, held: list[int]) -> tuple[Question, ...]:
        """The unanswered fields that would narrow the answer most, each asked for once."""
        asked = {question.field: question for question in (self._questions[i] for i in held)}
        return tuple(asked.values())[: self._most_questions]


def question_condition(rule: QuestionRule) -> When:
    """A field is worth asking for while the fact that it settles is unknown."""
    return {**rule.when, rule.fact: (UNKNOWN,)}


def ordered_actions(rules: Rules) -> list[ActionRule]:
    """Roadmap actions in the order in which they are to be done."""
    return sorted(rules.next.actions, key=lambda rule: rule.order)


def ordered_questions(rules: Rules) -> list[QuestionRule]:
    """Fields worth asking for, the most telling first."""
    return sorted(rules.next.questions, key=lambda rule: -rule.weight)


def _name(rule: str) -> str:
    return rule.partition(".")[2]


def _slot(rule: Artefact) -> tuple[Competency, int | None]:
    return rule.competency, STEPS.index(rule.step)


def _step(rule: Artefact, texts: Texts) -> RoadmapItem:
    words = texts.artefacts[_name(rule.id)]
    start = STEPS.index(rule.step) + 1
    return RoadmapItem(rule.competency, start, start + 1, words.action, words.why, rule.claims)
