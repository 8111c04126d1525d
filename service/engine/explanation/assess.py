"""The one way in: a profile and a compiled pack in, a whole explained assessment out. Pure."""

from service.engine.compiled import Compiled
from service.engine.core import Decision, decide
from service.engine.explanation.counterfactuals import counterfactuals_of
from service.engine.explanation.findings import findings_of
from service.engine.explanation.robustness import robustness_of
from service.engine.explanation.sections import importance_section, maturity_section
from service.engine.explanation.trace import trace_of
from service.engine.facts.activity import section_of
from service.engine.policies.plan import objectives_of
from service.engine.policies.ranking import TENTHS, RankedFit
from service.model.answer.advice import Next, RoadmapItem
from service.model.answer.assessment import Assessment, Links, OrganisationView
from service.model.answer.sourcing import Contribution, Cost, RankedModel, Sourcing
from service.model.codes import MODELS, Include
from service.model.profile import Profile

Held = dict[str, list[int]]
_NONE: frozenset[Include] = frozenset()


def assess(compiled: Compiled, profile: Profile, include: frozenset[Include] = _NONE) -> Assessment:
    """Assess one profile in the pack's compiled language.

    Never fails on a valid profile: what the answers cannot support is null with a status that says so.
    """
    return explain(compiled, profile, decide(compiled, profile), include)


def explain(
    compiled: Compiled, profile: Profile, decision: Decision, include: frozenset[Include] = _NONE
) -> Assessment:
    """Word a decision that was taken on this profile under the same pack."""
    maturity = maturity_section(compiled, decision.maturity)
    held = compiled.after.holding(decision.facts)
    barred = decision.ranking.barred
    held["paths"] = compiled.plan.open_paths(held["paths"], decision.recommended, barred)
    holding_back = () if maturity.limiting is None else maturity.limiting.competencies
    roadmap = compiled.advice.roadmap(held["actions"], decision.maturity, holding_back)
    organisation = profile.organisation
    return Assessment(
        OrganisationView(
            organisation.reference,
            section_of(organisation.activity_code, organisation.activity_scheme),
            decision.size,
            organisation.country,
        ),
        compiled.ref,
        maturity,
        importance_section(compiled, decision.importance),
        _sourcing(compiled, profile, decision, held, roadmap, include),
        _next(compiled, profile, decision, held, roadmap, include),
        findings_of(profile, decision, compiled.texts),
        profile if "profile" in include else None,
        trace_of(compiled, decision, held) if "trace" in include else None,
        Links(None, None, None, None, f"/v1/methodologies/{compiled.pack.version}"),
    )


def _sourcing(
    compiled: Compiled,
    profile: Profile,
    decision: Decision,
    held: Held,
    roadmap: tuple[RoadmapItem, ...],
    include: frozenset[Include],
) -> Sourcing:
    model, choice = decision.recommended, decision.choice
    words = compiled.texts.models[model]
    slots = _slots(compiled, decision, roadmap)
    return Sourcing(
        model,
        words.label,
        words.text,
        decision.ranking.fits[choice.position] / TENTHS,
        None if choice.margin is None else choice.margin / TENTHS,
        _ranking(compiled, decision, whole="trace" in include),
        compiled.advice.warnings(held["warnings"], slots),
        compiled.plan.allocation(model, held["holders"]),
        compiled.plan.team(
            held["team"], decision.means, decision.workload, objectives_of(profile.preferences)
        ),
        Cost(
            "FR",
            compiled.costs.year,
            dict(zip(MODELS, decision.costs, strict=True)),
            compiled.costs.on_call(decision.means),
            choice.gap,
            compiled.costs.break_even(decision.size),
        ),
        compiled.plan.path(model, held["paths"]),
        compiled.plan.provider_check(profile.provider),
    )


def _ranking(compiled: Compiled, decision: Decision, *, whole: bool) -> tuple[RankedModel, ...]:
    """The ten models by fit; contributions for the recommended one, or for the whole."""
    ranking, words = decision.ranking, compiled.texts.models
    explained = ranking.order if whole else (decision.choice.position,)
    return tuple(
        RankedModel(
            MODELS[i],
            words[MODELS[i]].label,
            ranking.fits[i] / TENTHS,
            _contributions(ranking, i) if i in explained else None,
            ranking.vetoes.get(i, ()),
            ranking.unsound.get(i, ()),
        )
        for i in ranking.order
    )


def _contributions(ranking: RankedFit, i: int) -> tuple[Contribution, ...]:
    parts = [column.contributions[i] for column in ranking.columns]
    return tuple([part for part in parts if part is not None])


def _slots(
    compiled: Compiled, decision: Decision, roadmap: tuple[RoadmapItem, ...]
) -> dict[str, dict[str, object]]:
    """What fills the placeholders of the few warnings that have any."""
    choice, words = decision.choice, compiled.texts.models
    slots: dict[str, dict[str, object]] = {}
    if choice.runner_up is not None:
        other: dict[str, object] = {"other": words[MODELS[choice.runner_up]].label}
        slots = {"close_call": other, "authors_disagree": other}
    if choice.passed_over is not None:
        slots["beyond_budget"] = {"other": words[MODELS[choice.passed_over]].label}
    if choice.gap is not None:
        slots["budget_gap"] = {"gap": choice.gap, "first_step": roadmap[0].action}
    return slots


def _next(
    compiled: Compiled,
    profile: Profile,
    decision: Decision,
    held: Held,
    roadmap: tuple[RoadmapItem, ...],
    include: frozenset[Include],
) -> Next:
    return Next(
        roadmap,
        compiled.advice.questions(held["questions"]),
        counterfactuals_of(compiled, profile, decision) if "counterfactuals" in include else None,
        robustness_of(decision) if "robustness" in include else None,
    )
