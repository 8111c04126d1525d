"""What a rule did, in words of one language: the texts of the trace."""

from collections.abc import Callable, Iterable, Mapping

from service.methodology.shape.base import When
from service.methodology.shape.texts import Texts
from service.model.codes import GateOutcome, Level, Model
from service.texts import LANGUAGES, Language, texts_of
from service.texts.numbers import write_number

NameOf = Callable[[str, str], str]


class TraceWording:
    """Sentences on the effect of a rule, with the names that ``name_of`` gives to a code of a group."""

    def __init__(self, language: Language, name_of: NameOf) -> None:
        self._words = texts_of(language).trace
        self._numbers = texts_of(language).numbers
        self._name_of = name_of

    def inference(self, artefact: str, answer: str) -> str:
        """An artefact that another answer implies."""
        return self._words.inference.format(
            artefact=self._name_of("artefacts", artefact), answer=self._name_of("answers", answer)
        )

    def stands(self, competency: str, low: float, high: float, *, declared: bool) -> str:
        """Where a competency stands, in levels."""
        sentence = self._words.declared if declared else self._words.stands
        return sentence.format(
            competency=self._name_of("competencies", competency),
            low=self._number(low),
            high=self._number(high),
        )

    def threshold(self, level: Level, threshold: float, outcome: GateOutcome) -> str:
        """Whether the index reaches the threshold of a level."""
        return self._words.thresholds[outcome].format(
            level=self._name_of("levels", level), threshold=self._number(threshold)
        )

    def gate(self, outcome: GateOutcome) -> str:
        """Whether a condition of a level is met."""
        return self._words.gates[outcome]

    def criterion(self, points: int, most: int) -> str:
        """The points of a criterion of importance."""
        return self._words.criterion.format(points=points, most=most)

    def gains(self, points: Mapping[Model, float]) -> str:
        """The points that a fact adds to models, or takes from them."""
        gains = (f"{self._model(model)} {self._number(gain, '+g')}" for model, gain in points.items())
        return self._words.gains.format(gains=self._list(gains))

    def objects(self, models: Iterable[Model], *, is_veto: bool) -> str:
        """The models that a rule rules out, or advises against."""
        sentence = self._words.vetoes if is_veto else self._words.advises_against
        return sentence.format(models=self._list(map(self._model, models)))

    def base(self, points: float) -> str:
        """The points that a model starts with."""
        return self._words.base.format(points=self._number(points))

    def recommends(self, model: Model) -> str:
        """The model recommended."""
        return self._words.recommends.format(model=self._model(model))

    def warns(self) -> str:
        """A warning given."""
        return self._words.warns

    def holds(self, tasks: Iterable[str], holder: str) -> str:
        """Who holds tasks."""
        names = self._list(self._name_of("tasks", task) for task in tasks)
        return self._words.holds.format(tasks=names, holder=self._name_of("holders", holder))

    def role(self, role: str, seniority: str) -> str:
        """A role to fill."""
        return self._list((self._name_of("roles", role), self._name_of("seniorities", seniority)))

    def path(self, at_12: Model, at_24: Model) -> str:
        """The models of a path."""
        return self._words.path.format(at_12=self._model(at_12), at_24=self._model(at_24))

    def acts(self) -> str:
        """An action put on the roadmap."""
        return self._words.acts

    def _model(self, code: Model) -> str:
        return self._name_of("models", code)

    def _number(self, value: float, form: str = "g") -> str:
        return write_number(value, self._numbers, form)

    def _list(self, parts: Iterable[str]) -> str:
        return self._words.separator.join(parts)


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
