"""Warnings beside the recommendation, the roadmap, and the unanswered fields most worth answering."""

from typing import NamedTuple

from service.engine.policies.competency import EIGHTHS, CompetencyResult
from service.engine.policies.maturity import MaturityResult
from service.methodology.shape.base import When, most_of
from service.methodology.shape.ladder import Artefact
from service.methodology.shape.pack import Rules
from service.methodology.shape.plan import ActionRule, QuestionRule
from service.methodology.shape.texts import ActionText, Texts
from service.methodology.vocabulary import UNKNOWN
from service.model.answer.advice import Question, RoadmapItem
from service.model.answer.sourcing import Caution
from service.model.codes import LEVELS, STEPS, Competency
from service.texts.writing import Writing

Placeholders = dict[str, dict[str, object]]
"""By warning code, the values of the placeholders in its text."""


class AdviceModel:
    """Warnings, roadmap actions and questions of a pack, compiled for one audience."""

    def __init__(self, rules: Rules, texts: Texts, writing: Writing, *, few_people: bool) -> None:
        """``few_people`` leaves out the steps that only departments can take."""
        self._writing = writing
        self._warnings = tuple(
            Caution(_name(rule.id), texts.warnings[_name(rule.id)], rule.claims)
            for rule in rules.sourcing.warnings
        )
        self._actions = tuple(_action(rule, texts) for rule in ordered_actions(rules))
        self._artefacts = {
            _slot(rule): _StepWords(rule, texts, writing)
            for rule in rules.maturity.artefacts
            if not (few_people and rule.not_applicable == "few_people")
        }
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
                text = self._writing.fill(warning.text, **placeholders[warning.code])
                warning = Caution(warning.code, text, warning.claims)
            warnings.append(warning)
        return tuple(warnings)

    def roadmap(
        self, matched: list[int], maturity: MaturityResult, limiting: tuple[Competency, ...]
    ) -> tuple[RoadmapItem, ...]:
        """The matched actions, then the next step of each competency that is answered or that limits.

        Competencies that limit the level come first, then what is known to be missing before what is to be
        found out, then those that score lowest. The pack caps both the steps and the whole.
        """
        steps = [
            (result, step)
            for result in maturity.competencies
            if result.answered or result.competency in limiting
            if (step := _next_step(result)) is not None
            and (result.competency, step.position) in self._artefacts
        ]
        steps.sort(key=lambda at: (at[0].competency not in limiting, at[1].is_open, at[0].low))
        items = [
            self._artefacts[result.competency, step.position].item(result, is_open=step.is_open)
            for result, step in steps[: self._most_steps]
        ]
        return (*[self._actions[position] for position in matched], *items)[: self._most_items]

    def questions(
        self, matched: list[int], keep_open: tuple[Competency, ...], wanted: frozenset[str]
    ) -> tuple[Question, ...]:
        """The matched questions, each field once, up to the pack's number.

        First comes one of the competencies that keep the level open, then the fields ``wanted`` for a
        recommendation, then the others; each by the pack's weights.
        """
        limits = {f"/competencies/{competency}" for competency in keep_open}
        by_field = {question.pointer: question for question in (self._questions[i] for i in matched)}
        first = next((pointer for pointer in by_field if pointer in limits), None)
        order = sorted(by_field, key=lambda pointer: (pointer != first, pointer not in wanted))
        return tuple([by_field[pointer] for pointer in order[: self._most_questions]])


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


class _Step(NamedTuple):
    """The position of the first artefact that a competency does not have; open means unanswered."""

    position: int
    is_open: bool


def _next_step(result: CompetencyResult) -> _Step | None:
    """The next step up the ladder; each artefact rests on the one before."""
    for position, answer in enumerate(result.answers):
        if answer not in ("yes", "not_applicable"):
            return _Step(position, answer not in ("no", "partly"))
    return None


def _slot(rule: Artefact) -> tuple[Competency, int]:
    return rule.competency, STEPS.index(rule.step)


class _StepWords:
    """The roadmap items of an artefact: to build it where it is missing, to find out where unanswered."""

    def __init__(self, rule: Artefact, texts: Texts, writing: Writing) -> None:
        words, find_out = texts.artefacts[_name(rule.id)], texts.steps.find_out
        self._rule = rule
        self._build = ActionText(action=words.action, why=words.why)
        self._find_out = ActionText(
            action=writing.fill(find_out.action, statement=words.statement), why=find_out.why
        )

    def item(self, result: CompetencyResult, *, is_open: bool) -> RoadmapItem:
        """The item for a competency: from the level that it surely stands on to the one above."""
        words = self._find_out if is_open else self._build
        low, high = result.low // EIGHTHS, result.high // EIGHTHS
        return RoadmapItem(
            competency=result.competency,
            from_level=LEVELS[low - 1] if low == high else None,
            to_level=None if is_open else LEVELS[low],
            action=words.action,
            why=words.why,
            claims=self._rule.claims,
        )
