"""Find what a verb's argument names."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput, NotFound
from jupyter_autograde.models.assignment import Assignment
from jupyter_autograde.models.course import Course

_NAMED = 10
"""Names in a message; a list has all of them."""


def find_course(client: AutogradeClient, name: str) -> Course:
    """Return the course of a name; NotFound names those that there are."""
    courses = client.list_courses(name=name)
    if not courses:
        known = _known([one.name for one in client.list_courses()], "jupyter autograde course list")
        raise NotFound(f"There is no course {name!r} that you may see. {known}")
    return courses[0]


def find_assignment(client: AutogradeClient, text: str) -> Assignment:
    """Return the assignment named `ASSIGNMENT`, `COURSE/ASSIGNMENT`, or by its id.

    A name in other letter case, or with "-" for its blanks as its folder has it, is taken where it can only mean one.

    Raises
    ------
    NotFound, InvalidInput
        There is none, or there are several.
    """
    course, _, name = text.rpartition("/")
    there = client.list_assignments(find_course(client, course).id) if course else client.list_assignments()
    found = [one for one in there if name in (one.name, one.id)]
    found = found or [one for one in there if _folded(one.name) == _folded(name)]
    if not found:
        where = f" in {course!r}" if course else ""
        known = _known([f"{one.course}/{one.name}" for one in there], "jupyter autograde assignment list")
        raise NotFound(f"There is no assignment {name!r}{where} that you may see. {known}")
    if len(found) > 1:
        several = ", ".join(f"{one.course}/{one.name}" for one in found)
        raise InvalidInput(f"{name!r} may be any of these assignments: {several}. Name one of them.")
    return found[0]


def _folded(name: str) -> str:
    return "-".join(name.casefold().split())


def _known(names: Sequence[str], verb: str) -> str:
    if not names:
        return "You may see none."
    more = f", and {len(names) - _NAMED} more; see: {verb}" if len(names) > _NAMED else ""
    return f"There are: {', '.join(sorted(names)[:_NAMED])}{more}."
