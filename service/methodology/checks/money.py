"""Checks figures and costs: in order, all used, all there."""

from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

from service.methodology.problem import Problem, problem
from service.methodology.shape.money import CostRules
from service.model.codes import Seniority, SizeClass

READ_BY_THE_ENGINE = frozenset(
    {
        "figure.full_time_week",
        "figure.hours_per_channel",
        "figure.hours_per_post",
        "figure.minutes_per_message",
        "figure.posts_per_channel",
        "figure.planning_per_post",
        "figure.monitoring_per_channel",
        "figure.messages_per_1000_followers",
        "figure.followers_counted",
        "figure.day_rate_standard",
        "figure.on_call",
        "figure.legal_minimum",
        "figure.employer_charges",
    }
)
"""Figures that the engine reads by their ids; the others are named by a model's cost or by a salary."""


def money_problems(costs: CostRules) -> Iterator[Problem]:
    """Figures out of order, missing or unused; costs reversed; salaries left out."""
    figures = {figure.id: figure for figure in costs.figures}
    for figure in figures.values():
        if not figure.low <= figure.central <= figure.high:
            yield problem("figure_order", rule=figure.id)
    week = figures.get("figure.full_time_week")
    if week is not None and not week.central > 0:
        yield problem("week_empty", rule=week.id)
    named = {name for rule in costs.models for name in (rule.rate, rule.floor, rule.ceiling) if name}
    if costs.coordination is not None:
        named |= set(costs.coordination.figures.values())
    named |= {name for rule in costs.salaries for name in rule.figures.values()}
    named |= READ_BY_THE_ENGINE
    yield from (problem("figure_missing", figure=name) for name in sorted(named - figures.keys()))
    yield from (problem("figure_unused", rule=name) for name in sorted(figures.keys() - named))
    yield from _models(costs)
    yield from _salaries(costs)


def _models(costs: CostRules) -> Iterator[Problem]:
    for rule in costs.models:
        least, most = rule.bought_share
        if least > most:
            yield problem("range_reversed", rule=rule.id, field="bought_share")


def _salaries(costs: CostRules) -> Iterator[Problem]:
    paid = [rule.seniority for rule in costs.salaries]
    for seniority in get_args(Seniority):
        if paid.count(seniority) != 1:
            yield problem("salaries_once", seniority=seniority)
    by_size = (*costs.salaries, *(() if costs.coordination is None else (costs.coordination,)))
    for rule in by_size:
        if missing := [size for size in get_args(SizeClass) if size not in rule.figures]:
            yield problem("salary_sizes", rule=rule.id, sizes=missing)
    yield from _seniority(costs)


def _seniority(costs: CostRules) -> Iterator[Problem]:
    """Nobody is paid less than somebody with less experience, whatever the size of the employer."""
    figures = {figure.id: figure for figure in costs.figures}
    paid = {rule.seniority: rule.figures for rule in costs.salaries}
    for junior, senior in pairwise(get_args(Seniority)):
        for size in get_args(SizeClass):
            less = figures.get(paid.get(junior, {}).get(size, ""))
            more = figures.get(paid.get(senior, {}).get(size, ""))
            if less is None or more is None:
                continue
            ends = ((less.low, more.low), (less.central, more.central), (less.high, more.high))
            if any(lower > higher for lower, higher in ends):
                yield problem("pay_order", senior=more.id, junior=less.id)
