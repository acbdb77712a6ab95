"""Dates moved by days: what the clocks on the wall show stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from jupyter_autograde.errors import InvalidInput


def shifted(moment: datetime | None, days: int, zone: tzinfo) -> datetime | None:
    """Return a moment so many days later, at the same time of day in `zone`; a time that the clocks skip is one later.

    Raises
    ------
    InvalidInput
        It would be before the year 1 or after the year 9999.
    """
    if moment is None or days == 0:
        return moment
    try:
        local = moment.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
        return local.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError as fault:
        raise InvalidInput("A date would be before the year 1 or after the year 9999. Shift by fewer days.") from fault
