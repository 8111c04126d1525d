"""The expectations that a case file may state, and how each is checked against an assessment.

A check returns its failures in words and raises nothing, so that a case lists every failure at once. The keys
are described in ``cases/README.md``.
"""

from collections.abc import Callable
from typing import Any

from service.model.answer.assessment import Assessment
from tests.engine.support import costs_of, holders_of, warnings_of

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
    return {
        name
        for ranked in assessment.sourcing.ranking
        for objection in ranked.objections
        if objection.kind == kind
        for name in (ranked.model, objection.rule)
    }


def competency_scores(assessment: Assessment, expected: dict[str, float]) -> list[str]:
    scores = {scored.competency: scored.score for scored in assessment.maturity.competencies}
    return [line for key, score in expected.items() for line in is_near(key, scores[key], score)]


def holders(assessment: Assessment, expected: dict[str, str]) -> list[str]:
    by_task = holders_of(assessment)
    return [line for task, holder in expected.items() for line in is_equal(task, by_task[task], holder)]


def costs(assessment: Assessment, expected: dict[str, list[float]], end: str) -> list[str]:
    """The low or high cost of a model a month lies between two amounts."""
    cash = {model: getattr(cost, end) for model, cost in costs_of(assessment).items()}
    return [
        f"the {end} cost of {model} is {cash[model]}, not between {least} and {most}"
        for model, (least, most) in expected.items()
        if not least <= cash[model] <= most
    ]


def importance_score_between(assessment: Assessment, expected: list[int]) -> list[str]:
    score = assessment.importance.score
    fair = score is not None and expected[0] <= score <= expected[1]
    return [] if fair else [f"importance is {score}, not within {expected}"]


def never(assessment: Assessment, unexpected: list[str]) -> list[str]:
    model = assessment.sourcing.model
    return [f"{model} is recommended"] if model in unexpected else []


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


def budget_gap_between(assessment: Assessment, expected: list[float]) -> list[str]:
    missing = assessment.sourcing.cost.budget_gap_eur_per_month
    fair = missing is not None and expected[0] <= missing <= expected[1]
    return [] if fair else [f"the gap is {missing}, not within {expected}"]


def first_skills(assessment: Assessment, expected: dict[str, str]) -> list[str]:
    """The skill that heads a role's ranked list."""
    heads = {member.role: member.skills[0] for member in assessment.sourcing.team}
    return [line for role, skill in expected.items() for line in is_equal(role, heads.get(role), skill)]


def salary_between(assessment: Assessment, expected: dict[str, list[int]]) -> list[str]:
    """A role's gross salary a year lies between two amounts."""
    pay = {member.role: member.salary_eur_per_year for member in assessment.sourcing.team}
    return [
        f"{role} is paid {pay.get(role)}, not within {least} and {most}"
        for role, (least, most) in expected.items()
        if pay.get(role) is None or not least <= pay[role].low <= pay[role].high <= most
    ]


def fte(assessment: Assessment, expected: dict[str, float]) -> list[str]:
    """How much of a full-time post each role is."""
    shares = {member.role: member.fte for member in assessment.sourcing.team}
    return [line for role, share in expected.items() for line in is_near(role, shares.get(role), share)]


def no_salary(assessment: Assessment, expected: list[str]) -> list[str]:
    """Nothing is offered for a role that somebody in post takes on: no pay, no contract of employment."""
    team = {member.role: member for member in assessment.sourcing.team}
    return [
        f"{role} is offered as a post"
        for role in expected
        if role not in team
        or team[role].salary_eur_per_year is not None
        or {*team[role].contracts} - {"freelance"}
    ]


def break_even_between(assessment: Assessment, expected: list[float]) -> list[str]:
    """The hours a week from which a post costs less than buying lie between two numbers."""
    point = assessment.sourcing.cost.break_even
    fair = point and expected[0] <= point.hours_per_week.low <= point.hours_per_week.high <= expected[1]
    return [] if fair else [f"the break-even is {point}, not within {expected}"]


def seniorities(assessment: Assessment, expected: dict[str, str]) -> list[str]:
    by_role = {member.role: member.seniority for member in assessment.sourcing.team}
    return [line for role, level in expected.items() for line in is_equal(role, by_role.get(role), level)]


def has_value(part: str, member: str) -> Check:
    """The check of a member of the answer: equal to a value, near a number, or one of a list."""

    def check(assessment: Assessment, expected: Any) -> list[str]:
        actual = getattr(getattr(assessment, part), member)
        if isinstance(expected, float):
            return is_near(member, actual, expected)
        return [] if isinstance(expected, list) and actual in expected else is_equal(member, actual, expected)

    return check


MEMBERS = {
    "maturity": (
        "status", "level", "level_low", "level_high", "index", "index_low", "index_high", "coverage",
    ),
    "importance": ("status", "band"),
    "sourcing": ("status", "model"),
}  # fmt: skip

CHECKS: dict[str, Check] = {
    "nace_section": has_value("organisation", "nace_section"),
    "size_class": has_value("organisation", "size_class"),
    **{f"{part}_{member}": has_value(part, member) for part in MEMBERS for member in MEMBERS[part]},
    "competency_scores": competency_scores,
    "limiting": lambda answer, expected: has_all("what limits", limited_by(answer), expected),
    "importance_score_between": importance_score_between,
    "never": never,
    "better": better,
    "vetoed": lambda answer, expected: has_all("vetoed", objections(answer, "veto"), expected),
    "not_vetoed": lambda answer, expected: has_none("vetoed", objections(answer, "veto"), expected),
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
    "no_salary": no_salary,
    "salary_between": salary_between,
    "break_even_between": break_even_between,
    "questions": lambda answer, expected: has_all(
        "questions", {q.pointer for q in answer.next.questions}, expected
    ),
    "no_questions": lambda answer, expected: has_none(
        "questions", {q.pointer for q in answer.next.questions}, expected
    ),
    "roadmap_first_claims": lambda answer, expected: has_all(
        "the first roadmap item", set(answer.next.roadmap[0].claims), expected
    ),
    "roadmap_claims": lambda answer, expected: has_all(
        "the roadmap", {claim for item in answer.next.roadmap for claim in item.claims}, expected
    ),
    "path_end": path_end,
    "provider_verdict": provider_verdict,
    "budget_gap_between": budget_gap_between,
    "cost_low_between": lambda answer, expected: costs(answer, expected, "low"),
    "cost_high_between": lambda answer, expected: costs(answer, expected, "high"),
}


def failures(assessment: Assessment, expected: dict[str, Any]) -> list[str]:
    """The expectations that the assessment does not meet, in words."""
    return [line for key, value in expected.items() for line in CHECKS[key](assessment, value)]
