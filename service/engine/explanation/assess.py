"""The engine's entry point: assesses a profile under a compiled pack and explains the decision. Pure."""

from msgspec import Struct
from msgspec.structs import replace

from service.engine.compiled import CompiledPack
from service.engine.core import Decision, decide
from service.engine.explanation.counterfactuals import counterfactuals_of
from service.engine.explanation.findings import findings_of
from service.engine.explanation.robustness import robustness_of
from service.engine.explanation.sections import importance_section, maturity_section
from service.engine.explanation.trace import trace_of
from service.engine.policies.advice import Placeholders
from service.engine.policies.matched_rules import MatchedRules, matched_rules
from service.engine.policies.plan import objectives_of
from service.engine.policies.ranking import TENTHS, Ranking
from service.model.answer.advice import Next, RoadmapItem
from service.model.answer.assessment import Assessment, OrganisationView
from service.model.answer.sourcing import Contribution, Cost, RankedModel, Sourcing
from service.model.codes import MODELS, Competency, Include
from service.model.profile import Profile

_NOTHING_MORE: frozenset[Include] = frozenset()


class _Case(Struct, frozen=True, kw_only=True, gc=False):
    """One decision to explain: its inputs, the rules that it matches, and the optional parts wanted."""

    compiled: CompiledPack
    profile: Profile
    decision: Decision
    matched: MatchedRules
    limiting: tuple[Competency, ...]
    roadmap: tuple[RoadmapItem, ...]
    include: frozenset[Include]


def assess(
    compiled: CompiledPack, profile: Profile, include: frozenset[Include] = _NOTHING_MORE
) -> Assessment:
    """Assess one profile, in the pack's compiled language, with the optional parts in ``include``.

    Never fails on a valid profile: results that the answers cannot support are null, with a status.
    """
    return explain(compiled, profile, decide(compiled, profile), include)


def explain(
    compiled: CompiledPack,
    profile: Profile,
    decision: Decision,
    include: frozenset[Include] = _NOTHING_MORE,
) -> Assessment:
    """Word a decision about ``profile`` that was made under the same pack, in any language."""
    maturity = maturity_section(compiled, decision.maturity)
    matched = _matched_rules(compiled, decision)
    limiting = () if maturity.limiting is None else maturity.limiting.competencies
    case = _Case(
        compiled=compiled,
        profile=profile,
        decision=decision,
        matched=matched,
        limiting=limiting,
        roadmap=compiled.advice.roadmap(matched.actions, decision.maturity, limiting),
        include=include,
    )
    return Assessment(
        organisation=_organisation(case),
        methodology=compiled.ref,
        maturity=maturity,
        importance=importance_section(compiled, decision.importance),
        sourcing=_sourcing(case),
        next=_next(case),
        findings=findings_of(profile, decision, compiled.texts),
        profile=profile if "profile" in include else None,
        trace=trace_of(compiled, decision, matched) if "trace" in include else None,
        # What depends on where an assessment is stored, the use cases add.
        benchmark=None,
        history=None,
        lead_token=None,
        url=None,
        report_url=None,
        radar_url=None,
        badge_url=None,
        methodology_url=f"/v1/methodologies/{compiled.pack.version}",
    )


def _matched_rules(compiled: CompiledPack, decision: Decision) -> MatchedRules:
    matched = matched_rules(compiled.advice_conditions, decision.facts)
    paths = compiled.plan.open_paths(matched.paths, decision.recommended, decision.ranking.barred)
    return replace(matched, paths=paths)


def _organisation(case: _Case) -> OrganisationView:
    stated, classification = case.profile.organisation, case.decision.organisation
    return OrganisationView(stated.reference, stated.country, classification.section, classification.size)


def _sourcing(case: _Case) -> Sourcing:
    compiled, decision, matched = case.compiled, case.decision, case.matched
    model, choice = decision.recommended, decision.choice
    words = compiled.texts.models[model]
    return Sourcing(
        status="assessed",
        model=model,
        group=(model,),
        label=words.label,
        text=words.text,
        fit=decision.ranking.fits[choice.position] / TENTHS,
        margin=None if choice.margin is None else choice.margin / TENTHS,
        cost_eur_per_month=decision.costs[choice.position],
        ranking=_ranked_models(case),
        warnings=compiled.advice.warnings(matched.warnings, _placeholders(case)),
        allocation=compiled.plan.allocation(model, matched.holders),
        team=compiled.plan.team(
            matched.team,
            decision.resources,
            decision.workload,
            objectives_of(case.profile.preferences),
        ),
        cost=_cost(case),
        path=compiled.plan.path(model, matched.paths),
        provider_check=compiled.plan.provider_check(case.profile.provider),
    )


def _cost(case: _Case) -> Cost:
    costs, decision = case.compiled.costs, case.decision
    return Cost(
        basis="FR",
        year=costs.year,
        on_call_eur_per_month=costs.on_call(decision.resources),
        budget_gap_eur_per_month=decision.choice.gap,
        break_even=costs.break_even(decision.organisation.size),
    )


def _ranked_models(case: _Case) -> tuple[RankedModel, ...]:
    """The recommended model, then the others by fit; contributions for it, or for all with a trace."""
    ranking, words = case.decision.ranking, case.compiled.texts.models
    recommended = case.decision.choice.position
    explained = ranking.order if "trace" in case.include else (recommended,)
    return tuple(
        RankedModel(
            model=MODELS[i],
            label=words[MODELS[i]].label,
            fit=ranking.fits[i] / TENTHS,
            cost_eur_per_month=case.decision.costs[i],
            contributions=_contributions(ranking, i) if i in explained else None,
            objections=ranking.vetoes.get(i, ()) + ranking.unsound.get(i, ()),
        )
        for i in sorted(ranking.order, key=lambda i: i != recommended)
    )


def _contributions(ranking: Ranking, i: int) -> tuple[Contribution, ...]:
    parts = [column.contributions[i] for column in ranking.columns]
    return tuple([part for part in parts if part is not None])


def _placeholders(case: _Case) -> Placeholders:
    """Values for the placeholders of those warnings that have any."""
    choice, words = case.decision.choice, case.compiled.texts.models
    placeholders: Placeholders = {}
    if choice.runner_up is not None:
        other: dict[str, object] = {"other": words[MODELS[choice.runner_up]].label}
        placeholders = {"close_call": other, "authors_disagree": other}
    if choice.passed_over is not None:
        placeholders["beyond_budget"] = {"other": words[MODELS[choice.passed_over]].label}
    if choice.gap is not None:
        placeholders["budget_gap"] = {"gap": choice.gap, "first_step": case.roadmap[0].action}
    return placeholders


def _next(case: _Case) -> Next:
    compiled, decision, include = case.compiled, case.decision, case.include
    keep_open = case.limiting if decision.maturity.status == "provisional" else ()
    return Next(
        case.roadmap,
        compiled.advice.questions(case.matched.questions, keep_open),
        counterfactuals_of(compiled, case.profile, decision) if "counterfactuals" in include else None,
        robustness_of(decision) if "robustness" in include else None,
    )
