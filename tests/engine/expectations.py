"""The expectations that a case file may state, and how each is checked against an assessment.

A check returns its failures in words and raises nothing, so that a case lists every failure at once. The keys
are described in ``cases/README.md``.
"""

from collections.abc import Callable
from typing import Any

from service.model.answer.assessment import Assessment
from tests.engine.support import warnings_of

Check = Callable[[Assessment, Any], list[str]]


def is_equal(what: str, actual: Any, expected: Any) -> list[str]:
    return [] if actual == expected else [f"{what} is {actual}, not {expected}"]


def is_near(what: str, actual: float | None, expected: float) -> list[str]:
    """Equal to the hundredth that is shown."""
    near = actual is not None and abs(actual - expected) < 0.0051
    return [] if near else [f"{what} is {actual}, not {expected}"]


def has_all(what: str, actual: set[str], expected: list[str]) -> list[str]:
    return [f"{what} lacks {item}" for item in expected if item not in actual]


def has_none(what: str, actual: set[str], unexpected: list[str]) -> list[str]:
    return [f"{what} has {item}" for item in unexpected if item in actual]


def limited_by(assessment: Assessment) -> set[str]:
    limiting = assessment.maturity.limiting
    return set() if limiting is None else {*limiting.competencies, limiting.reason, limiting.next_level}


def objections(assessment: Assessment, kind: str) -> set[str]:
    """The models with objections of this kind, and the rules behind them."""
    by_model = {ranked.model: getattr(ranked, kind) for ranked in assessment.sourcing.ranking}
    rules = {objection.rule for against in by_model.values() for objection in against}
    return rules | {model for model, against in by_model.items() if against}


def scores(assessment: Assessment, expected: dict[str, float]) -> list[str]:
    by_key = {competency.key: competency.score for competency in assessment.maturity.competencies}
    return [line for key, score in expected.items() for line in is_near(key, by_key[key], score)]


def holders(assessment: Assessment, expected: dict[str, str]) -> list[str]:
    by_task = {task: allocation.holder for task, allocation in assessment.sourcing.allocation.items()}
    return [line for task, holder in expected.items() for line in is_equal(task, by_task[task], holder)]


def costs(assessment: Assessment, expected: dict[str, list[float]], end: str = "low") -> list[str]:
    """The low cost of a model a month (or the high one) lies between two amounts."""
    cash = {model: getattr(cost, end) for model, cost in assessment.sourcing.cost.models.items()}
    return [
        f"the {end} cost of {model} is {cash[model]}, not between {least} and {most}"
        for model, (least, most) in expected.items()
        if not least <= cash[model] <= most
    ]


def importance_between(assessment: Assessment, expected: list[int]) -> list[str]:
    score = assessment.importance.score
    fair = score is not None and expected[0] <= score <= expected[1]
    return [] if fair else [f"importance is {score}, not within {expected}"]


def recommended(assessment: Assessment, expected: list[str]) -> list[str]:
    model = assessment.sourcing.recommended
    return (
        []
        if model in expected
        else [f"{model} ({assessment.sourcing.fit}) is recommended, none of {expected}"]
    )


def never(assessment: Assessment, unexpected: list[str]) -> list[str]:
    return (
        [f"{assessment.sourcing.recommended} is recommended"]
        if assessment.sourcing.recommended in unexpected
        else []
    )


def better(assessment: Assessment, pairs: list[list[str]]) -> list[str]:
    """The first of each pair fits better than the second."""
    fit = {ranked.model: ranked.fit for ranked in assessment.sourcing.ranking}
    return [f"{a} ({fit[a]}) does not beat {b} ({fit[b]})" for a, b in pairs if fit[a] <= fit[b]]


def path_end(assessment: Assessment, expected: list[str]) -> list[str]:
    end = assessment.sourcing.path[-1].model
    return [] if end in expected else [f"the path ends in {end}, none of {expected}"]


def provider_verdict(assessment: Assessment, expected: str) -> list[str]:
    check = assessment.sourcing.provider_check
    return is_equal("the provider check", check and check.verdict, expected)


def gap(assessment: Assessment, expected: list[float]) -> list[str]:
    missing = assessment.sourcing.cost.budget_gap_eur
    fair = missing is not None and expected[0] <= missing <= expected[1]
    return [] if fair else [f"the gap is {missing}, not within {expected}"]


def first_skills(assessment: Assessment, expected: dict[str, str]) -> list[str]:
    """The skill that heads a role's ranked list."""
    heads = {member.role: member.skills[0] for member in assessment.sourcing.team}
    return [line for role, skill in expected.items() for line in is_equal(role, heads.get(role), skill)]


def pay_between(assessment: Assessment, expected: dict[str, list[int]]) -> list[str]:
    """A role's yearly gross lies between two amounts."""
    pay = {member.role: member.gross_eur for member in assessment.sourcing.team}
    return [
        f"{role} is paid {pay.get(role)}, not within {least} and {most}"
        for role, (least, most) in expected.items()
        if pay.get(role) is None or not least <= pay[role].low <= pay[role].high <= most
    ]


