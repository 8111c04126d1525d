"""What a rule did, in words of one language: the texts of the trace."""

from collections.abc import Callable, Iterable, Mapping

from service.methodology.shape.base import Rule, When
from service.methodology.shape.texts import Texts
from service.model.answer.trace import TraceRule
from service.model.codes import GateOutcome, Level, Model
from service.texts import LANGUAGES, Language, texts_of
from service.texts.writing import lower_first, upper_first

NameOf = Callable[[str, str], str]


class TraceWording:
    """Sentences on the effect of a rule, with the names that ``name_of`` gives to a code of a group."""

    def __init__(self, language: Language, name_of: NameOf) -> None:
        self._words = texts_of(language).trace
        self.writing = texts_of(language).writing
        self._name_of = name_of

    def inference(self, artefact: str, answer: str) -> str:
        """An artefact that another answer implies."""
        return self.writing.fill(
            self._words.inference,
            artefact=self._name_of("artefacts", artefact),
            answer=self._within("answers", answer),
        )

    def stands(self, competency: str, low: float, high: float, *, declared: bool) -> str:
        """Where a competency stands, in levels."""
        words = self._words
        sentence = words.declared if declared else words.stands if low == high else words.stands_between
        ends = self.writing.numbers((low, high))
        name = self._name_of("competencies", competency)
        return self.writing.fill(sentence, competency=name, low=ends[0], high=ends[1])

    def threshold(self, level: Level, threshold: float, outcome: GateOutcome) -> str:
        """Whether the index reaches the threshold of a level."""
        return self.writing.fill(
            self._words.thresholds[outcome],
            level=self._name_of("levels", level),
            threshold=self.writing.number(threshold, 2),
        )

    def gate(self, outcome: GateOutcome) -> str:
        """Whether a condition of a level is met."""
        return self._words.gates[outcome]

    def criterion(self, points: int, most: int) -> str:
        """The points of a criterion of importance."""
        return self.writing.fill(self._words.criterion, points=points, most=most)

    def gains(self, points: Mapping[Model, float]) -> str:
        """The points that a fact adds to models, or takes from them."""
        gains = [f"{self._model(model)} {self.writing.gain(gain)}" for model, gain in points.items()]
        return self.writing.fill(self._words.gains, gains=gains)

    def objects(self, models: Iterable[Model], *, is_veto: bool) -> str:
        """The models that a rule rules out, or advises against."""
        sentence = self._words.vetoes if is_veto else self._words.advises_against
        return self.writing.fill(sentence, models=list(map(self._model, models)))

    def base(self, points: float) -> str:
        """The points that a model starts with."""
        return self.writing.fill(self._words.base, points=points)

    def known(self, known: int, number: int, least: int) -> str:
        """How many of the decisive answers are known, and how many a recommendation takes."""
        return self.writing.fill(self._words.known, known=known, number=number, least=least)

    def tolerates(self, model: Model, above: int) -> str:
        """A model that counts as affordable though it costs more than the budget."""
        return self.writing.fill(self._words.tolerates, model=self._model(model), above=above)

    def orders(self, models: Iterable[Model]) -> str:
        """Models of equal fit, in the order in which they are told."""
        return self.writing.fill(self._words.orders, models=list(map(self._model, models)))

    def groups(self, models: Iterable[Model], reach: float) -> str:
        """The models that the answers do not tell apart, and the points that they may be behind."""
        return self.writing.fill(self._words.groups, models=list(map(self._model, models)), reach=reach)

    def recommends(self, model: Model) -> str:
        """The model recommended."""
        return self.writing.fill(self._words.recommends, model=self._model(model))

    def warns(self) -> str:
        """A warning given."""
        return self._words.warns

    def holds(self, tasks: Iterable[str], holder: str) -> str:
        """Who holds tasks."""
        names = [self._within("tasks", task) for task in tasks]
        return upper_first(
            self.writing.fill(self._words.holds, tasks=names, holder=self._within("holders", holder))
        )

    def role(self, role: str, seniority: str) -> str:
        """A role to fill."""
        return self.writing.fill(
            self._words.role,
            role=self._within("roles", role),
            seniority=self._within("seniorities", seniority),
        )

    def path(self, at_12: Model, at_24: Model) -> str:
        """The models of a path."""
        return self.writing.fill(self._words.path, at_12=self._model(at_12), at_24=self._model(at_24))

    def acts(self) -> str:
        """An action put on the roadmap."""
        return self._words.acts

    def _model(self, code: Model) -> str:
        return self._within("models", code)

    def _within(self, group: str, code: str) -> str:
        """A name as it stands inside a sentence."""
        return lower_first(self._name_of(group, code))


def wording_of(texts: Texts, language: Language) -> TraceWording:
    """The wording with the names of a pack."""

    def name_of(group: str, code: str) -> str:
        words = getattr(texts, group)[code]
        return str(getattr(words, "statement", None) or getattr(words, "label", words))

    return TraceWording(language, name_of)


# Codes instead of names: traces worded so are equal whenever the rules did the same, whatever the texts say.
CODES = TraceWording(LANGUAGES[0], lambda _, code: code)


def alternatives(condition: When) -> dict[str, str]:
    """The values that a condition accepts, by fact: ``no|partly``."""
    return {fact: "|".join(values) for fact, values in condition.items()}


def applied(rule: Rule, facts: dict[str, str], text: str, *, inferred: bool = False) -> TraceRule:
    """A rule with what it read and did; ``inferred`` says that it read what a form had deduced."""
    return TraceRule(rule=rule.id, facts=facts, text=text, claims=rule.claims, inferred=inferred)
