"""Use cases: look at what a roster file would change in a course, and change it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.courses.members import end_enrollments
from jupyter_autograde.courses.roster import MOST_PEOPLE, is_of_another_kind, require_room
from jupyter_autograde.courses.roster_file import Roster, RosterLine, read_roster
from jupyter_autograde.errors import Conflict, InvalidInput
from jupyter_autograde.models.audit import AuditAction
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
from jupyter_autograde.storage.audit import Why
from jupyter_autograde.storage.chunks import chunks
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.storage.orm.course import full_name
from jupyter_autograde.storage.row_inserts import insert_into
from jupyter_autograde.storage.terms_trail import terms_on_trail, with_sections

_COLUMNS = ("user", "role", "section", "first_name", "last_name", "email", "source")


@dataclass(frozen=True)
class _Known:
    """A person as a course has one; objects of the ORM take ten times as long."""

    user: str
    role: str
    section: str | None
    first_name: str | None
    last_name: str | None
    email: str | None
    source: str

    @property
    def person(self) -> RosterPerson:
        return RosterPerson(
            role=Role(self.role),
            section=self.section,
            name=full_name(self.first_name, self.last_name),
            email=self.email or None,
            source=self.source,
        )


@dataclass(frozen=True)
class _Scope:
    """Whom a file is about."""

    named: frozenset[str]
    """Who is in it."""
    missing_roles: frozenset[Role]
    """Roles whose people are withdrawn if they are not in it."""

    def people(self, session: Session, course: orm.Course) -> dict[str, _Known]:
        """Return who of them is in the course now."""
        columns = select(*(getattr(orm.Enrollment, name) for name in _COLUMNS))
        found: dict[str, _Known] = {}
        for here in self._conditions():
            rows = session.execute(columns.where(orm.Enrollment.course_id == course.id, here))
            found |= {row.user: _Known(*row) for row in rows}
        return found

    def _conditions(self) -> Iterator[ColumnElement[bool]]:
        for names in chunks(self.named):
            yield orm.Enrollment.user.in_(names)
        if self.missing_roles:
            yield orm.Enrollment.role.in_(sorted(self.missing_roles))


@dataclass(frozen=True)
class RosterPlan:
    """What a file would change in a course as it was when it was looked at."""

    scope: _Scope
    people: Mapping[str, _Known]
    """Of the scope, who was in the course."""
    role: Role
    """Of the asker."""
    preview: RosterPreview


def preview_roster(
    session: Session, access: Access[orm.Course], file: RosterFile, *, most: int = MOST_PEOPLE
) -> RosterPreview:
    """Return what importing `file` would change; changes nothing. InvalidInput as in `import_roster`."""
    return plan_roster(session, access, file, most=most).preview


def plan_roster(
    session: Session, access: Access[orm.Course], file: RosterFile, *, most: int = MOST_PEOPLE
) -> RosterPlan:
    """Return the plan that `import_roster` follows: of a long file this takes longer than writing it."""
    roster = read_roster(file.csv)
    scope = _Scope(
        frozenset(line.user for line in roster.lines),
        # A list of students says nothing of the staff.
        frozenset(line.role for line in roster.lines) if file.withdraw_missing else frozenset(),
    )
    people = scope.people(session, access.object)
    found = _preview(access, roster, scope, people)
    coming = Counter(change.action for change in found.changes)
    if coming[RosterAction.ADDED]:
        require_room(session, access.object, coming[RosterAction.ADDED] - coming[RosterAction.WITHDRAWN], most)
    return RosterPlan(scope, people, access.role, found)


def import_roster(
    session: Session,
    access: Access[orm.Course],
    file: RosterImport,
    plan: RosterPlan | None = None,
    *,
    most: int = MOST_PEOPLE,
) -> RosterPreview:
    """Bring the roster to what `file` says: all of it, or nothing.

    Parameters
    ----------
    plan : RosterPlan, optional
        Of the same file, made before everybody else had to wait for this transaction; made anew where those whom the
        file is about, or the asker's role, are others by now.
    most : int
        People of a course.

    Returns
    -------
    RosterPreview
        What was changed.

    Raises
    ------
    InvalidInput
        The file has a fault, or the course too many people.
    Conflict
        It would change something else now than in the preview that was looked at.
    """
    course = access.object
    serialize(session, "roster", course.id)
    if plan is None or (plan.role, plan.people) != (access.role, plan.scope.people(session, course)):
        plan = plan_roster(session, access, file, most=most)
    found = plan.preview
    if found.faults:
        first, more = found.faults[0], len(found.faults) - 1
        raise InvalidInput(
            f"Nothing was imported. Line {first.line}: {first.message}" + (f" And {more} more." if more else ""),
            details={"faults": [fault.model_dump() for fault in found.faults]},
        )
    if file.digest is not None and file.digest != found.digest:
        raise Conflict("The roster was changed since you looked, so nothing was imported. Look at the preview again.")
    rows = _rows(session, course, [change.user for change in found.changes if change.before is not None])
    why = Why(AuditAction.TERMS, access.asker.name, "A section has an extension; the roster was imported.")
    with terms_on_trail(session, with_sections(session, course), why):
        _bring_in(session, access, rows, found.changes)
    return found


def _bring_in(
    session: Session, access: Access[orm.Course], rows: Mapping[str, orm.Enrollment], changes: Sequence[RosterChange]
) -> None:
    new = []
    for change in changes:
        if change.after is not None and change.user in rows:
            _write(rows[change.user], change.after)
        elif change.after is not None:
            new.append(_as_columns(access.object, change.user, change.after))
    session.flush()
    if new:
        session.execute(insert_into(orm.Enrollment), new)
    end_enrollments(session, access.asker, [rows[change.user] for change in changes if change.after is None])


def _rows(session: Session, course: orm.Course, users: Iterable[str]) -> dict[str, orm.Enrollment]:
    found: dict[str, orm.Enrollment] = {}
    here = select(orm.Enrollment).where(orm.Enrollment.course_id == course.id)
    for names in chunks(users):
        found |= {row.user: row for row in session.scalars(here.where(orm.Enrollment.user.in_(names)))}
    return found


def _preview(access: Access[orm.Course], roster: Roster, scope: _Scope, people: Mapping[str, _Known]) -> RosterPreview:
    changes: list[RosterChange] = []
    for line in roster.lines:
        before = people[line.user].person if line.user in people else None
        after = _after(roster.columns, line, before)
        if _is_own_key(access, line.user) and after.role is not Role.INSTRUCTOR:
            roster.fail(line.line, "You can't take your own instructor role away. Ask another instructor.")
        if before != after:
            action = RosterAction.CHANGED if before else RosterAction.ADDED
            changes.append(RosterChange(action=action, user=line.user, before=before, after=after))
    unchanged = len(roster.lines) - len(changes)
    kept: list[str] = []
    for user in sorted(people.keys() - scope.named):
        if people[user].source in RETURNING or _is_own_key(access, user):
            kept.append(user)
        else:
            changes.append(RosterChange(action=RosterAction.WITHDRAWN, user=user, before=people[user].person))
    if roster.faults:
        changes, kept, unchanged = [], [], 0
    digest = hashlib.sha256(json.dumps([change.model_dump(mode="json") for change in changes]).encode()).hexdigest()
    return RosterPreview(faults=roster.faults, changes=changes, unchanged=unchanged, kept=kept, digest=digest)


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
