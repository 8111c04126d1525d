"""The shape of the thresholds by which a profile's answers become facts, before any model is preferred."""

from typing import Annotated

from msgspec import Meta

from service.methodology.shape.base import PackPart, Rule
from service.model.codes import NaceSection


class SectorsRule(Rule, frozen=True):
    """NACE sections of which a fact is true."""

    sections: tuple[NaceSection, ...]


class TeamSizeRule(Rule, frozen=True):
    """From how many full-time equivalents in post people are a team."""

    least_fte: Annotated[float, Meta(gt=0, le=100)]


class FewPeopleRule(Rule, frozen=True):
    """Below how many people an organisation has no departments, and artefacts between them do not apply."""

    below: Annotated[int, Meta(ge=1, le=1000)]


class FactRules(PackPart, frozen=True):
    """Thresholds on raw answers. A rule left out makes its fact false."""

    week_end_sector: SectorsRule | None
    team: TeamSizeRule | None
    few_people: FewPeopleRule | None
    public_sector: SectorsRule | None
