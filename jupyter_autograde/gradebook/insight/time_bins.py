"""Moments put together into as many bars as a chart can show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo

from jupyter_autograde.models.insight import HandInBin, HandIns

QUARTER = 900
"""Seconds for which the database counts together; all zones are whole quarters of an hour from UTC."""
_HOURS = (1, 3, 6, 12, 24, 48, 168, 336, 720)
_MOST_BINS = 48

Counts = tuple[int, int]
"""All submissions, and those that count."""


def hand_ins(quarters: Iterable[tuple[int, int, int]], zone: tzinfo) -> HandIns:
    """Return the counts of quarters of an hour in at most so many bins that they can be told apart.

    Parameters
    ----------
    quarters : iterable of tuple
        Quarter since 1970 in UTC, all submissions in it, and those that count.
    """
    counts = {datetime.fromtimestamp(number * QUARTER, UTC): (every, newest) for number, every, newest in quarters}
    if not counts:
        return HandIns(hours=1, bins=[])
    span = max(counts) - min(counts)
    hours = next((one for one in _HOURS if span < timedelta(hours=one) * _MOST_BINS), _HOURS[-1])
    bins: defaultdict[datetime, list[int]] = defaultdict(lambda: [0, 0])
    first = _floor(min(counts), zone, min(hours, 24))
    for at, (every, newest) in counts.items():
        found = bins[_bin_of(at, first, zone, hours)]
        found[0] += every
        found[1] += newest
    made = [HandInBin(at=at, submissions=every, newest=newest) for at, (every, newest) in sorted(bins.items())]
    return HandIns(hours=hours, bins=made)


def _floor(at: datetime, zone: tzinfo, hours: int) -> datetime:
    """Return when the bin of `at` began on its day; `hours` divide a day."""
    local = at.astimezone(zone)
    began = local.replace(hour=local.hour // hours * hours, minute=0, second=0, microsecond=0)
    return began.astimezone(UTC)


def _bin_of(at: datetime, first: datetime, zone: tzinfo, hours: int) -> datetime:
    if hours <= 24:
        return _floor(at, zone, hours)
    begin = first.astimezone(zone)
    days = (at.astimezone(zone).date() - begin.date()).days // (hours // 24) * (hours // 24)
    # By the calendar, not by 24 hours each: the clock may have been changed meanwhile.
    return (begin.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=zone).astimezone(UTC)
