"""Use cases: look at what a roster file would change in a course, and change it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.courses.members import end_enrollment
from jupyter_autograde.courses.roster import CSV, GROUP, RETURNING, is_of_another_kind
from jupyter_autograde.courses.roster_file import Roster, RosterLine, read_roster
from jupyter_autograde.errors import Conflict, InvalidInput
from jupyter_autograde.models.roster import (
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

Rows = Mapping[str, orm.Enrollment]


def preview_roster(session: Session, access: Access[orm.Course], file: RosterFile) -> RosterPreview:
    """Return what importing `file` would change; changes nothing."""
    return _plan(access, _rows(session, access.object), file)


def import_roster(session: Session, access: Access[orm.Course], file: RosterImport) -> RosterPreview:
    """Bring the roster to what `file` says: all of it, or nothing.

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
    plan = _plan(access, rows, file)
    if plan.faults:
        first, more = plan.faults[0], len(plan.faults) - 1
        raise InvalidInput(
            f"Nothing was imported. Line {first.line}: {first.message}" + (f" And {more} more." if more else ""),
            details={"faults": [fault.model_dump() for fault in plan.faults]},
        )
    if file.digest is not None and file.digest != plan.digest:
        raise Conflict("The roster was changed since you looked, so nothing was imported. Look at the preview again.")
    for change in plan.changes:
        if change.after is None:
            end_enrollment(session, access.asker, rows[change.user])
        else:
            _write(session, course, rows.get(change.user), change.user, change.after)
    session.flush()
    return plan


def _rows(session: Session, course: orm.Course) -> Rows:
    found = session.scalars(select(orm.Enrollment).where(orm.Enrollment.course_id == course.id))
    return {row.user: row for row in found}


def _plan(access: Access[orm.Course], rows: Rows, file: RosterFile) -> RosterPreview:
    roster = read_roster(file.csv)
    changes: list[RosterChange] = []
    for line in roster.lines:
        before = _person(rows[line.user]) if line.user in rows else None
        after = _after(roster.columns, line, before)
        if _is_own_key(access, line.user) and after.role is not Role.INSTRUCTOR:
            roster.fail(line.line, "You can't take your own instructor role away. Ask another instructor.")
        if before != after:
            action = RosterAction.CHANGED if before else RosterAction.ADDED
            changes.append(RosterChange(action=action, user=line.user, before=before, after=after))
    unchanged = len(roster.lines) - len(changes)
    kept: list[str] = []
    for user in _missing(roster, rows) if file.withdraw_missing else ():
        if rows[user].source in RETURNING or _is_own_key(access, user):
            kept.append(user)
        else:
            changes.append(RosterChange(action=RosterAction.WITHDRAWN, user=user, before=_person(rows[user])))
    if roster.faults:
        changes, kept, unchanged = [], [], 0
    digest = hashlib.sha256(json.dumps([change.model_dump(mode="json") for change in changes]).encode()).hexdigest()
    return RosterPreview(faults=roster.faults, changes=changes, unchanged=unchanged, kept=kept, digest=digest)


def _missing(roster: Roster, rows: Rows) -> list[str]:
    """Return who is not in the file but has a role of it: a list of students says nothing of the staff."""
    named, roles = {line.user for line in roster.lines}, {line.role for line in roster.lines}
    return sorted(user for user, row in rows.items() if user not in named and row.role in roles)


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


def _write(session: Session, course: orm.Course, row: orm.Enrollment | None, user: str, person: RosterPerson) -> None:
    if row is None:
        row = orm.Enrollment(course_id=course.id, user=user)
        session.add(row)
    row.role, row.section, row.source = person.role, person.section, person.source
    row.email = person.email
    if row.full_name != person.name:
        # Which part of a name is the family's is not ours to guess.
        row.first_name, row.last_name = person.name, None
