"""The clock of this process, always aware and in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def zone_or_utc(name: str | None) -> tzinfo:
    """Return a time zone by its name in the IANA database; UTC without one, and where this machine knows no zones."""
    try:
        return ZoneInfo(name) if name else UTC
    except ZoneInfoNotFoundError:
        return UTC


def in_words(moment: datetime, zone: str | None) -> str:
    """Return a moment as people of a time zone read it; in UTC without one, and where this machine knows no zones.

    With its offset, for in the hour that clocks show twice it would be two moments.
    """
    try:
        local = moment.astimezone(ZoneInfo(zone or "UTC"))
    except (ZoneInfoNotFoundError, OverflowError):
        # The last hours of the year 9999 have no name in the east.
        local, zone = moment.astimezone(UTC), None
    return f"{local:%a %d %b %Y, %H:%M %z} ({zone})" if zone else f"{local:%a %d %b %Y, %H:%M} (UTC)"
