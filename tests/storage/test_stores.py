"""What every stores must do: one suite, run on the fake and on the real ones."""

import asyncio
from types import NoneType
from typing import Any, get_args, get_type_hints
from uuid import UUID

import pytest

from service.application.ports.assessment_store import AssessmentFilter, PreviousQuery, id_of
from service.model.documents.row import AssessmentRow
from tests.support.asking import await_call
from tests.support.records import idempotency, record, timestamp

Runner = asyncio.Runner
# The columns of a stored row that may be null. Its id and date are always there, and so is its origin.
NULLABLE = [
    name
    for name, kind in get_type_hints(AssessmentRow).items()
    if NoneType in get_args(kind) and name not in ("id", "created_at", "origin")
]


def test_a_record_is_found_again_as_it_was_kept(stores: Any, runner: Runner) -> None:
    bare = record(1, **dict.fromkeys(NULLABLE))
    for stored in (record(), bare):
        assert await_call(runner, stores.assessments.insert, stored, None).record == stored
        assert await_call(runner, stores.assessments.find, "one", stored.id) == stored


def test_another_tenant_finds_nothing(stores: Any, runner: Runner) -> None:
    stored = record()
    await_call(runner, stores.assessments.insert, stored, None)
    assert await_call(runner, stores.assessments.find, "two", stored.id) is None
    assert await_call(runner, stores.assessments.page, "two", AssessmentFilter(), 10) == []
    assert await_call(runner, stores.assessments.erase, "two", stored.id, timestamp(60)) is False
    assert await_call(runner, stores.assessments.erase_reference, "two", "shop-17", timestamp(60)) == 0
    assert await_call(runner, stores.assessments.find, "one", stored.id) == stored
    assert await_call(runner, stores.assessments.find_for_link, stored.id) == stored


def test_a_key_used_before_keeps_nothing_and_gives_the_first_back(stores: Any, runner: Runner) -> None:
    first, second = record(), record(1)
    assert await_call(runner, stores.assessments.insert, first, idempotency()).previous is None
    again = await_call(runner, stores.assessments.insert, second, idempotency(digest=b"another"))
    assert (again.record, again.previous) == (first, idempotency())
    assert await_call(runner, stores.assessments.page, "one", AssessmentFilter(), 10) == [first.row]
    other = record(2, space="two")
    assert await_call(runner, stores.assessments.insert, other, idempotency()).record == other


def test_many_at_once_with_one_key_keep_one(stores: Any, runner: Runner) -> None:
    async def all_at_once() -> list[Any]:
        return await asyncio.gather(*(stores.assessments.insert(record(), idempotency()) for _ in range(200)))

    added = runner.run(all_at_once())
    assert len({outcome.record.id for outcome in added}) == 1
    assert sum(outcome.previous is None for outcome in added) == 1
    assert len(await_call(runner, stores.assessments.page, "one", AssessmentFilter(), 10)) == 1


def test_an_erased_record_is_gone_and_its_key_keeps_no_content(stores: Any, runner: Runner) -> None:
    stored = record()
    await_call(runner, stores.assessments.insert, stored, idempotency())
    assert await_call(runner, stores.assessments.erase, "one", stored.id, timestamp(60)) is True
    assert await_call(runner, stores.assessments.erase, "one", stored.id, timestamp(60)) is False
    assert await_call(runner, stores.assessments.find, "one", stored.id) is None
    late = await_call(runner, stores.assessments.insert, record(1), idempotency())
    assert late.record is None
    assert (late.previous.request_digest, late.previous.include) == (b"", ())
    assert await_call(runner, stores.assessments.page, "one", AssessmentFilter(), 10) == []


def test_erasing_a_reference_erases_all_of_it_and_nothing_else(stores: Any, runner: Runner) -> None:
    records = [record(0), record(1), record(2, reference="other"), record(3, space="two")]
    for stored in records:
        await_call(runner, stores.assessments.insert, stored, idempotency(str(stored.id)))
    assert await_call(runner, stores.assessments.erase_reference, "one", "shop-17", timestamp(60)) == 2
    assert await_call(runner, stores.assessments.page, "one", AssessmentFilter(), 10) == [records[2].row]
    assert await_call(runner, stores.assessments.page, "two", AssessmentFilter(), 10) == [records[3].row]
    for erased_or_stored, outcome in ((records[0], None), (records[2], records[2])):
        key = idempotency(str(erased_or_stored.id))
        assert await_call(runner, stores.assessments.insert, record(9), key).record == outcome


def test_the_one_before_is_the_one_stored_before_whatever_the_clock(stores: Any, runner: Runner) -> None:
    # The clock was ahead when the second was made, and was put right.
    stored = [record(minutes, reference="shop") for minutes in (0, 600, 1, 2)]
    others = [
        record(1, reference="other"),
        record(1, reference="shop", space="two"),
        record(1, reference="shop", origin="visitor"),
    ]

    def previous(assessment: Any) -> Any:
        query = PreviousQuery(assessment.id, "shop")
        return await_call(runner, stores.assessments.previous, "one", query)

    for number, assessment in enumerate(stored):
        assert previous(assessment) == (stored[number - 1].id if number else None)
        for inserted in (assessment, others.pop() if others else record(3)):
            await_call(runner, stores.assessments.insert, inserted, None)
    assert list(map(previous, stored)) == [None, *(assessment.id for assessment in stored[:-1])]
    # Whatever the organisation has was stored before the highest id, which nothing has.
    latest = PreviousQuery(UUID(int=(1 << 128) - 1), "shop")
    assert await_call(runner, stores.assessments.previous, "one", latest) == stored[-1].id
    await_call(runner, stores.assessments.erase, "one", stored[1].id, timestamp(60))
    assert previous(stored[2]) == stored[0].id


def test_pages_are_newest_first_and_read_on_without_gap_or_double(stores: Any, runner: Runner) -> None:
    records = [record(minute) for minute in range(25)]
    for stored in records:
        await_call(runner, stores.assessments.insert, stored, None)
    read, before = [], None
    while page := await_call(runner, stores.assessments.page, "one", AssessmentFilter(before=before), 7):
        read += page
        before = id_of(page[-1])
    assert read == [stored.row for stored in records[::-1]]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (AssessmentFilter(reference="x"), [1]),
        (AssessmentFilter(maturity_level="community"), [2]),
        (AssessmentFilter(sourcing_model="expert_partner"), [3]),
        (AssessmentFilter(nace_section="I"), [4]),
        (AssessmentFilter(size_class="large"), [5]),
        (AssessmentFilter(since=timestamp(4)), [5, 4]),
        (AssessmentFilter(until=timestamp(2)), [1, 0]),
        (AssessmentFilter(since=timestamp(1), until=timestamp(3)), [2, 1]),
        (AssessmentFilter(since=timestamp(3), until=timestamp(1)), []),
        (AssessmentFilter(size_class="micro", since=timestamp(4)), [4]),
    ],
)
def test_filters_narrow(stores: Any, runner: Runner, filters: AssessmentFilter, expected: list[int]) -> None:
    changes: list[dict[str, Any]] = [
        {},
        {"reference": "x"},
        {"maturity_level": "community"},
        {"sourcing_model": "expert_partner"},
        {"nace_section": "I"},
        {"size_class": "large"},
    ]
    records = [record(minute, **changed) for minute, changed in enumerate(changes)]
    for stored in records:
        await_call(runner, stores.assessments.insert, stored, None)
    assert await_call(runner, stores.assessments.page, "one", filters, 10) == [
        records[i].row for i in expected
    ]
