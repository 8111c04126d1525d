"""From a profile to a decision, in exact numbers and without a word: facts, level, importance, choice.

Everything that words or explains an assessment starts from this value; counterfactuals ask for nothing else.
"""

from msgspec import Struct

from service.engine.compiled import Compiled
from service.engine.facts.activity import bounds_of, size_of
from service.engine.facts.profile_facts import PRESENCE, Facts, read_facts
from service.engine.facts.workload import Workload
from service.engine.policies.choice import Choice, choose
from service.engine.policies.costs import Means
from service.engine.policies.importance import ImportanceResult
from service.engine.policies.maturity import MaturityResult
from service.engine.policies.ranking import RankedFit
from service.methodology.vocabulary import UNKNOWN
from service.model.answer.sourcing import MonthlyCost
from service.model.codes import COMPETENCIES, LEVELS, MODELS, Model, Size
from service.model.profile import Profile

_CONTENT = COMPETENCIES.index("content")
_OPPOSED = 2
_FEWEST_FOR_DEPARTMENTS = 3


class Decision(Struct, frozen=True, gc=False):
    """What was decided about a profile, and everything it was decided from."""

    size: Size
    facts: Facts
    workload: Workload | None
    means: Means
    maturity: MaturityResult
    importance: ImportanceResult
    ranking: RankedFit
    costs: tuple[MonthlyCost, ...]
    choice: Choice

    @property
    def recommended(self) -> Model:
        """The model recommended."""
        return MODELS[self.choice.position]


def decide(compiled: Compiled, profile: Profile) -> Decision:
    """Read the facts, then apply the pack's rules to them."""
    least, most = bounds_of(profile.organisation.headcount)
    size = size_of(least)
    workload = compiled.workload.of(profile.presence or PRESENCE)
    facts = read_facts(profile, workload, compiled.cut)
    under_three = most is not None and most < _FEWEST_FOR_DEPARTMENTS
    maturity = compiled.maturity.assess(profile.competencies, facts, under_three=under_three)
    importance = compiled.importance.assess(profile.strategy)
    _add_results(compiled, facts, maturity, importance)
    facts["provider_verdict"] = (
        UNKNOWN if profile.provider is None else compiled.plan.verdict(profile.provider)
    )
    ranking = compiled.ranking.rank(facts)
    means = compiled.costs.means(profile, size)
    costs = compiled.costs.monthly(means, workload)
    binding = compiled.choice is not None and facts["country"] == "france"
    choice = choose(ranking, costs, means.budget if binding else None)
    _add_outcomes(compiled, facts, choice)
    return Decision(size, facts, workload, means, maturity, importance, ranking, costs, choice)


def _add_results(
    compiled: Compiled, facts: Facts, maturity: MaturityResult, importance: ImportanceResult
) -> None:
    for reading in maturity.readings:
        whole = reading.answered == reading.applicable
        facts[f"{reading.competency}_answered"] = "yes" if whole else UNKNOWN
    content = maturity.readings[_CONTENT]
    serves = None if content.declared else content.answers[1]
    facts["content_serves_audience"] = serves if serves in ("yes", "partly", "no") else UNKNOWN
    facts["known_gap"] = "no" if all(reading.weak is None for reading in maturity.readings) else "yes"
    assessed = maturity.level is not None
    facts["level"] = LEVELS[maturity.level] if maturity.level is not None else UNKNOWN
    facts["highest_level"] = LEVELS[maturity.highest] if assessed else UNKNOWN
    facts["importance"] = compiled.cut["importance"](importance.score)
    facts["importance_band"] = importance.band or UNKNOWN
    facts["importance_high"] = importance.high_band if importance.band is not None else UNKNOWN
    facts["importance_low"] = importance.low_band if importance.band is not None else UNKNOWN


def _add_outcomes(compiled: Compiled, facts: Facts, choice: Choice) -> None:
    recommended = MODELS[choice.position]
    facts["recommended"] = recommended
    facts["affordable"] = {True: "yes", False: "no", None: UNKNOWN}[choice.affordable]
    close = choice.margin is not None and choice.margin <= compiled.close_call
    facts["close_call"] = "yes" if close else "no"
    facts["passed_over"] = "no" if choice.passed_over is None else "yes"
    share = compiled.outside_share
    opposed = choice.runner_up is not None and (
        abs(share.get(recommended, 0) - share.get(MODELS[choice.runner_up], 0)) >= _OPPOSED
    )
    facts["opposed_runner_up"] = "yes" if opposed else "no"
