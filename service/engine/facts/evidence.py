"""How many of the answers that decide most are known: too few give no advice, each blank leaves more open.

A field that a form only deduced is not known here: it moves a fit and settles nothing.
"""

from collections.abc import Iterable, Sequence

from service.engine.facts.profile_facts import Facts
from service.methodology.shape.plan import QuestionRule
from service.methodology.shape.sourcing import DecisiveRule
from service.methodology.vocabulary import UNKNOWN


class DecisiveAnswers:
    """The decisive answers of a pack, compiled: the fields that give each, with the facts read from them."""

    def __init__(self, rule: DecisiveRule | None, questions: Iterable[QuestionRule]) -> None:
        by_field = {question.field: question for question in questions}
        answers = () if rule is None else rule.answers
        asked = [[by_field[field] for field in fields if field in by_field] for fields in answers]
        self._answers = tuple(tuple(one.fact for one in questions) for questions in asked)
        self._first_asked = [max(questions, key=lambda one: one.weight, default=None) for questions in asked]
        self.number = len(answers)
        self.least_known = 0 if rule is None else rule.least_known
        self.facts = tuple(fact for facts in self._answers for fact in facts)

    def blanks(self, stated_facts: Facts) -> tuple[int, ...]:
        """The positions of those that no stated answer gives."""
        return tuple(
            [
                position
                for position, facts in enumerate(self._answers)
                if all(stated_facts[fact] == UNKNOWN for fact in facts)
            ]
        )

    def missing(self, blanks: Sequence[int]) -> int:
        """How many more must be known for a recommendation when these are not."""
        return max(0, self.least_known - (self.number - len(blanks)))

    def wanted(self, blanks: Sequence[int]) -> frozenset[str]:
        """The fields to ask for first, so that enough would be known: one for each answer, by weight."""
        asked = [rule for rule in (self._first_asked[position] for position in blanks) if rule is not None]
        asked.sort(key=lambda rule: -rule.weight)
        return frozenset([rule.field for rule in asked[: self.missing(blanks)]])
