"""Values of one header and of some parameters: weights of languages, dates and times."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import FormatChecker
from jsonschema.exceptions import FormatError

from service.api.language import negotiate
from service.api.wire.timestamps import day_after, first_day, parse

_DATES = r"(\d{4}|[12]\d{3})-(\d\d|0[1-9]|1[0-2])-(\d\d|0[1-9]|[12]\d|3[01])"
_TIMES = r"T(\d\d|[01]\d|2[0-4]):([0-5]\d|60):([0-5]\d|60)(\.\d{0,9})?(Z|[+-]([01]\d|2[0-4]):([0-5]\d|60))?"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("en;q=0.9, fr;q=1.0000", "fr"),
        ("fr;Q=0.9, en;Q=0.1", "fr"),
        ("en;q=0.12345, fr;q=0.12346", "fr"),
        ("fr;q=0.0000", "en"),
        ("fr;q=1.", "fr"),
        ("fr;q=.9", "en"),
        ("fr;q=-1", "en"),
        ("fr;q=0.5.5", "en"),
    ],
)
def test_a_weight_may_have_any_number_of_digits_and_either_letter(header: str, language: str) -> None:
    assert negotiate(header) == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr_FR", "fr"),
        ("de, fr_CA;q=0.3", "fr"),
        ("*", "en"),
        ("*, fr;q=0.5", "en"),
        ("en;q=0.1, *;q=0.5", "fr"),
        ("en;q=0, *", "fr"),
        ("fr;q=0, *;q=0.5", "en"),
        ("fr;q=0, en;q=0", "en"),
        ("fr-CA;q=0, fr;q=0.2", "fr"),
        ("de, es", "en"),
        ("", "en"),
    ],
)
def test_a_star_speaks_of_what_is_not_named_and_zero_is_not_wanted(header: str, language: str) -> None:
    assert negotiate(header) == language


def _is_admitted(text: str) -> bool:
    for name in ("date", "date-time"):
        try:
            FormatChecker().check(text, name)
        except FormatError:
            continue
        return True
    return False


@given(text=st.from_regex(rf"\A{_DATES}({_TIMES})?\Z") | st.text(max_size=12))
@example("2026-02-30")
@example("2024-02-29")
@example("0000-01-01")
@example("2026-11-22T24:00:00Z")
@example("2026-11-22T10:00:60Z")
@example("2026-11-22T10:00:00")
@example("2026-11-22t10:00:00z")
@example("20261122")
@example("2026-W47-7")
@example("2026-11-22\n")
@example("２０２６-11-22")
def test_a_time_is_what_the_formats_of_json_schema_admit_and_no_more(text: str) -> None:
    if _is_admitted(text):
        assert parse(text).tzinfo == UTC
    else:
        with pytest.raises(ValueError):
            parse(text)


@given(moment=st.datetimes(), minutes=st.integers(-1439, 1439))
def test_a_time_is_the_same_by_any_offset(moment: datetime, minutes: int) -> None:
    offset = timezone(timedelta(minutes=minutes))
    text = moment.replace(tzinfo=offset).isoformat()
    try:
        expected = moment.replace(tzinfo=offset).astimezone(UTC)
    except OverflowError:
        # Nothing is earlier than the first year, or later than the last.
        expected = (datetime.min if moment.year == 1 else datetime.max).replace(tzinfo=UTC)
    assert parse(text) == expected


@given(moment=st.datetimes(max_value=datetime(9999, 12, 30)))
def test_a_period_touches_the_days_of_its_ends_but_not_the_one_that_begins_with_its_end(
    moment: datetime,
) -> None:
    text = moment.isoformat() + "Z"
    assert first_day(text) == moment.date()
    last = (moment - timedelta(microseconds=1)).date() if moment > datetime.min else None
    if last is not None:
        assert day_after(text) == last + timedelta(days=1)
