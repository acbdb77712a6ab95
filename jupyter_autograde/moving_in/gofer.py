"""Read gofer_service's gradebook: a score for each hand-in, and nothing of what was handed in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.grade import QuestionResult
from jupyter_autograde.moving_in.haul import Assignment, BadRow, Course, Haul, Person, Score, Work
from jupyter_autograde.moving_in.sqlite_source import open_source, text_of
from jupyter_autograde.permissions import Role

_PACIFIC = "America/Los_Angeles"
"""gofer writes the time of the US Pacific coast, wherever it runs."""
_FORMAT = "%Y-%m-%d-%H:%M:%S.%f"


def read_gofer(path: Path, course_name: str) -> Haul:
    """Return what is in a `gradebook.db` of gofer_service, as one course.

    Scores are shares: of 1 point. A section that the course's name ends in is not the person's: then each section was
    a course of its own.

    Raises
    ------
    FileMissing, InvalidInput
    """
    try:
        pacific = ZoneInfo(_PACIFIC)
    except ZoneInfoNotFoundError as fault:
        raise InvalidInput("gofer's times need the time zones of this machine. Install the package tzdata.") from fault
    haul = Haul("gofer")
    course = haul.courses[course_name] = Course("the gradebook", course_name)
    of_course = course_name.rpartition(".")[2]
    with open_source(path, ["grades"], kind="gofer_service's gradebook") as source:
        for row in source.rows("SELECT rowid, userid, grade, section, lab, timestamp FROM grades ORDER BY rowid"):
            where = f"grades.rowid {row['rowid']}"
            with haul.noting(where):
                at, question = _moment(row["timestamp"], pacific), _question(row["grade"])
                user, lab, section = str(row["userid"]), str(row["lab"]), text_of(row["section"])
                own = section if section != of_course else None
                if user not in course.people or own is not None:
                    course.people[user] = Person(user, Role.STUDENT, section=own)
                assignment = course.assignments.setdefault(lab, Assignment(f"lab {lab}", lab))
                assignment.works.append(Work(where, user, at, score=Score([question])))
    return haul


def _moment(value: Any, pacific: ZoneInfo) -> datetime:
    try:
        return datetime.strptime(str(value), _FORMAT).replace(tzinfo=pacific).astimezone(UTC)
    except (ValueError, OverflowError) as fault:  # the latter of one after the year 9999 in UTC
        raise BadRow(f"{value!r} is no time of gofer.") from fault


def _question(share: Any) -> QuestionResult:
    if not isinstance(share, int | float) or not 0 <= share <= 1:
        raise BadRow(f"{share!r} is no share of the points, 0 to 1.")
    return QuestionResult(name="gofer", notebook="", score=float(share), max_score=1.0, cases=[], manual=True)
