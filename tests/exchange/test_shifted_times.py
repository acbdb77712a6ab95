"""Dates keep their time of day when they move over a change of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.exchange.shifted_times import shifted

BERLIN = ZoneInfo("Europe/Berlin")


def local(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("was", "days", "becomes"),
    [
        ((2026, 11, 24, 23, 59), 140, (2027, 4, 13, 23, 59)),  # winter to summer, a Tuesday both
        ((2026, 5, 1, 8, 0), -182, (2025, 10, 31, 8, 0)),
        ((2026, 3, 22, 2, 30), 7, (2026, 3, 29, 3, 30)),  # the clocks skip half past two
    ],
)
def test_the_clock_on_the_wall_stays(was: tuple[int, ...], days: int, becomes: tuple[int, ...]) -> None:
    assert shifted(local(*was), days, BERLIN) == local(*becomes)


def test_without_a_shift_the_moment_stays_where_clocks_show_it_twice() -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # the second half past two
    assert shifted(second, 0, BERLIN) == second
    assert shifted(None, 7, BERLIN) is None


def test_a_date_that_no_calendar_has_is_refused() -> None:
    with pytest.raises(InvalidInput):
        shifted(datetime(9999, 12, 1, tzinfo=UTC), 60, BERLIN)
