"""Times as people of a place type and read them (zones: IANA time zone database)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jupyter_autograde.errors import InvalidInput

NONE = "-"
"""Stands for no time."""


def zone_of(name: str | None) -> ZoneInfo | None:
    """Return the zone of a name, None without a name; InvalidInput when there is none."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise InvalidInput(
            f"{name!r} is no time zone that is known here. Name one such as Europe/Berlin. A machine without zones "
            "gets them with the package tzdata."
        ) from fault


def zone_of_course(name: str | None) -> ZoneInfo | None:
    """Return the zone that a course has, None where it has none or this machine does not know it: times are in UTC."""
    try:
        return zone_of(name)
    except InvalidInput:
        return None


def read_time(option: str, text: str, zone: ZoneInfo | None) -> datetime | None:
    """Return the moment that a local time means, None for "-".

    Raises
    ------
    InvalidInput
        It is no time, nobody says where, or the clocks there show it twice or never that day.
    """
    if text == NONE:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or ":" not in text:
        raise InvalidInput(f"--{option} takes a day and a time such as 2026-12-01T23:59, or - for none, not {text!r}.")
    if moment.tzinfo is not None:
        return _in_utc(option, text, moment)
    if zone is None:
        raise InvalidInput(
            f"--{option}={text} has no time zone. Add --timezone=Europe/Berlin (or yours), write {text}+01:00, or give "
            "the course one: jupyter autograde course set COURSE --timezone=…"
        )
    offsets = {moment.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    if len(offsets) > 1:
        raise InvalidInput(
            f"The clocks of {zone.key} change at {text}, which they show twice or never. Write it with its offset: "
            f"{text}+01:00."
        )
    return _in_utc(option, text, moment.replace(tzinfo=zone))


def _in_utc(option: str, text: str, moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as fault:
        raise InvalidInput(f"--{option}={text} is before the year 1 or after the year 9999 in UTC.") from fault


def show_time(moment: datetime | None, zone: ZoneInfo | None) -> str:
    """Return a moment in UTC, and before it as it is in a zone."""
    if moment is None:
        return NONE
    utc = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    try:
        local = moment.astimezone(zone) if zone is not None else None
    except OverflowError:
        local = None
    return utc if zone is None or local is None else f"{local:%a %Y-%m-%d %H:%M %z} {zone.key} = {utc}"
