"""What a case file may expect, and how each expectation is checked against an answer.

Each check returns what is broken, in words; nothing is raised, so that a case lists every broken expectation.
The keys are described in ``cases/README.md``.
"""

from collections.abc import Callable
from typing import Any

from service.model.answer.assessment import Assessment
from tests.engine.support import warnings_of

Check = Callable[[Assessment, Any], list[str]]


def is_equal(what: str, found: Any, wanted: Any) -> list[str]:
    return [] if found == wanted else [f"{what} is {found}, not {wanted}"]


def is_near(what: str, found: float | None, wanted: float) -> list[str]:
    """Equal to the hundredth that is shown."""
    near = found is not None and abs(found - wanted) < 0.0051
    return [] if near else [f"{what} is {found}, not {wanted}"]


def has_all(what: str, found: set[str], wanted: list[str]) -> list[str]:
    return [f"{what} lacks {each}" for each in wanted if each not in found]


def has_none(what: str, found: set[str], unwanted: list[str]) -> list[str]:
    return [f"{what} has {each}" for each in unwanted if each in found]


def limited_by(found: Assessment) -> set[str]:
    limiting = found.maturity.limiting
    return set() if limiting is None else {*limiting.competencies, limiting.reason, limiting.next_level}


def objections(found: Assessment, kind: str) -> set[str]:
    """The models with such objections, and the rules of these."""
    spoken = [(each.model, getattr(each, kind)) for each in found.sourcing.ranking]
    rules = {rule.rule for _, against in spoken for rule in against}
    return rules | {model for model, against in spoken if against}


def scores(found: Assessment, wanted: dict[str, float]) -> list[str]:
    by_key = {each.key: each.score for each in found.maturity.competencies}
    return [line for key, score in wanted.items() for line in is_near(key, by_key[key], score)]


def holders(found: Assessment, wanted: dict[str, str]) -> list[str]:
    held = {task: each.holder for task, each in found.sourcing.allocation.items()}
    return [line for task, holder in wanted.items() for line in is_equal(task, held[task], holder)]


def costs(found: Assessment, wanted: dict[str, list[float]], end: str = "low") -> list[str]:
    """The low cost of a model a month (or the high one) lies between two amounts."""
    cash = {model: getattr(cost, end) for model, cost in found.sourcing.cost.models.items()}
    return [
        f"the {end} cost of {model} is {cash[model]}, not between {least} and {most}"
        for model, (least, most) in wanted.items()
        if not least <= cash[model] <= most
    ]


def importance_between(found: Assessment, wanted: list[int]) -> list[str]:
    score = found.importance.score
    fair = score is not None and wanted[0] <= score <= wanted[1]
    return [] if fair else [f"importance is {score}, not within {wanted}"]


def recommended(found: Assessment, wanted: list[str]) -> list[str]:
    model = found.sourcing.recommended
    return [] if model in wanted else [f"{model} ({found.sourcing.fit}) is recommended, none of {wanted}"]


def never(found: Assessment, unwanted: list[str]) -> list[str]:
    return [f"{found.sourcing.recommended} is recommended"] if found.sourcing.recommended in unwanted else []


def better(found: Assessment, pairs: list[list[str]]) -> list[str]:
    """The first of each pair fits better than the second."""
    fit = {each.model: each.fit for each in found.sourcing.ranking}
    return [f"{a} ({fit[a]}) does not beat {b} ({fit[b]})" for a, b in pairs if fit[a] <= fit[b]]


def path_end(found: Assessment, wanted: list[str]) -> list[str]:
    end = found.sourcing.path[-1].model
    return [] if end in wanted else [f"the path ends in {end}, none of {wanted}"]


def provider_verdict(found: Assessment, wanted: str) -> list[str]:
    check = found.sourcing.provider_check
    return is_equal("the provider check", check and check.verdict, wanted)


def gap(found: Assessment, wanted: list[float]) -> list[str]:
    missing = found.sourcing.cost.budget_gap_eur
    fair = missing is not None and wanted[0] <= missing <= wanted[1]
    return [] if fair else [f"the gap is {missing}, not within {wanted}"]


def first_skills(found: Assessment, wanted: dict[str, str]) -> list[str]:
    """The skill that heads a role's ranked list."""
    heads = {member.role: member.skills[0] for member in found.sourcing.team}
    return [line for role, skill in wanted.items() for line in is_equal(role, heads.get(role), skill)]


def pay_between(found: Assessment, wanted: dict[str, list[int]]) -> list[str]:
    """A role's yearly gross lies between two amounts."""
    pay = {member.role: member.gross_eur for member in found.sourcing.team}
    return [
        f"{role} is paid {pay.get(role)}, not within {least} and {most}"
        for role, (least, most) in wanted.items()
        if pay.get(role) is None or not least <= pay[role].low <= pay[role].high <= most
    ]


