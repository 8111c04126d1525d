"""The shape of the rules for maturity and importance."""

from typing import Annotated, Literal

from msgspec import Meta

from service.methodology.shape.base import LadderPosition, PackPart, Rule, Score, Share, When
from service.model.codes import Band, Competency, Criterion, Level, Step


class WeightRule(Rule, frozen=True):
    """How much a competency counts in the index, relative to the others; without the rule, not at all."""

    competency: Competency
    weight: Annotated[int, Meta(ge=0, le=100)]


class LevelRule(Rule, frozen=True):
    """The least index, 1 to 4, at which a level may be shown; the first level needs none."""

    level: Level
    threshold: LadderPosition


class Artefact(Rule, frozen=True):
    """Something that can be shown; it carries one competency one step up the ladder.

    ``not_applicable`` says where it is left out of the count: ``few_people``, defined in ``facts.toml``,
    wherever so few work there and it is not answered; ``always``, wherever that is the answer.
    """

    competency: Competency
    step: Step
    not_applicable: Literal["never", "few_people", "always"] = "never"


class GateRule(Rule, frozen=True, kw_only=True):
    """A condition on a level: competencies each at a minimum and together at a mean, or an artefact."""

    level: Level
    competencies: tuple[Competency, ...] = ()
    minimum: LadderPosition = 1.0
    mean: LadderPosition = 1.0
    artefact: str | None = None


class Inference(Rule, frozen=True):
    """A fact given elsewhere that answers an artefact left out; it moves the point only."""

    artefact: str
    answer: Literal["yes", "partly", "no"]
    when: When


class EvidenceRule(Rule, frozen=True):
    """The share of the artefacts that must be answered before a level is told at all."""

    least_coverage: Share


class MaturityRules(PackPart, frozen=True, kw_only=True):
    """The ladder: weights, levels, artefacts, gates and inferences.

    Without the rule for evidence, any answer is enough to tell a level.
    """

    evidence: EvidenceRule | None
    weights: tuple[WeightRule, ...]
    levels: tuple[LevelRule, ...]
    artefacts: tuple[Artefact, ...]
    gates: tuple[GateRule, ...]
    inferences: tuple[Inference, ...]


class CutoffRule(Rule, frozen=True):
    """The score, 0 to 100, from which importance falls in a band; the first band needs none."""

    band: Band
    score: Score


class PointsRule(Rule, frozen=True):
    """Points with so many criteria answered: ``rows[r][v]`` is what the r-th strongest adds at value v."""

    answered: Annotated[int, Meta(ge=1, le=10)]
    rows: tuple[tuple[Score, ...], ...]


class CriterionRule(Rule, frozen=True):
    """A criterion of strategic importance, read on a scale from 0 to 4."""

    key: Criterion


class ImportanceRules(PackPart, frozen=True):
    """Strategic importance, 0 to 100: the criteria, their points by rank, the cut-offs of the bands."""

    cutoffs: tuple[CutoffRule, ...]
    points: tuple[PointsRule, ...]
    criteria: tuple[CriterionRule, ...]
