"""Find what a verb's argument names."""

from __future__ import annotations

from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput, NotFound
from jupyter_autograde.models.assignment import Assignment
from jupyter_autograde.models.course import Course


def find_course(client: AutogradeClient, name: str) -> Course:
    """Return the course of a name; raises NotFound."""
    courses = client.list_courses(name=name)
    if not courses:
        raise NotFound(
            f"There is no course {name!r} that you may see. Those that there are: jupyter autograde course list"
        )
    return courses[0]


def find_assignment(client: AutogradeClient, text: str) -> Assignment:
    """Return the assignment named `ASSIGNMENT` or `COURSE/ASSIGNMENT`.

    Raises
    ------
    NotFound, InvalidInput
        There is none, or there are several.
    """
    course, _, name = text.rpartition("/")
    found = client.list_assignments(find_course(client, course).id) if course else client.list_assignments()
    found = [one for one in found if one.name == name]
    if not found:
        raise NotFound(f"There is no assignment {name!r} that you may see. Name it COURSE/ASSIGNMENT.")
    if len(found) > 1:
        where = ", ".join(f"{one.course}/{one.name}" for one in found)
        raise InvalidInput(f"Several courses have an assignment {name!r}. Name one of: {where}.")
    return found[0]
