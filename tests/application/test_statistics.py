"""Statistics equal figures computed from the assessments one by one; periods without any have no row."""

import asyncio
import statistics
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.application.ports.assessment_store import AssessmentRecord
from service.application.spaces import Space
from service.application.statistics.statistics import MOST_ROWS, Statistics, StatisticsRequest
from service.model.codes import BANDS, LEVELS, MODELS, GroupBy, Period
from tests.fakes.stores import MemoryStores
from tests.support.records import record

_START = datetime(2026, 1, 1, tzinfo=UTC)
_days = st.integers(0, 70)
# By name, the least value and the unit of its steps, both in whole numbers.
MEASURES = (("maturity_index", 100, 100), ("maturity_coverage", 0, 100), ("importance_score", 0, 1))
OUTPUTS = ("maturity_level", "importance_band", "sourcing_model")


@st.composite
def assessment_records(draw: st.DrawFn) -> AssessmentRecord:
    at = _START + timedelta(days=draw(_days), hours=draw(st.integers(0, 23)))
    tags = draw(st.lists(st.sampled_from(["a", "b", "c"]), max_size=3, unique=True))
    index = draw(st.none() | st.integers(100, 400))
    return record(
        created_at=at,
        tags=tuple(tags),
        origin=draw(st.sampled_from(["server", "visitor"])),
        nace_section=draw(st.sampled_from([None, "C", "G"])),
        size_class=draw(st.sampled_from([None, "micro"])),
        methodology=draw(st.sampled_from(["v2025.0", "v2026.1"])),
        maturity_level=draw(st.sampled_from([None, *LEVELS])),
        maturity_index=None if index is None else index / 100,
        maturity_coverage=draw(st.integers(0, 100)) / 100,
        importance_band=draw(st.sampled_from([None, *BANDS])),
        importance_score=draw(st.none() | st.integers(0, 100)),
        sourcing_model=draw(st.sampled_from([None, *MODELS])),
    )


def groups_of(record: AssessmentRecord, group_by: str | None) -> list[str | None]:
    if group_by is None:
        return [None]
    if group_by == "tag":
        return list(record.row.tags)
    value: Any = getattr(record.row, group_by)
    return [value]


def start_of(record: AssessmentRecord, period: str | None) -> str | None:
    day = record.created_at.date()
    if period is None:
        return None
    start = {"day": day, "week": day - timedelta(days=day.weekday()), "month": day.replace(day=1)}[period]
    return start.isoformat()


def nearest(number: int, step: int, least: int) -> int:
    return least + step * int(Fraction(number - least, step) + Fraction(1, 2))


def quartiles(numbers: list[int], least: int, unit: int) -> list[float | None]:
    if not numbers:
        return [None] * 3
    values = sorted(nearest(number, 5, least) for number in numbers)
    return [values[ceil(Fraction(q, 4) * len(values)) - 1] / unit for q in (1, 2, 3)]


@pytest.mark.parametrize("group_by", [None, *get_args(GroupBy)])
# Eleven groupings share the depth of about three properties.
@settings(max_examples=settings.default.max_examples // 4)
@given(
    records=st.lists(assessment_records(), max_size=30),
    period=st.none() | st.sampled_from(get_args(Period)),
    origin=st.none() | st.sampled_from(["server", "visitor"]),
    methodology=st.none() | st.sampled_from(["v2025.0", "v2026.1"]),
    since=st.none() | _days,
    until=st.none() | _days,
)
def test_every_row_is_what_its_assessments_say(
    records: list[AssessmentRecord],
    group_by: Any,
    period: Any,
    origin: Any,
    methodology: str | None,
    since: int | None,
    until: int | None,
) -> None:
    first, last = ((None if n is None else _START.date() + timedelta(days=n)) for n in (since, until))
    stores = MemoryStores()
    request = StatisticsRequest(
        group_by=group_by, period=period, origin=origin, methodology=methodology, since=first, until=last
    )

    async def read() -> Any:
        for assessment in records:
            await stores.assessments.insert(assessment, None)
        return await Statistics(stores.rollups).read(Space("one"), request)

    result = asyncio.run(read())
    expected: dict[tuple[Any, Any], list[AssessmentRecord]] = {}
    for assessment in records:
        day = assessment.created_at.date()
        if (
            origin in (None, assessment.row.origin)
            and methodology in (None, assessment.row.methodology)
            and (first is None or day >= first)
            and (last is None or day < last)
        ):
            for group in groups_of(assessment, group_by):
                expected.setdefault((start_of(assessment, period), group), []).append(assessment)
    assert {(row.period_start, row.group) for row in result.rows} == set(expected)
    starts = [row.period_start or "" for row in result.rows]
    assert starts == sorted(starts)
    for row in result.rows:
        group_rows = [assessment.row for assessment in expected[row.period_start, row.group]]
        assert row.assessment_count == len(group_rows)
        for measure, least, unit in MEASURES:
            spread = getattr(row, measure)
            values = [getattr(group_row, measure) for group_row in group_rows]
            numbers = [round(value * unit) for value in values if value is not None]
            assert spread.count == len(numbers)
            assert spread.mean == (round(statistics.fmean(numbers) / unit, 4) if numbers else None) or (
                abs(spread.mean - statistics.fmean(numbers) / unit) < 1e-4
            )
            assert [spread.lower_quartile, spread.median, spread.upper_quartile] == quartiles(
                numbers, least, unit
            )
        counted = {(count.output, count.value): count.count for count in row.counts if count.count}
        assert counted == Counter(
            (output, getattr(group_row, output)) for output in OUTPUTS for group_row in group_rows
        )


def test_more_rows_than_an_answer_holds_are_cut_and_said_to_be() -> None:
    stores = MemoryStores()

    async def read() -> Any:
        for number in range(MOST_ROWS + 1):
            at = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=number)
            await stores.assessments.insert(record(created_at=at), None)
        return await Statistics(stores.rollups).read("one", StatisticsRequest(period="day"))

    result = asyncio.run(read())
    assert (len(result.rows), result.truncated) == (MOST_ROWS, True)
    assert result.rows[0].period_start == date(2000, 1, 1).isoformat()
