"""The engine's entry point: assesses a profile under a compiled pack and explains the decision. Pure."""

from math import ceil, floor

from msgspec import Struct
from msgspec.structs import replace

from service.engine.compiled import CompiledPack
from service.engine.core import Decision, decide
from service.engine.explanation.counterfactuals import counterfactuals_of
from service.engine.explanation.findings import findings_of
from service.engine.explanation.reasons import reasons_of
from service.engine.explanation.robustness import robustness_of
from service.engine.explanation.sections import importance_section, maturity_section
from service.engine.explanation.trace import trace_of
from service.engine.facts.inferred import stated_part
from service.engine.facts.staffing import Staffing
from service.engine.policies.advice import Placeholders
from service.engine.policies.matched_rules import MatchedRules, matched_rules
from service.engine.policies.plan import objectives_of
from service.engine.policies.ranking import TENTHS, Ranking
from service.engine.wording import AudienceWords
from service.model.answer.advice import Next, RoadmapItem
from service.model.answer.assessment import Assessment, OrganisationView
from service.model.answer.sourcing import Contribution, Cost, RankedModel, Sourcing
from service.model.codes import MODELS, Competency, Include
from service.model.profile import Profile
from service.texts.writing import lower_first

# Factors named in an answer without its trace: more than a reader takes in.
_MOST_FACTORS = 6
_NOTHING_MORE: frozenset[Include] = frozenset()


