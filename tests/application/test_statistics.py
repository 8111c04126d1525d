"""Statistics equal figures computed from the assessments one by one; periods without any have no row."""

import asyncio
import statistics
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.application.fairness.turns import Turns
from service.application.fairness.workers import Workers
from service.application.ports.assessment_store import AssessmentRecord
from service.application.ports.rollup_store import RollupGroup
from service.application.spaces import Space
from service.application.statistics.measures import AXES, COUNT, COUNTS
from service.application.statistics.rollups import aggregate, contribution_of
from service.application.statistics.statistics import MOST_ROWS, Statistics, StatisticsRequest, statistics_of
from service.model.codes import BANDS, LEVELS, MODELS, STATUSES, GroupBy, Period
from service.model.documents.row import AssessmentRow
from tests.fakes.stores import MemoryStores
from tests.support.records import record

_START = datetime(2026, 1, 1, tzinfo=UTC)
_days = st.integers(0, 70)
# By name, the unit of its steps: every number is a whole number of them.
MEASURES = (("maturity_index", 100), ("maturity_coverage", 100), ("importance_score", 1))
OUTPUTS = (
    "maturity_status", "maturity_level", "importance_status", "importance_band", "sourcing_status",
    "sourcing_model",
)  # fmt: skip
STATUS_OF = {"maturity_level": "maturity_status", "importance_band": "importance_status"}


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
        maturity_status=draw(st.sampled_from(STATUSES)),
        maturity_level=draw(st.sampled_from([None, *LEVELS])),
        maturity_index=None if index is None else index / 100,
        maturity_coverage=draw(st.integers(0, 100)) / 100,
        importance_status=draw(st.sampled_from(STATUSES)),
        importance_band=draw(st.sampled_from([None, *BANDS])),
        importance_score=draw(st.none() | st.integers(0, 100)),
        sourcing_model=draw(st.sampled_from([None, *MODELS])),
    )


def groups_of(record: AssessmentRecord, group_by: str | None) -> list[str | None]:
    if group_by is None:
        return [None]
    if group_by == "tag":
        # Visitors' tags are in no sum.
        return list(record.row.tags) if record.row.origin == "server" else []
    return [known(record.row, group_by)]


def known(row: AssessmentRow, column: str) -> Any:
    """A code as statistics count it: a level or a band where its status says that it is known."""
    status = STATUS_OF.get(column)
    return getattr(row, column) if status is None or getattr(row, status) == "assessed" else None


def start_of(record: AssessmentRecord, period: str | None) -> str | None:
    day = record.created_at.date()
    if period is None:
        return None
    start = {"day": day, "week": day - timedelta(days=day.weekday()), "month": day.replace(day=1)}[period]
    return start.isoformat()


def quartiles(numbers: list[int], unit: int) -> list[float | None]:
    """Numpy's standard definition; on whole numbers its arithmetic is exact."""
    return (
        [float(found) / unit for found in numpy.percentile(numbers, [25, 50, 75])] if numbers else [None] * 3
    )


@pytest.mark.parametrize("group_by", [None, *get_args(GroupBy)])
# Twelve groupings share the depth of about three properties.
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
        with closing(Workers(1, "test", Turns())) as workers:
            return (await Statistics(stores.rollups, workers).read(Space("one"), request)).stats

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
        for measure, unit in MEASURES:
            spread = getattr(row, measure)
            values = [getattr(group_row, measure) for group_row in group_rows]
            numbers = [round(value * unit) for value in values if value is not None]
            assert spread.count == len(numbers)
            assert spread.mean == (round(statistics.fmean(numbers) / unit, 4) if numbers else None) or (
                abs(spread.mean - statistics.fmean(numbers) / unit) < 1e-4
            )
            assert [spread.lower_quartile, spread.median, spread.upper_quartile] == quartiles(numbers, unit)
        counted = {(count.output, count.value): count.count for count in row.counts if count.count}
        assert counted == Counter(
            (output, known(group_row, output)) for output in OUTPUTS for group_row in group_rows
        )


def test_a_level_or_a_band_that_is_not_known_counts_under_its_status_alone() -> None:
    stores = MemoryStores()
    answers = {"maturity_level": "hierarchical", "importance_band": "core"}

    async def read() -> Any:
        for status in ("assessed", "provisional"):
            stored = record(maturity_status=status, importance_status=status, **answers)
            await stores.assessments.insert(stored, None)
        with closing(Workers(1, "test", Turns())) as workers:
            by_level = StatisticsRequest(group_by="maturity_level")
            return (await Statistics(stores.rollups, workers).read(Space("one"), by_level)).stats

    known_rows, others = sorted(asyncio.run(read()).rows, key=lambda row: row.group is None)
    for row, status, codes in ((known_rows, "assessed", answers), (others, "provisional", {})):
        counts = {(count.output, count.value) for count in row.counts if count.count}
        assert row.assessment_count == 1
        assert counts >= {("maturity_status", status), ("importance_status", status)}
        assert counts >= {(output, codes.get(output)) for output in answers}


@pytest.mark.parametrize(
    ("numbers", "lower", "median", "upper"),
    [
        ([1.0, 2.0, 3.0, 4.0], 1.75, 2.5, 3.25),
        ([2.17] * 3, 2.17, 2.17, 2.17),
        ([1.23], 1.23, 1.23, 1.23),
        ([1.01, 1.02], 1.0125, 1.015, 1.0175),
        ([4.0, 1.0, 4.0], 2.5, 4.0, 4.0),
    ],
)
def test_a_median_is_a_number_of_the_rows_or_half_way_between_two(
    numbers: list[float], lower: float, median: float, upper: float
) -> None:
    rows = [record(maturity_index=number).row for number in numbers]
    sums = {
        RollupGroup(key.start, key.value): sums
        for key, sums in aggregate(map(contribution_of, rows)).items()
        if (key.grain, key.dimension) == ("month", "all")
    }
    (row,) = statistics_of(StatisticsRequest(), sums).rows
    spread = row.maturity_index
    assert (spread.lower_quartile, spread.median, spread.upper_quartile) == (lower, median, upper)


def test_the_slots_of_two_measures_never_meet() -> None:
    taken = [
        COUNT,
        *(slot for axis in AXES.values() for slot in (axis.offset, axis.sum_slot, *axis.value_slots)),
    ]
    taken += [slot for counts in COUNTS.values() for slot in map(counts.slot, (None, *counts.codes))]
    assert len(taken) == len(set(taken))


def test_more_rows_than_an_answer_holds_are_cut_and_said_to_be() -> None:
    stores = MemoryStores()

    async def read() -> Any:
        for number in range(MOST_ROWS + 1):
            at = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=number)
            await stores.assessments.insert(record(created_at=at), None)
        with closing(Workers(1, "test", Turns())) as workers:
            request = StatisticsRequest(period="day")
            return (await Statistics(stores.rollups, workers).read(Space("one"), request)).stats

    result = asyncio.run(read())
    assert (len(result.rows), result.truncated) == (MOST_ROWS, True)
    assert result.rows[0].period_start == date(2000, 1, 1).isoformat()
