"""The shape of the rules for norms: which assessments count in them."""

from service.methodology.shape.base import PackPart, Rule, Share


class VoteRule(Rule, frozen=True):
    """An assessment votes in a norm from this coverage up: the share of its artefacts that are answered."""

    least_coverage: Share


class NormRules(PackPart, frozen=True):
    """Which assessments vote; without the rule, coverage excludes none."""

    vote: VoteRule | None
