"""Hand-ins over time, in bars that can be told apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from jupyter_autograde.gradebook.insight.time_bins import QUARTER, hand_ins

BERLIN = ZoneInfo("Europe/Berlin")


def quarters(*moments: datetime) -> list[tuple[int, int, int]]:
    return [(int(moment.timestamp()) // QUARTER, 2, 1) for moment in moments]


def test_a_few_hours_are_in_hours() -> None:
    begin = datetime(2026, 11, 1, 9, 15, tzinfo=UTC)
    found = hand_ins(quarters(begin, begin + timedelta(minutes=30), begin + timedelta(hours=3)), UTC)
    assert found.hours == 1
    assert [(one.at.hour, one.submissions, one.newest) for one in found.bins] == [(9, 4, 2), (12, 2, 1)]


def test_days_begin_at_midnight_of_the_course_also_when_the_clock_is_changed() -> None:
    # Summer time ends in Berlin on 25 October 2026.
    days = [datetime(2026, 10, 10, 23, 30, tzinfo=BERLIN) + timedelta(days=number) for number in range(40)]
    found = hand_ins(quarters(*days), BERLIN)
    assert found.hours == 24
    assert len(found.bins) == 40
    assert {(one.at.astimezone(BERLIN).hour, one.at.astimezone(BERLIN).minute) for one in found.bins} == {(0, 0)}


def test_weeks_are_counted_from_the_first_day() -> None:
    days = [datetime(2026, 9, 1, 12, tzinfo=BERLIN) + timedelta(days=2 * number) for number in range(60)]
    found = hand_ins(quarters(*days), BERLIN)
    assert found.hours == 168
    steps = {
        two.at.astimezone(BERLIN).date() - one.at.astimezone(BERLIN).date()
        for one, two in zip(found.bins, found.bins[1:], strict=False)
    }
    assert steps == {timedelta(days=7)}
    assert sum(one.submissions for one in found.bins) == 120


def test_nothing_is_no_bar_and_many_years_are_few() -> None:
    assert hand_ins([], UTC).bins == []
    years = [datetime(2000 + number, 1, 1, tzinfo=UTC) for number in range(60)]
    assert len(hand_ins(quarters(*years), UTC).bins) == 60
