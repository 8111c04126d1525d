"""The shape of the rules for maturity and importance."""

from service.methodology.shape.base import PackPart, Rule, When
from service.model.codes import Band, Competency, CriterionKey, Level, Step


class LevelRule(Rule, frozen=True):
    """The least index at which a level may be shown."""

    level: Level
    threshold: float


class Artefact(Rule, frozen=True):
    """Something that can be shown; it carries one competency one step up the ladder."""

    competency: Competency
    step: Step
    not_applicable: str = "never"


class GateRule(Rule, frozen=True):
    """A condition on a level: low ends of competencies at a minimum, or an artefact in hand."""

    level: Level
    competencies: tuple[Competency, ...] = ()
    minimum: float = 1.0
    artefact: str | None = None


class Inference(Rule, frozen=True):
    """A fact given elsewhere that answers an artefact left out; it moves the point only."""

    artefact: str
    answer: str
    when: When


class MaturityRules(PackPart, frozen=True):
    """The ladder: levels, artefacts, gates and inferences."""

    weights: dict[Competency, int]
    levels: tuple[LevelRule, ...]
    artefacts: tuple[Artefact, ...]
    gates: tuple[GateRule, ...]
    inferences: tuple[Inference, ...]


class CriterionRule(Rule, frozen=True):
    """A criterion of strategic importance, read on a scale from 0 to 4."""

    key: CriterionKey


class ImportanceRules(PackPart, frozen=True):
    """Points by rank: ``points[n-1][r][v]`` is what the r-th strongest of n answered criteria adds at v."""

    bands: dict[Band, int]
    points: tuple[tuple[tuple[int, ...], ...], ...]
    criteria: tuple[CriterionRule, ...]
