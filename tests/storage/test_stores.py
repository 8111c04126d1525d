"""What every store must do: one suite, run on the fake and on the real ones."""

import asyncio
from typing import Any

import pytest

from service.application.ports.assessment_store import AssessmentFilter
from tests.support.asking import await_call
from tests.support.records import moment, record, retry, summary

Runner = asyncio.Runner


def test_a_record_is_found_again_as_it_was_kept(store: Any, runner: Runner) -> None:
    kept = record()
    bare = record(
        1, reference=None, section=None, assessor=None, level=None, index=None, score=None, band=None
    )
    for each in (kept, bare):
        assert await_call(runner, store.add, each, None).record == each
        assert await_call(runner, store.find, "one", each.id) == each


def test_another_tenant_finds_nothing(store: Any, runner: Runner) -> None:
    kept = record()
    await_call(runner, store.add, kept, None)
    assert await_call(runner, store.find, "two", kept.id) is None
    assert await_call(runner, store.page, "two", AssessmentFilter(), 10) == []
    assert await_call(runner, store.erase, "two", kept.id, moment(60)) is False
    assert await_call(runner, store.erase_reference, "two", "shop-17", moment(60)) == 0
    assert await_call(runner, store.find, "one", kept.id) == kept
    assert await_call(runner, store.find_for_link, kept.id) == kept


def test_a_key_used_before_keeps_nothing_and_gives_the_first_back(store: Any, runner: Runner) -> None:
    first, second = record(), record(1)
    assert await_call(runner, store.add, first, retry()).first is None
    again = await_call(runner, store.add, second, retry(digest=b"another"))
    assert (again.record, again.first) == (first, retry())
    assert await_call(runner, store.page, "one", AssessmentFilter(), 10) == [summary(first)]
    other = record(2, space="two")
    assert await_call(runner, store.add, other, retry()).record == other


def test_many_at_once_with_one_key_keep_one(store: Any, runner: Runner) -> None:
    async def all_at_once() -> list[Any]:
        return await asyncio.gather(*(store.add(record(), retry()) for _ in range(200)))

    added = runner.run(all_at_once())
    assert len({each.record.id for each in added}) == 1
    assert sum(each.first is None for each in added) == 1
    assert len(await_call(runner, store.page, "one", AssessmentFilter(), 10)) == 1


def test_an_erased_record_is_gone_and_its_key_keeps_no_content(store: Any, runner: Runner) -> None:
    kept = record()
    await_call(runner, store.add, kept, retry())
    assert await_call(runner, store.erase, "one", kept.id, moment(60)) is True
    assert await_call(runner, store.erase, "one", kept.id, moment(60)) is False
    assert await_call(runner, store.find, "one", kept.id) is None
    late = await_call(runner, store.add, record(1), retry())
    assert late.record is None
    assert (late.first.request_digest, late.first.include) == (b"", ())
    assert await_call(runner, store.page, "one", AssessmentFilter(), 10) == []


def test_erasing_a_reference_erases_all_of_it_and_nothing_else(store: Any, runner: Runner) -> None:
    kept = [record(0), record(1), record(2, reference="other"), record(3, space="two")]
    for each in kept:
        await_call(runner, store.add, each, retry(str(each.id)))
    assert await_call(runner, store.erase_reference, "one", "shop-17", moment(60)) == 2
    assert await_call(runner, store.page, "one", AssessmentFilter(), 10) == [summary(kept[2])]
    assert await_call(runner, store.page, "two", AssessmentFilter(), 10) == [summary(kept[3])]
    assert await_call(runner, store.add, record(9), retry(str(kept[0].id))).record is None
    assert await_call(runner, store.add, record(9), retry(str(kept[2].id))).record == kept[2]


def test_pages_are_newest_first_and_read_on_without_gap_or_double(store: Any, runner: Runner) -> None:
    kept = [record(minute) for minute in range(25)]
    for each in kept:
        await_call(runner, store.add, each, None)
    read, before = [], None
    while page := await_call(runner, store.page, "one", AssessmentFilter(before=before), 7):
        read += page
        before = page[-1].id
    assert read == [summary(each) for each in kept[::-1]]


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (AssessmentFilter(reference="x"), [1]),
        (AssessmentFilter(level="community"), [2]),
        (AssessmentFilter(recommended="expert_partner"), [3]),
        (AssessmentFilter(section="I"), [4]),
        (AssessmentFilter(size="large"), [5]),
        (AssessmentFilter(since=moment(4)), [5, 4]),
        (AssessmentFilter(until=moment(2)), [1, 0]),
        (AssessmentFilter(since=moment(1), until=moment(3)), [2, 1]),
        (AssessmentFilter(since=moment(3), until=moment(1)), []),
        (AssessmentFilter(size="micro", since=moment(4)), [4]),
    ],
)
def test_filters_narrow(store: Any, runner: Runner, filters: AssessmentFilter, wanted: list[int]) -> None:
    changes: list[dict[str, Any]] = [
        {},
        {"reference": "x"},
        {"level": "community"},
        {"recommended": "expert_partner"},
        {"section": "I"},
        {"size": "large"},
    ]
    kept = [record(minute, **changed) for minute, changed in enumerate(changes)]
    for each in kept:
        await_call(runner, store.add, each, None)
    assert await_call(runner, store.page, "one", filters, 10) == [summary(kept[i]) for i in wanted]
