"""Cross-checks of a pack, each in both directions: what rules name exists, and what exists is used.

Returns every problem found, in sentences; an empty result means that the pack may be released.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from service.methodology.checks.wording import wording_problems
from service.methodology.load import Pack
from service.methodology.rules import all_rules
from service.methodology.shape.base import Rule, When
from service.methodology.shape.pack import Rules
from service.methodology.shape.plan import PathRule, QuestionRule
from service.methodology.shape.sourcing import Factor
from service.methodology.vocabulary import MEASURES, OUTCOMES, UNKNOWN, VALUES
from service.model.codes import MODELS

NEVER_EXCLUDED = frozenset({"expert_partner", "partial_outsourcing", "hybrid", "supported_internalisation"})
ALWAYS_SOUND = frozenset({"expert_partner", "partial_outsourcing"})


def problems_of(pack: Pack) -> tuple[str, ...]:
    """Everything that is wrong with ``pack``."""
    return (
        *_ledger(pack),
        *_conditions(pack.rules),
        *_always_an_answer(pack.rules),
        *_bounds(pack.rules),
        *_importance(pack.rules),
        *_paths(pack.rules),
        *_figures(pack.rules),
        *wording_problems(pack),
    )


def _ledger(pack: Pack) -> Iterator[str]:
    rules = all_rules(pack.rules)
    sources = {source.id: source for source in pack.ledger.sources}
    claims = {claim.id: claim for claim in pack.ledger.claims}
    citable = claims.keys() | {source.id for source in sources.values() if source.kind == "reference"}
    for name, times in Counter(rule.id for rule in rules).items():
        if times > 1:
            yield f"rule id {name} is used {times} times"
    for rule in rules:
        if not rule.claims:
            yield f"rule {rule.id} cites nothing"
        yield from (
            f"rule {rule.id} cites {c}, which is not in the ledger" for c in rule.claims if c not in citable
        )
    cited = {claim for rule in rules for claim in rule.claims}
    for claim in claims.values():
        if claim.source not in sources:
            yield f"claim {claim.id} is of source {claim.source}, which is not listed"
        if claim.use == "rule" and claim.id not in cited:
            yield f"claim {claim.id} is used by no rule and not declared context"
        if claim.use == "context" and claim.id in cited:
            yield f"claim {claim.id} is declared context but a rule rests on it"
    for reference in pack.ledger.references:
        if reference.source not in sources:
            yield f"reference {reference.id} is of source {reference.source}, which is not listed"
    for source in sources.values():
        if source.kind == "seed" and not any(claim.source == source.id for claim in claims.values()):
            yield f"source {source.id} makes no claim"


def fact_values(rules: Rules) -> dict[str, frozenset[str]]:
    """Every fact that a condition may name, with its values; measures take the names of their bands."""
    bands = {band.id.removeprefix("band."): band.names for band in rules.sourcing.bands}
    return {
        fact: frozenset((*values, UNKNOWN))
        for fact, values in {**VALUES, **OUTCOMES, **{m: bands.get(m, ()) for m in MEASURES}}.items()
    }


def _conditions(rules: Rules) -> Iterator[str]:
    known = fact_values(rules)
    before = known.keys() - OUTCOMES.keys()
    for rule in all_rules(rules):
        if isinstance(rule, Factor):
            when: When = {rule.fact: tuple(rule.points)}
        elif isinstance(rule, QuestionRule):
            when = {**rule.when, rule.fact: (UNKNOWN,)}
        else:
            when = getattr(rule, "when", {})
        early = isinstance(rule, Factor) or rule.id.startswith(("veto.", "unsound.", "inference."))
        for fact, values in when.items():
            if fact not in known or (early and fact not in before):
                yield f"rule {rule.id} asks for {fact}, which is no fact it may ask for"
                continue
            yield from (f"rule {rule.id}: {fact} is never {v}" for v in values if v not in known[fact])
    for band in rules.sourcing.bands:
        if band.id.removeprefix("band.") not in MEASURES:
            yield f"{band.id} cuts no measure"
        if len(band.names) != len(band.edges) + 1 or list(band.edges) != sorted(set(band.edges)):
            yield f"{band.id} needs rising edges and one name more than edges"
    cut = {band.id.removeprefix("band.") for band in rules.sourcing.bands}
    yield from (f"measure {measure} has no bands" for measure in MEASURES if measure not in cut)


def _always_an_answer(rules: Rules) -> Iterator[str]:
    """Two models can neither be vetoed nor unsound, so some model is open to every profile."""
    for rule in rules.sourcing.vetoes:
        yield from (
            f"{rule.id} vetoes {m}, which is never excluded" for m in rule.models if m in NEVER_EXCLUDED
        )
    for rule in rules.sourcing.unsound:
        yield from (
            f"{rule.id} excludes {m}, which is always sound" for m in rule.models if m in ALWAYS_SOUND
        )
    for kind, named in (("model", rules.sourcing.models), ("cost", rules.costs.models)):
        yield from _complete(kind, (rule.model for rule in named))
    for task in rules.plan.tasks:
        yield from _complete(task.id, task.holders)
    yield from _lawful(rules)


def _complete(kind: str, models: Iterable[str]) -> Iterator[str]:
    missing = set(MODELS) - set(models)
    if missing:
        yield f"{kind}: nothing said of {', '.join(sorted(missing))}"


def _lawful(rules: Rules) -> Iterator[str]:
    """The account holder answers in law: legal compliance is held inside or shared."""
    held = {h for task in rules.plan.tasks if task.task == "legal_compliance" for h in task.holders.values()}
    held |= {rule.holder for rule in rules.plan.holders if "legal_compliance" in rule.tasks}
    if not held <= {"in_house", "shared"}:
        yield "legal_compliance may only be held in_house or shared"


def _bounds(rules: Rules) -> Iterator[str]:
    """No profile leaves 0-100: the base plus every worst, and plus every best, value stays inside."""
    bases = {rule.model: rule.base for rule in rules.sourcing.models}
    for model in MODELS:
        low = high = bases.get(model, 0.0)
        for factor in rules.sourcing.factors:
            points = [0.0, *(row.get(model, 0.0) for row in factor.points.values())]
            low, high = low + min(points), high + max(points)
            if any(abs(point * 10 - round(point * 10)) > 1e-9 for point in points):
                yield f"{factor.id} gives {model} points finer than a tenth"
        if low < 0 or high > 100:
            yield f"{model} could leave 0-100: from {low:.1f} to {high:.1f}"


def _importance(rules: Rules) -> Iterator[str]:
    for answered, table in enumerate(rules.importance.points, start=1):
        if len(table) != answered or any(len(row) != 5 or list(row) != sorted(row) for row in table):
            yield f"importance.points[{answered - 1}] needs {answered} rows of five rising values"
    if len(rules.importance.points) != 3:
        yield "importance.points needs a table for one, two and three criteria answered"
    elif sum(row[-1] for row in rules.importance.points[-1]) != 100:
        yield "importance: three criteria at 4 must make 100"


def _paths(rules: Rules) -> Iterator[str]:
    """The outside share does not grow on the way, unless flexibility was asked for."""
    share = {rule.model: rule.outside_share for rule in rules.sourcing.models}
    reached: set[str] = set()
    for path in rules.plan.paths:
        # A path that names no model may start from any; a name that is no model is found elsewhere.
        for start in set(MODELS).intersection(path.when.get("recommended", MODELS)):
            steps = [share.get(model, 0) for model in (start, path.at_12, path.at_24)]
            if steps != sorted(steps, reverse=True) and path.when.get("priority") != ("flexibility",):
                yield f"{path.id} moves work outside on the way"
            if _only_recommended(path):
                reached.add(start)
    yield from (f"no path starts from {m} whatever the rest" for m in MODELS if m not in reached)


def _only_recommended(path: PathRule) -> bool:
    return set(path.when) <= {"recommended"}


def _figures(rules: Rules) -> Iterator[str]:
    figures = {figure.id: figure for figure in rules.costs.figures}
    for figure in figures.values():
        if not figure.low <= figure.central <= figure.high:
            yield f"{figure.id} is not in order"
    named = {f for rule in rules.costs.models for f in (rule.rate, rule.floor) if f}
    named |= {f for by_size in rules.costs.salaries.values() for f in by_size.values()}
    yield from (f"{name} is used but not given" for name in sorted(named - figures.keys()))


def rule_named(rules: Rules, name: str) -> Rule | None:
    """The rule with this id, or None."""
    return next((rule for rule in all_rules(rules) if rule.id == name), None)