class _Case(Struct, frozen=True, kw_only=True, gc=False):
    """One decision to explain: its inputs, the rules that it matches, and the optional parts wanted."""

    compiled: CompiledPack
    words: AudienceWords
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
    words = compiled.words_for(decision.facts)
    maturity, matched = maturity_section(words, decision.maturity), _matched_rules(compiled, decision)
    limiting = () if maturity.limiting is None else maturity.limiting.competencies
    case = _Case(
        compiled=compiled,
        words=words,
        profile=profile,
        decision=decision,
        matched=matched,
        limiting=limiting,
        roadmap=words.advice.roadmap(matched.actions, decision.maturity, limiting),
        include=include,
    )
    return Assessment(
        organisation=_organisation(case),
        methodology=compiled.ref,
        maturity=maturity,
        importance=importance_section(compiled, words, decision.importance),
        sourcing=_sourcing(case),
        next=_next(case),
        findings=findings_of(profile, decision, words.texts),
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
    if decision.stated_facts is not decision.facts:
        # What a form deduced is still worth asking.
        stated = matched_rules(compiled.advice_conditions, decision.stated_facts)
        matched = replace(matched, questions=stated.questions)
    if decision.recommended is None:
        # There is no plan without a model to plan for.
        return replace(matched, holders=[], paths=[])
    paths = compiled.plan.open_paths(
        matched.paths, decision.recommended, decision.ranking.barred | decision.ranking.unsound.keys()
    )
    return replace(matched, paths=paths)


def _organisation(case: _Case) -> OrganisationView:
    stated, classification = case.profile.organisation, case.decision.organisation
    return OrganisationView(stated.reference, stated.country, classification.section, classification.size)


def _sourcing(case: _Case) -> Sourcing:
    words, decision, matched = case.words, case.decision, case.matched
    model, choice, position = decision.recommended, decision.choice, decision.choice.position
    described = None if model is None else words.texts.models[model]
    return Sourcing(
        status=choice.status,
        model=model,
        group=tuple([MODELS[i] for i in choice.group]),
        label=None if described is None else described.label,
        text=None if described is None else described.text,
        fit=None if position is None else decision.ranking.fits[position] / TENTHS,
        margin=None if choice.margin is None else choice.margin / TENTHS,
        runner_up=None if choice.runner_up is None else MODELS[choice.runner_up],
        reasons=reasons_of(case.compiled, words, decision),
        cost_eur_per_month=None if position is None else decision.costs[position],
        ranking=_ranked_models(case),
        warnings=words.advice.warnings(matched.warnings, _placeholders(case)),
        allocation=() if model is None else words.plan.allocation(model, matched.holders),
        team=words.plan.team(decision.staffing, decision.resources, objectives_of(case.profile.preferences)),
        cost=_cost(case),
        path=() if model is None else words.plan.path(model, matched.paths),
        provider_check=words.plan.provider_check(stated_part(case.profile).provider),
    )


def _cost(case: _Case) -> Cost:
    costs, decision = case.compiled.costs, case.decision
    position = decision.choice.position
    return Cost(
        basis="FR",
        year=costs.year,
        assumed=None if position is None else costs.is_assumed(position, decision.costs[position]),
        on_call_eur_per_month=None if position is None else costs.on_call(position, decision.resources),
        budget_gap_eur_per_month=decision.choice.gap,
        break_even=costs.break_even(decision.organisation.size),
    )


def _ranked_models(case: _Case) -> tuple[RankedModel, ...]:
    """The recommended model, then the others by fit; contributions for it, or for all with a trace."""
    ranking, words = case.decision.ranking, case.words.texts.models
    order, recommended = case.decision.choice.order, case.decision.choice.position
    explained = order if "trace" in case.include else (recommended,)
    return tuple(
        RankedModel(
            model=MODELS[i],
            label=words[MODELS[i]].label,
            fit=ranking.fits[i] / TENTHS,
            cost_eur_per_month=case.decision.costs[i],
            contributions=_contributions(ranking, i, whole="trace" in case.include)
            if i in explained
            else None,
            objections=tuple(
                case.words.objections[position]
                for position in ranking.vetoes.get(i, ()) + ranking.unsound.get(i, ())
            ),
        )
        for i in sorted(order, key=lambda i: i != recommended)
    )


def _contributions(ranking: Ranking, i: int, *, whole: bool) -> tuple[Contribution, ...]:
    """The parts of a fit, which add up; unless the ``whole`` is wanted, the lesser ones as one."""
    base, *others = [part for column in ranking.columns if (part := column.contributions[i]) is not None]
    large = others
    if not whole:
        named = {part.factor for part in sorted(others, key=lambda part: -abs(part.points))[:_MOST_FACTORS]}
        large = [part for part in others if part.factor in named]
    rest = ranking.fits[i] - sum(round(part.points * TENTHS) for part in (base, *large))
    if not rest:
        return (base, *large)
    return (base, *large, Contribution("other", rest / TENTHS, ()))


def _placeholders(case: _Case) -> Placeholders:
    """Values for the placeholders of those warnings that have any."""
    choice, words = case.decision.choice, case.words.texts.models
    if choice.position is None:
        number = case.compiled.choice.decisive.number
        return {"too_little_known": {"known": number - len(choice.blanks), "number": number}}
    placeholders: Placeholders = {"above_budget": {"above": choice.above}}
    others = [words[MODELS[i]].label for i in choice.group[1:]]
    if others:
        other: dict[str, object] = {"other": others[0]}
        placeholders |= {"close_call": other, "tie": other, "authors_disagree": other}
        placeholders["several_remain"] = {"others": [lower_first(label) for label in others]}
    if choice.passed_over is not None:
        placeholders["beyond_budget"] = {"other": words[MODELS[choice.passed_over]].label}
    if choice.gap is not None:
        placeholders["budget_gap"] = {"gap": choice.gap, "first_step": case.roadmap[0].action}
    staffing = case.decision.staffing
    if staffing is not None and staffing.is_short:
        placeholders["hours_short"] = _hours(staffing, case.compiled.costs.weekly_hours)
    return placeholders


def _hours(staffing: Staffing, week: float) -> dict[str, object]:
    """Whole hours a week that the recommended model takes inside, and that there are."""
    return {"asked": ceil(staffing.asked * week), "given": floor(staffing.given * week)}


def _next(case: _Case) -> Next:
    compiled, decision, include = case.compiled, case.decision, case.include
    keep_open = case.limiting if decision.maturity.status == "provisional" else ()
    return Next(
        case.roadmap,
        case.words.advice.questions(
            case.matched.questions, keep_open, compiled.choice.decisive.wanted(decision.choice.blanks)
        ),
        counterfactuals_of(compiled, case.profile, decision) if "counterfactuals" in include else None,
        robustness_of(compiled, decision) if "robustness" in include else None,
    )
