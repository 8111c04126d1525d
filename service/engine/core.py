"""Decides about a profile in exact numbers, without texts: facts, maturity, importance, ranking, choice.

Explanation and counterfactuals both start from a ``Decision``.
"""

from msgspec import Struct
from msgspec.structs import replace

from service.engine.compiled import CompiledPack
from service.engine.facts.activity import Classification, classify
from service.engine.facts.inferred import stated_part
from service.engine.facts.profile_facts import CAPACITY, PRESENCE, Facts, read_facts
from service.engine.facts.ranges import budget_of
from service.engine.facts.resources import Resources, resources_of
from service.engine.facts.staffing import Staffing
from service.engine.facts.workload import Workload
from service.engine.policies.choice import Choice
from service.engine.policies.importance import ImportanceResult
from service.engine.policies.maturity import Evidence, MaturityResult
from service.engine.policies.ranking import Ranking
from service.methodology.vocabulary import UNKNOWN
from service.model.answer.sourcing import MonthlyCost
from service.model.codes import COMPETENCIES, LEVELS, MODELS, Answer, Level, Model
from service.model.profile import Profile

_CONTENT = COMPETENCIES.index("content")
_LEADERSHIP = COMPETENCIES.index("leadership")


class Decision(Struct, frozen=True, kw_only=True, gc=False):
    """What was decided about a profile, with everything that it was decided from.

    ``stated_facts`` are the facts without what a form deduced: the same object as ``facts`` where it deduced
    nothing. ``workload`` is None when unknown. ``staffings`` and ``costs``, in euros a month, are in the
    order of ``MODELS``.
    """

    organisation: Classification
    facts: Facts
    stated_facts: Facts
    workload: Workload | None
    resources: Resources
    maturity: MaturityResult
    importance: ImportanceResult
    ranking: Ranking
    staffings: tuple[Staffing, ...]
    costs: tuple[MonthlyCost, ...]
    choice: Choice

    @property
    def known_level(self) -> Level | None:
        """The level of maturity; None while the answers leave several possible, or are too few."""
        return LEVELS[self.maturity.lowest] if self.maturity.status == "assessed" else None

    @property
    def recommended(self) -> Model | None:
        """The sourcing model recommended; None where too little is known."""
        return None if self.choice.position is None else MODELS[self.choice.position]

    @property
    def staffing(self) -> Staffing | None:
        """The people that the recommended model needs; None without one."""
        return None if self.choice.position is None else self.staffings[self.choice.position]


class _Reading(Struct, frozen=True, gc=False):
    """What a profile says before any rule is applied."""

    profile: Profile
    organisation: Classification
    workload: Workload | None
    facts: Facts


def decide(compiled: CompiledPack, profile: Profile) -> Decision:
    """Read the facts of a valid profile and apply the pack's rules to them.

    Answers that a form deduced count for index, score and fit; all that closes something follows from stated
    facts: bounds, gates, objections, the exclusion of models beyond the budget, a provider's verdict.
    """
    stated_profile = stated_part(profile)
    whole = stated = _read(compiled, profile)
    if stated_profile is not profile:
        stated = _read(compiled, stated_profile)
    facts, stated_facts = whole.facts, stated.facts
    maturity = _maturity(compiled, whole, stated)
    importance = compiled.importance.assess(profile.importance, stated_profile.importance)
    _add_results(compiled, facts, maturity, importance)
    facts["provider_verdict"] = (
        UNKNOWN if stated_profile.provider is None else compiled.plan.verdict(stated_profile.provider)
    )
    _add_conclusions(facts, stated_facts)
    ranking = compiled.ranking.rank(facts, stated_facts)
    resources = _resources(compiled, whole, stated)
    work_fte = 0.0 if whole.workload is None else whole.workload.fte
    staffings = compiled.staffing.staff(facts, resources, work_fte)
    costs = compiled.costs.monthly(resources, work_fte, staffings)
    choice = compiled.choice.choose(ranking, costs, stated_facts, budget=resources.budget)
    compiled.outcomes.add(facts, choice, staffings)
    _add_conclusions(facts, stated_facts)
    return Decision(
        organisation=whole.organisation,
        facts=facts,
        stated_facts=stated_facts,
        workload=whole.workload,
        resources=resources,
        maturity=maturity,
        importance=importance,
        ranking=ranking,
        staffings=staffings,
        costs=costs,
        choice=choice,
    )


def _read(compiled: CompiledPack, profile: Profile) -> _Reading:
    organisation = classify(profile.organisation)
    workload = compiled.workload.estimate(profile.presence or PRESENCE, organisation.size)
    facts = read_facts(profile, organisation, workload, compiled.band_of, compiled.pack.rules.facts)
    return _Reading(profile, organisation, workload, facts)


def _maturity(compiled: CompiledPack, whole: _Reading, stated: _Reading) -> MaturityResult:
    evidence = _evidence(whole)
    return compiled.maturity.assess(evidence, evidence if stated is whole else _evidence(stated))


def _evidence(reading: _Reading) -> Evidence:
    return Evidence(reading.profile.competencies, reading.facts)


def _resources(compiled: CompiledPack, whole: _Reading, stated: _Reading) -> Resources:
    """What there is of time and people; of money, what is stated."""
    resources = resources_of(whole.profile, whole.organisation.size, compiled.costs.weekly_hours)
    if stated is whole:
        return resources
    capacity = stated.profile.capacity or CAPACITY
    return replace(resources, budget=budget_of(capacity.budget_eur_per_month))


def _add_conclusions(facts: Facts, stated_facts: Facts) -> None:
    """What was concluded holds for stated facts too: there is one result."""
    if stated_facts is not facts:
        stated_facts |= {fact: value for fact, value in facts.items() if fact not in stated_facts}


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
