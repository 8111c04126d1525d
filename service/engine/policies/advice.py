"""Warnings beside the recommendation, the roadmap, and the unanswered fields most worth answering."""

from service.engine.policies.maturity import MaturityResult
from service.methodology.shape.base import When, most_of
from service.methodology.shape.ladder import Artefact
from service.methodology.shape.pack import Rules
from service.methodology.shape.plan import ActionRule, QuestionRule
from service.methodology.shape.texts import Texts
from service.methodology.vocabulary import UNKNOWN
from service.model.answer.advice import Question, RoadmapItem
from service.model.answer.sourcing import Caution
from service.model.codes import LEVELS, STEPS, Competency

Placeholders = dict[str, dict[str, object]]
"""By warning code, the values of the placeholders in its text."""


class AdviceModel:
    """Warnings, roadmap actions and questions of a pack, compiled for one language."""

    def __init__(self, rules: Rules, texts: Texts) -> None:
        self._warnings = tuple(
            Caution(_name(rule.id), texts.warnings[_name(rule.id)], rule.claims)
            for rule in rules.sourcing.warnings
        )
        self._actions = tuple(_action(rule, texts) for rule in ordered_actions(rules))
        self._steps = {_step_key(rule): _step(rule, texts) for rule in rules.maturity.artefacts}
        self._most_items = most_of(rules.next.items)
        self._most_steps = most_of(rules.next.steps)
        self._most_questions = most_of(rules.next.questions_shown)
        self._questions = tuple(
            Question(rule.field, texts.questions[rule.field].text, rule.narrows)
            for rule in ordered_questions(rules)
        )

    def warnings(self, matched: list[int], placeholders: Placeholders) -> tuple[Caution, ...]:
        """The warnings at the matched positions, with their placeholders filled in."""
        warnings = []
        for position in matched:
            warning = self._warnings[position]
            if warning.code in placeholders:
                text = warning.text.format_map(placeholders[warning.code])
                warning = Caution(warning.code, text, warning.claims)
            warnings.append(warning)
        return tuple(warnings)

    def roadmap(
        self, matched: list[int], maturity: MaturityResult, limiting: tuple[Competency, ...]
    ) -> tuple[RoadmapItem, ...]:
        """The matched actions, then the next step of each competency with a gap.

        Competencies that limit the level come first, then those that score lowest. The pack caps both the
        steps and the whole.
        """
        with_gap = [
            result for result in maturity.competencies if (result.competency, result.first_gap) in self._steps
        ]
        with_gap.sort(key=lambda result: (result.competency not in limiting, result.low))
        steps = [self._steps[result.competency, result.first_gap] for result in with_gap[: self._most_steps]]
        return (*[self._actions[position] for position in matched], *steps)[: self._most_items]

    def questions(self, matched: list[int]) -> tuple[Question, ...]:
        """The matched questions, each field once, up to the pack's number."""
        by_field = {question.pointer: question for question in (self._questions[i] for i in matched)}
        return tuple(by_field.values())[: self._most_questions]


def question_condition(rule: QuestionRule) -> When:
    """The condition for asking a field: the fact that it settles is unknown."""
    return {**rule.when, rule.fact: (UNKNOWN,)}


def ordered_actions(rules: Rules) -> list[ActionRule]:
    """Roadmap actions in the order in which they are to be done."""
    return sorted(rules.next.actions, key=lambda rule: rule.order)


def ordered_questions(rules: Rules) -> list[QuestionRule]:
    """Questions by falling weight: those that narrow the result most come first."""
    return sorted(rules.next.questions, key=lambda rule: -rule.weight)


def _name(rule_id: str) -> str:
    """The part of a rule's id after its kind: ``warning.close_call`` is ``close_call``."""
    return rule_id.partition(".")[2]


def _action(rule: ActionRule, texts: Texts) -> RoadmapItem:
    words = texts.actions[_name(rule.id)]
    return RoadmapItem(
        competency=None,
        from_level=None,
        to_level=None,
        action=words.action,
        why=words.why,
        claims=rule.claims,
    )


def _step_key(rule: Artefact) -> tuple[Competency, int | None]:
    return rule.competency, STEPS.index(rule.step)


def _step(rule: Artefact, texts: Texts) -> RoadmapItem:
    words = texts.artefacts[_name(rule.id)]
    level = STEPS.index(rule.step)
    return RoadmapItem(
        competency=rule.competency,
        from_level=LEVELS[level],
        to_level=LEVELS[level + 1],
        action=words.action,
        why=words.why,
        claims=rule.claims,
    )
