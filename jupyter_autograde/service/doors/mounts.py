"""Which doors are open, and below which prefixes."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from jupyter_autograde.errors import InvalidInput

if TYPE_CHECKING:  # a door is loaded when it is opened: `--help` needs no web side
    from jupyter_autograde.service.doors.base import Door

GROUP = "jupyter_autograde.doors"


@dataclass(frozen=True)
class MountedDoor:
    """An open door.

    Parameters
    ----------
    prefixes : tuple of str
        Absolute, with `/` at both ends.
    """

    door: Door
    prefixes: tuple[str, ...]


def parse_doors(text: str) -> dict[str, list[str]]:
    """Read `name[=prefix]` separated by commas, as on the command line; a name may come several times.

    Raises
    ------
    InvalidInput
        A part has no name.
    """
    doors: dict[str, list[str]] = {}
    for part in text.split(","):
        name, equals, prefix = part.strip().partition("=")
        if not name or (equals and not prefix):
            raise InvalidInput(f"--doors takes name[=prefix], separated by commas, not {part!r}.")
        doors.setdefault(name, []).extend([prefix] if equals else [])
    return doors


def mount_doors(
    wanted: Mapping[str, Sequence[str]],
    options: Mapping[str, Mapping[str, Any]],
    own_prefix: str,
    *,
    standalone: bool = False,
) -> list[MountedDoor]:
    """Make the doors that are wanted.

    Parameters
    ----------
    wanted : mapping
        Name -> prefixes; none = the door's usual ones.
    options : mapping
        Name -> the door's own settings.
    own_prefix : str
        Of this service.
    standalone : bool
        Whether this service is for its own machine alone.

    Raises
    ------
    InvalidInput
        A door or one of its settings is unknown or not for this service, or two doors want one prefix.
    """
    known = {point.name: point for point in entry_points(group=GROUP)}
    unknown = sorted({*wanted, *options} - known.keys())
    if unknown:
        raise InvalidInput(f"There is no door {unknown[0]!r}; there are: {', '.join(sorted(known))}.")
    mounted, owners = [], dict[str, str]()
    for name, prefixes in wanted.items():
        kind: type[Door] = known[name].load()
        known_settings = inspect.signature(kind).parameters
        strange = [setting for setting in options.get(name, {}) if setting not in known_settings]
        if strange:
            raise InvalidInput(
                f"The settings of the door {name!r} are wrong: it has no {strange[0]!r}; there are: "
                f"{', '.join(known_settings) or 'none'}."
            )
        try:
            door = kind(**options.get(name, {}))
        except TypeError as fault:
            raise InvalidInput(f"The settings of the door {name!r} are wrong: {fault}.") from fault
        if door.standalone_only and not standalone:
            raise InvalidInput(
                f"The door {name!r} is set to believe whoever says who they are. That is for a service on its own "
                "machine: start it with --standalone, or take the setting away."
            )
        absolute = tuple(dict.fromkeys(_absolute(prefix, own_prefix) for prefix in prefixes or door.mounts))
        for prefix in absolute:
            other = owners.setdefault(prefix, name)
            if other != name:
                raise InvalidInput(f"The doors {other!r} and {name!r} both want the prefix {prefix}. Give one another.")
        mounted.append(MountedDoor(door, absolute))
    return mounted


def _absolute(prefix: str, own_prefix: str) -> str:
    whole = prefix if prefix.startswith("/") else own_prefix + prefix
    parts = [part for part in whole.split("/") if part]
    return "/".join(["", *parts, ""]) if parts else "/"
