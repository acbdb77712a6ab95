"""Read nbgrader's exchange folder: what was released, handed in, and given back."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.moving_in.folders import read_file, read_folder
from jupyter_autograde.moving_in.haul import Assignment, Course, Haul, UnreadableFiles, Work
from jupyter_autograde.moving_in.owners import Owned, note_owners, owner_of

# USER+ASSIGNMENT+TIME, and since 0.6 +RANDOM. A user's name may have a `+`.
_HAND_IN = re.compile(
    r"(?P<user>.+)\+(?P<assignment>[^+]+)\+"
    r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?)(?: (?P<zone>[^+]*|[+-]\d{4}))?(?:\+[A-Za-z0-9_=-]+)?",
    re.ASCII,
)
_UTC = {None, "", "UTC", "GMT", "Z", "+0000"}
_TIME, _SECRET = "timestamp.txt", "submission_secret.txt"
_SECRET_BYTES = 1024


def read_exchange(haul: Haul, exchange: Path, course_name: str | None, *, limit: int) -> None:
    """Add what is in an exchange folder to `haul`: one course, or all.

    Parameters
    ----------
    limit : int
        Bytes that the files of one submission may have.

    Raises
    ------
    InvalidInput
    """
    folders = [folder for folder in _folders(exchange) if (folder / "outbound").is_dir()]
    if course_name is not None:
        folders = [folder for folder in folders if folder.name == course_name]
    if not folders:
        raise InvalidInput(
            f"{exchange} has no course"
            + (f" {course_name!r}" if course_name is not None else "")
            + ": an exchange folder has a folder for each course, with `outbound` and `inbound` in it."
        )
    owned: list[Owned] = []
    for folder in folders:
        course = haul.courses.setdefault(folder.name, Course(f"{folder}", folder.name))
        for released in _folders(folder / "outbound"):
            course.assignments[released.name] = Assignment(
                str(released), released.name, files=partial(read_folder, released, limit=limit)
            )
        owned += _read_hand_ins(haul, course, folder, limit)
    note_owners(haul, owned)


def _read_hand_ins(haul: Haul, course: Course, folder: Path, limit: int) -> Iterator[Owned]:
    """Add the hand-ins of a course; yields whose folder each is in."""
    inbound = folder / "inbound"
    if not inbound.is_dir():
        return
    for entry in _entries(inbound):
        place = Path(entry.path)
        match = _HAND_IN.fullmatch(place.name)
        if match is None or place.is_symlink() or not place.is_dir():
            haul.fail(str(place), "It is no hand-in: those are folders named USER+ASSIGNMENT+TIME.")
            continue
        if match["zone"] not in _UTC:
            haul.fail(str(place), f"Its time is of the zone {match['zone']!r}; only UTC means the same everywhere.")
            continue
        try:
            at = datetime.fromisoformat(_six_digits(match["time"])).replace(tzinfo=UTC)
            owner = owner_of(place)
        except ValueError:
            haul.fail(str(place), f"{match['time']!r} is no time.")
            continue
        except OSError as fault:
            haul.fail(str(place), f"It can't be read: {fault.strerror}.")
            continue
        name = match["assignment"]
        assignment = course.assignments.setdefault(name, Assignment(str(place), name))
        assignment.works.append(
            Work(
                str(place),
                match["user"],
                at,
                partial(read_folder, place, limit=limit, without=(_TIME, _SECRET)),
                partial(_read_feedback, place, folder / "feedback", limit),
            )
        )
        yield Owned(match["user"], place.name, owner)


def _read_feedback(place: Path, feedback: Path, limit: int) -> Mapping[str, bytes]:
    """Return the HTML files of a hand-in: each has the name that only who knows the hand-in's secret can find."""
    if not feedback.is_dir():
        return {}
    try:
        secret = read_file(place, _SECRET, limit=_SECRET_BYTES)
    except FileNotFoundError:
        return {}
    found = {}
    for notebook in _notebooks(place):
        name = hashlib.md5(secret + os.fsencode(notebook), usedforsecurity=False).hexdigest()
        try:
            found[f"{notebook}.html"] = read_file(feedback, f"{name}.html", limit=limit)
        except FileNotFoundError:
            continue
    return found


def _notebooks(place: Path) -> Iterator[str]:
    try:
        names = sorted(os.listdir(place))
    except OSError as fault:
        raise UnreadableFiles(f"{place} can't be read: {fault.strerror}.") from fault
    for name in names:
        if name.endswith(".ipynb"):
            yield name.removesuffix(".ipynb")


def _folders(parent: Path) -> list[Path]:
    return [Path(one.path) for one in _entries(parent) if one.is_dir(follow_symlinks=False)]


def _entries(parent: Path) -> list[os.DirEntry[str]]:
    """Return what lies in a folder and is not hidden, by name."""
    try:
        entries = sorted(os.scandir(parent), key=lambda entry: entry.name)
    except OSError as fault:
        raise InvalidInput(f"{parent} can't be read: {fault.strerror}.") from fault
    return [entry for entry in entries if not entry.name.startswith(".")]


def _six_digits(time: str) -> str:
    """Write out the microseconds, of which Python 3.11's reader takes three or six."""
    whole, _, part = time.partition(".")
    return f"{whole}.{part.ljust(6, '0')}"