def fte(assessment: Assessment, expected: dict[str, float]) -> list[str]:
    """How much of a full-time post each role is."""
    shares = {member.role: member.fte for member in assessment.sourcing.team}
    return [line for role, share in expected.items() for line in is_near(role, shares.get(role), share)]


def no_pay(assessment: Assessment, expected: list[str]) -> list[str]:
    """Nothing is offered for a role that somebody in post takes on: no pay, no contract of employment."""
    team = {member.role: member for member in assessment.sourcing.team}
    return [
        f"{role} is offered as a post"
        for role in expected
        if role not in team or team[role].gross_eur is not None or {*team[role].contracts} - {"freelance"}
    ]


def break_even(assessment: Assessment, expected: list[float]) -> list[str]:
    """The hours a week from which a post costs less than buying lie between two numbers."""
    point = assessment.sourcing.cost.break_even
    fair = point and expected[0] <= point.hours_per_week.low <= point.hours_per_week.high <= expected[1]
    return [] if fair else [f"the break-even is {point}, not within {expected}"]


def seniorities(assessment: Assessment, expected: dict[str, str]) -> list[str]:
    by_role = {member.role: member.seniority for member in assessment.sourcing.team}
    return [line for role, level in expected.items() for line in is_equal(role, by_role.get(role), level)]


CHECKS: dict[str, Check] = {
    "section": lambda answer, expected: is_equal("the section", answer.organisation.section, expected),
    "size": lambda answer, expected: is_equal("the size", answer.organisation.size, expected),
    "level": lambda answer, expected: is_equal("the level", answer.maturity.level, expected),
    "maturity_status": lambda answer, expected: is_equal("maturity", answer.maturity.status, expected),
    "possible_levels": lambda answer, expected: is_equal(
        "the possible levels", list(answer.maturity.possible_levels), expected
    ),
    "index": lambda answer, expected: is_near("the index", answer.maturity.index, expected),
    "coverage": lambda answer, expected: is_near("coverage", answer.maturity.coverage, expected),
    "interval": lambda answer, expected: [
        *is_near("the low end", answer.maturity.interval.low, expected[0]),
        *is_near("the high end", answer.maturity.interval.high, expected[1]),
    ],
    "scores": scores,
    "limiting": lambda answer, expected: has_all("what limits", limited_by(answer), expected),
    "importance_status": lambda answer, expected: is_equal("importance", answer.importance.status, expected),
    "importance_between": importance_between,
    "band": lambda answer, expected: is_equal("the band", answer.importance.band, expected),
    "recommended": recommended,
    "never": never,
    "better": better,
    "vetoed": lambda answer, expected: has_all("vetoed", objections(answer, "vetoes"), expected),
    "not_vetoed": lambda answer, expected: has_none("vetoed", objections(answer, "vetoes"), expected),
    "unsound": lambda answer, expected: has_all("unsound", objections(answer, "unsound"), expected),
    "not_unsound": lambda answer, expected: has_none("unsound", objections(answer, "unsound"), expected),
    "warnings": lambda answer, expected: has_all("warnings", warnings_of(answer), expected),
    "no_warnings": lambda answer, expected: has_none("warnings", warnings_of(answer), expected),
    "findings": lambda answer, expected: has_all(
        "findings", {finding.code for finding in answer.findings}, expected
    ),
    "no_findings": lambda answer, expected: has_none(
        "findings", {finding.code for finding in answer.findings}, expected
    ),
    "holders": holders,
    "roles": lambda answer, expected: has_all(
        "team", {member.role for member in answer.sourcing.team}, expected
    ),
    "no_roles": lambda answer, expected: has_none(
        "team", {member.role for member in answer.sourcing.team}, expected
    ),
    "seniorities": seniorities,
    "first_skills": first_skills,
    "fte": fte,
    "no_pay": no_pay,
    "pay_between": pay_between,
    "break_even": break_even,
    "questions": lambda answer, expected: has_all(
        "questions", {q.field for q in answer.next.questions}, expected
    ),
    "no_questions": lambda answer, expected: has_none(
        "questions", {q.field for q in answer.next.questions}, expected
    ),
    "roadmap_first_claims": lambda answer, expected: has_all(
        "the first roadmap item", set(answer.next.roadmap[0].claims), expected
    ),
    "roadmap_claims": lambda answer, expected: has_all(
        "the roadmap", {claim for item in answer.next.roadmap for claim in item.claims}, expected
    ),
    "path_end": path_end,
    "provider_verdict": provider_verdict,
    "budget_gap": gap,
    "costs": costs,
    "high_costs": lambda answer, expected: costs(answer, expected, "high"),
}


def failures(assessment: Assessment, expected: dict[str, Any]) -> list[str]:
    """The expectations that the assessment does not meet, in words."""
    return [line for key, value in expected.items() for line in CHECKS[key](assessment, value)]
