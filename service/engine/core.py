"""Decides about a profile in exact numbers, without texts: facts, maturity, importance, ranking, choice.

Explanation and counterfactuals both start from a ``Decision``.
"""

from msgspec import Struct

from service.engine.compiled import CompiledPack
from service.engine.facts.activity import Classification, classify
from service.engine.facts.profile_facts import PRESENCE, Facts, read_facts
from service.engine.facts.workload import Workload
from service.engine.policies.choice import Choice, choose
from service.engine.policies.costs import Resources
from service.engine.policies.importance import ImportanceResult
from service.engine.policies.maturity import MaturityResult
from service.engine.policies.ranking import Ranking
from service.methodology.vocabulary import UNKNOWN
from service.model.answer.sourcing import MonthlyCost
from service.model.codes import COMPETENCIES, LEVELS, MODELS, Answer, Model
from service.model.profile import Profile

_CONTENT = COMPETENCIES.index("content")
_LEADERSHIP = COMPETENCIES.index("leadership")


class Decision(Struct, frozen=True, kw_only=True, gc=False):
    """What was decided about a profile, with everything that it was decided from.

    ``workload`` is None when unknown. ``costs`` are euros a month, in the order of ``MODELS``.
    """

    organisation: Classification
    facts: Facts
    workload: Workload | None
    resources: Resources
    maturity: MaturityResult
    importance: ImportanceResult
    ranking: Ranking
    costs: tuple[MonthlyCost, ...]
    choice: Choice

    @property
    def recommended(self) -> Model:
        """The sourcing model recommended."""
        return MODELS[self.choice.position]


def decide(compiled: CompiledPack, profile: Profile) -> Decision:
    """Read the facts of a valid profile and apply the pack's rules to them."""
    organisation = classify(profile.organisation)
    most = organisation.headcount.most
    workload = compiled.workload.estimate(profile.presence or PRESENCE)
    facts = read_facts(profile, organisation, workload, compiled.band_of, compiled.pack.rules.facts)
    few_people = most is not None and most < compiled.few_people
    maturity = compiled.maturity.assess(profile.competencies, facts, few_people=few_people)
    importance = compiled.importance.assess(profile.importance)
    _add_results(compiled, facts, maturity, importance)
    facts["provider_verdict"] = (
        UNKNOWN if profile.provider is None else compiled.plan.verdict(profile.provider)
    )
    ranking = compiled.ranking.rank(facts)
    resources = compiled.costs.resources(profile, organisation.size)
    costs = compiled.costs.monthly(resources, workload)
    choice = choose(ranking, costs, resources.budget if _budget_excludes(compiled, facts) else None)
    _add_outcomes(compiled, facts, choice)
    return Decision(
        organisation=organisation,
        facts=facts,
        workload=workload,
        resources=resources,
        maturity=maturity,
        importance=importance,
        ranking=ranking,
        costs=costs,
        choice=choice,
    )


def _budget_excludes(compiled: CompiledPack, facts: Facts) -> bool:
    """Whether models beyond the budget are excluded: the pack says under which facts its figures bind."""
    rule = compiled.choice
    return rule is not None and all(facts[fact] in values for fact, values in rule.budget_when.items())


def _add_results(
    compiled: CompiledPack, facts: Facts, maturity: MaturityResult, importance: ImportanceResult
) -> None:
    """Add the facts that maturity and importance settle, before the ranking."""
    for result in maturity.competencies:
        is_complete = result.answered == result.applicable
        facts[f"{result.competency}_answered"] = "yes" if is_complete else UNKNOWN
    content = maturity.competencies[_CONTENT]
    # A declared level does not say which artefacts there are.
    serves_audience = None if content.declared else content.answers[1]
    facts["content_serves_audience"] = _stated(serves_audience)
    facts["accountable_leader"] = _stated(maturity.competencies[_LEADERSHIP].answers[0])
    facts["known_gap"] = "no" if all(result.first_gap is None for result in maturity.competencies) else "yes"
    is_told = maturity.level is not None
    facts["maturity_level"] = LEVELS[maturity.level] if maturity.level is not None else UNKNOWN
    facts["maturity_level_low"] = LEVELS[maturity.lowest] if is_told else UNKNOWN
    facts["maturity_level_high"] = LEVELS[maturity.highest] if is_told else UNKNOWN
    facts["importance_score"] = compiled.band_of["importance_score"](importance.score)
    facts["importance_band"] = importance.band or UNKNOWN
    facts["importance_band_high"] = importance.high_band if importance.band is not None else UNKNOWN
    facts["importance_band_low"] = importance.low_band if importance.band is not None else UNKNOWN
    is_settled = maturity.status == importance.status == "assessed"
    facts["results_settled"] = "yes" if is_settled else "no"


def _stated(answer: Answer | None) -> str:
    return answer if answer in ("yes", "partly", "no") else UNKNOWN


def _add_outcomes(compiled: CompiledPack, facts: Facts, choice: Choice) -> None:
    """Add the facts that only the choice settles; the ranking must not depend on them."""
    recommended = MODELS[choice.position]
    facts["sourcing_model"] = recommended
    facts["affordable"] = {True: "yes", False: "no", None: UNKNOWN}[choice.affordable]
    close = choice.margin is not None and choice.margin <= compiled.close_call
    facts["close_call"] = "yes" if close else "no"
    facts["passed_over"] = "no" if choice.passed_over is None else "yes"
    share = compiled.outside_share
    opposed = (
        compiled.choice is not None
        and choice.runner_up is not None
        and abs(share.get(recommended, 0) - share.get(MODELS[choice.runner_up], 0))
        >= compiled.choice.opposed_share
    )
    facts["opposed_runner_up"] = "yes" if opposed else "no"