def fte(found: Assessment, wanted: dict[str, float]) -> list[str]:
    """How much of a full-time post each role is."""
    shares = {member.role: member.fte for member in found.sourcing.team}
    return [line for role, share in wanted.items() for line in is_near(role, shares.get(role), share)]


def no_pay(found: Assessment, wanted: list[str]) -> list[str]:
    """Nothing is offered for a role that somebody in post takes on: no pay, no contract of employment."""
    held = {member.role: member for member in found.sourcing.team}
    return [
        f"{role} is offered as a post"
        for role in wanted
        if role not in held or held[role].gross_eur is not None or {*held[role].contracts} - {"freelance"}
    ]


def break_even(found: Assessment, wanted: list[float]) -> list[str]:
    """The hours a week from which a post costs less than buying lie between two numbers."""
    point = found.sourcing.cost.break_even
    fair = point and wanted[0] <= point.hours_per_week.low <= point.hours_per_week.high <= wanted[1]
    return [] if fair else [f"the break-even is {point}, not within {wanted}"]


def seniorities(found: Assessment, wanted: dict[str, str]) -> list[str]:
    held = {member.role: member.seniority for member in found.sourcing.team}
    return [line for role, level in wanted.items() for line in is_equal(role, held.get(role), level)]


CHECKS: dict[str, Check] = {
    "section": lambda found, wanted: is_equal("the section", found.organisation.section, wanted),
    "size": lambda found, wanted: is_equal("the size", found.organisation.size, wanted),
    "level": lambda found, wanted: is_equal("the level", found.maturity.level, wanted),
    "maturity_status": lambda found, wanted: is_equal("maturity", found.maturity.status, wanted),
    "possible_levels": lambda found, wanted: is_equal(
        "the possible levels", list(found.maturity.possible_levels), wanted
    ),
    "index": lambda found, wanted: is_near("the index", found.maturity.index, wanted),
    "coverage": lambda found, wanted: is_near("coverage", found.maturity.coverage, wanted),
    "interval": lambda found, wanted: [
        *is_near("the low end", found.maturity.interval.low, wanted[0]),
        *is_near("the high end", found.maturity.interval.high, wanted[1]),
    ],
    "scores": scores,
    "limiting": lambda found, wanted: has_all("what limits", limited_by(found), wanted),
    "importance_status": lambda found, wanted: is_equal("importance", found.importance.status, wanted),
    "importance_between": importance_between,
    "band": lambda found, wanted: is_equal("the band", found.importance.band, wanted),
    "recommended": recommended,
    "never": never,
    "better": better,
    "vetoed": lambda found, wanted: has_all("vetoed", objections(found, "vetoes"), wanted),
    "not_vetoed": lambda found, wanted: has_none("vetoed", objections(found, "vetoes"), wanted),
    "unsound": lambda found, wanted: has_all("unsound", objections(found, "unsound"), wanted),
    "not_unsound": lambda found, wanted: has_none("unsound", objections(found, "unsound"), wanted),
    "warnings": lambda found, wanted: has_all("warnings", warnings_of(found), wanted),
    "no_warnings": lambda found, wanted: has_none("warnings", warnings_of(found), wanted),
    "findings": lambda found, wanted: has_all("findings", {each.code for each in found.findings}, wanted),
    "no_findings": lambda found, wanted: has_none("findings", {each.code for each in found.findings}, wanted),
    "holders": holders,
    "roles": lambda found, wanted: has_all("team", {each.role for each in found.sourcing.team}, wanted),
    "no_roles": lambda found, wanted: has_none("team", {each.role for each in found.sourcing.team}, wanted),
    "seniorities": seniorities,
    "first_skills": first_skills,
    "fte": fte,
    "no_pay": no_pay,
    "pay_between": pay_between,
    "break_even": break_even,
    "questions": lambda found, wanted: has_all("questions", {q.field for q in found.next.questions}, wanted),
    "no_questions": lambda found, wanted: has_none(
        "questions", {q.field for q in found.next.questions}, wanted
    ),
    "roadmap_first_claims": lambda found, wanted: has_all(
        "the first roadmap item", set(found.next.roadmap[0].claims), wanted
    ),
    "roadmap_claims": lambda found, wanted: has_all(
        "the roadmap", {claim for item in found.next.roadmap for claim in item.claims}, wanted
    ),
    "path_end": path_end,
    "provider_verdict": provider_verdict,
    "budget_gap": gap,
    "costs": costs,
    "high_costs": lambda found, wanted: costs(found, wanted, "high"),
}


def broken(found: Assessment, expected: dict[str, Any]) -> list[str]:
    """Every expectation that the answer does not meet, in words."""
    return [line for key, wanted in expected.items() for line in CHECKS[key](found, wanted)]
