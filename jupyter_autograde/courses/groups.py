"""Use case: people are in a course because they are in a group of the hub."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Asker
from jupyter_autograde.courses.members import end_enrollment
from jupyter_autograde.courses.roster import set_role
from jupyter_autograde.models.roster import GROUP
from jupyter_autograde.permissions import Role
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import serialize

COURSE = "{course}"
"""Where a pattern has the name of the course."""
_STRONGEST_LAST = (Role.STUDENT, Role.TA, Role.INSTRUCTOR)


def check_patterns(patterns: Mapping[Any, Any]) -> dict[str, Role]:
    """Return patterns of groups' names with the roles that they give; raises ValueError for one that can't be."""
    for pattern, role in patterns.items():
        if not isinstance(pattern, str) or pattern.count(COURSE) != 1:
            raise ValueError(f"the pattern {pattern!r} must have {COURSE} once")
        if role not in _STRONGEST_LAST:
            raise ValueError(f"the role of {pattern!r} is {role!r}, not one of: {', '.join(_STRONGEST_LAST)}")
    return {pattern: Role(role) for pattern, role in patterns.items()}


def roles_by_groups(patterns: Mapping[str, Role], groups: Collection[str]) -> dict[str, Role]:
    """Return name of a course -> role, for whoever is in `groups`; of several roles the strongest."""
    found: dict[str, Role] = {}
    for pattern, role in sorted(patterns.items(), key=lambda item: _STRONGEST_LAST.index(item[1])):
        before, _, after = pattern.partition(COURSE)
        for group in groups:
            name = group[len(before) : len(group) - len(after)]
            if name and len(group) > len(before) + len(after) and group == f"{before}{name}{after}":
                found[name] = role
    return found


def is_followed(session: Session, user: str, roles: Mapping[str, Role]) -> bool:
    """Say whether `follow_groups` would change nothing."""
    wanted, rows = _look(session, user, roles)
    by_groups = {course_id: row.role for course_id, row in rows.items() if row.source == GROUP}
    others = rows.keys() - by_groups.keys()
    return by_groups == {course_id: role for course_id, (_, role) in wanted.items() if course_id not in others}


def follow_groups(session: Session, user: str, roles: Mapping[str, Role]) -> None:
    """Give `user` the roles that the hub's groups give, and take those away that groups gave before.

    Enrollments that come from anywhere else stay as they are, and courses that are not there stay so.

    Parameters
    ----------
    roles : mapping
        Name of a course -> role, from `roles_by_groups`.
    """
    wanted, rows = _look(session, user, roles)
    # In one order, so that nobody waits for anybody in a circle; what was made by hand meanwhile must be seen.
    for course_id in sorted({*wanted, *rows}):
        serialize(session, "roster", course_id)
    session.expire_all()
    wanted, rows = _look(session, user, roles)
    for course_id, (course, role) in sorted(wanted.items()):
        row = rows.get(course_id)
        if row is None or (row.source == GROUP and row.role != role):
            set_role(session, course, user, role, source=GROUP)
    for course_id, row in sorted(rows.items()):
        if row.source == GROUP and course_id not in wanted:
            end_enrollment(session, Asker(user), row)


def _look(
    session: Session, user: str, roles: Mapping[str, Role]
) -> tuple[dict[str, tuple[orm.Course, Role]], dict[str, orm.Enrollment]]:
    """Return, by the ids of courses, what the groups give, and what there is."""
    courses = session.scalars(
        select(orm.Course).where(orm.Course.name.in_(roles), orm.Course.archived_at.is_(None))
    ).all()
    rows = session.scalars(select(orm.Enrollment).where(orm.Enrollment.user == user)).all()
    return {course.id: (course, roles[course.name]) for course in courses}, {row.course_id: row for row in rows}
