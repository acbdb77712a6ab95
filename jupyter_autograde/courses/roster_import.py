"""Use cases: look at what a roster file would change in a course, and change it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.courses.members import end_enrollments
from jupyter_autograde.courses.roster import is_of_another_kind
from jupyter_autograde.courses.roster_file import Roster, RosterLine, read_roster
from jupyter_autograde.errors import Conflict, InvalidInput
from jupyter_autograde.models.roster import (
    CSV,
    GROUP,
    RETURNING,
    RosterAction,
    RosterChange,
    RosterFile,
    RosterImport,
    RosterPerson,
    RosterPreview,
)
from jupyter_autograde.permissions import Role
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.storage.row_inserts import insert_into

People = Mapping[str, RosterPerson]


@dataclass(frozen=True)
class RosterPlan:
    """What a file would change in a course as it was when it was looked at."""

    people: People
    """Who was in the course."""
    role: Role
    """Of the asker."""
    preview: RosterPreview


def preview_roster(session: Session, access: Access[orm.Course], file: RosterFile) -> RosterPreview:
    """Return what importing `file` would change; changes nothing."""
    return plan_roster(session, access, file).preview


def plan_roster(session: Session, access: Access[orm.Course], file: RosterFile) -> RosterPlan:
    """Return the plan that `import_roster` follows: of a long file this takes longer than writing it."""
    return _plan(access, _people(_rows(session, access.object)), file)


def import_roster(
    session: Session, access: Access[orm.Course], file: RosterImport, plan: RosterPlan | None = None
) -> RosterPreview:
    """Bring the roster to what `file` says: all of it, or nothing.

    Parameters
    ----------
    plan : RosterPlan, optional
        Of the same file, made before everybody else had to wait for this transaction; made anew where the course or
        the asker's role is another one by now.

    Returns
    -------
    RosterPreview
        What was changed.

    Raises
    ------
    InvalidInput
        The file has a fault.
    Conflict
        It would change something else now than in the preview that was looked at.
    """
    course = access.object
    serialize(session, "roster", course.id)
    rows = _rows(session, course)
    people = _people(rows)
    if plan is None or (plan.people, plan.role) != (people, access.role):
        plan = _plan(access, people, file)
    found = plan.preview
    if found.faults:
        first, more = found.faults[0], len(found.faults) - 1
        raise InvalidInput(
            f"Nothing was imported. Line {first.line}: {first.message}" + (f" And {more} more." if more else ""),
            details={"faults": [fault.model_dump() for fault in found.faults]},
        )
    if file.digest is not None and file.digest != found.digest:
        raise Conflict("The roster was changed since you looked, so nothing was imported. Look at the preview again.")
    new = []
    for change in found.changes:
        if change.after is not None and change.user in rows:
            _write(rows[change.user], change.after)
        elif change.after is not None:
            new.append(_as_columns(course, change.user, change.after))
    session.flush()
    if new:
        session.execute(insert_into(orm.Enrollment), new)
    end_enrollments(session, access.asker, [rows[change.user] for change in found.changes if change.after is None])
    return found


def _rows(session: Session, course: orm.Course) -> dict[str, orm.Enrollment]:
    found = session.scalars(select(orm.Enrollment).where(orm.Enrollment.course_id == course.id))
    return {row.user: row for row in found}


def _people(rows: Mapping[str, orm.Enrollment]) -> People:
    return {user: _person(row) for user, row in rows.items()}


def _plan(access: Access[orm.Course], people: People, file: RosterFile) -> RosterPlan:
    roster = read_roster(file.csv)
    changes: list[RosterChange] = []
    for line in roster.lines:
        before = people.get(line.user)
        after = _after(roster.columns, line, before)
        if _is_own_key(access, line.user) and after.role is not Role.INSTRUCTOR:
            roster.fail(line.line, "You can't take your own instructor role away. Ask another instructor.")
        if before != after:
            action = RosterAction.CHANGED if before else RosterAction.ADDED
            changes.append(RosterChange(action=action, user=line.user, before=before, after=after))
    unchanged = len(roster.lines) - len(changes)
    kept: list[str] = []
    for user in _missing(roster, people) if file.withdraw_missing else ():
        if people[user].source in RETURNING or _is_own_key(access, user):
            kept.append(user)
        else:
            changes.append(RosterChange(action=RosterAction.WITHDRAWN, user=user, before=people[user]))
    if roster.faults:
        changes, kept, unchanged = [], [], 0
    digest = hashlib.sha256(json.dumps([change.model_dump(mode="json") for change in changes]).encode()).hexdigest()
    found = RosterPreview(faults=roster.faults, changes=changes, unchanged=unchanged, kept=kept, digest=digest)
    return RosterPlan(people, access.role, found)


def _missing(roster: Roster, people: People) -> list[str]:
    """Return who is not in the file but has a role of it: a list of students says nothing of the staff."""
    named, roles = {line.user for line in roster.lines}, {line.role for line in roster.lines}
    return sorted(user for user, person in people.items() if user not in named and person.role in roles)


def _is_own_key(access: Access[orm.Course], user: str) -> bool:
    return user == access.asker.name and access.role is Role.INSTRUCTOR


def _after(columns: list[str], line: RosterLine, before: RosterPerson | None) -> RosterPerson:
    """Return the person as the file wants it; what it has no column for stays."""
    old = before or RosterPerson(role=line.role, source=CSV)
    said: dict[str, object] = {name: getattr(line, name) for name in ("section", "name", "email") if name in columns}
    if is_of_another_kind(old.role, line.role):
        said = {"section": None, **said}
    new = old.model_copy(update={**said, "role": line.role})
    # A row that came by itself would go by itself too; now the file has it.
    return new if new == old and old.source != GROUP else new.model_copy(update={"source": CSV})


def _person(row: orm.Enrollment) -> RosterPerson:
    return RosterPerson(
        role=Role(row.role), section=row.section, name=row.full_name, email=row.email or None, source=row.source
    )


def _as_columns(course: orm.Course, user: str, person: RosterPerson) -> dict[str, object]:
    """Return the row of somebody who is new in the course."""
    said = person.model_dump(include={"role", "section", "email", "source"})
    # Which part of a name is the family's is not ours to guess.
    return {"course_id": course.id, "user": user, "first_name": person.name, "last_name": None, **said}


def _write(row: orm.Enrollment, person: RosterPerson) -> None:
    row.role, row.section, row.source = person.role, person.section, person.source
    row.email = person.email
    if row.full_name != person.name:
        row.first_name, row.last_name = person.name, None
