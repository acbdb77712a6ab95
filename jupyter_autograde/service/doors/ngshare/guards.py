"""Who may pass: the course is named in the path, and ngshare says whether it is there before it says no."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import anyio
from fastapi import Depends, Request

from jupyter_autograde.access import Access, Asker, Part, part_in, parts_in
from jupyter_autograde.courses.members import find_course, find_member
from jupyter_autograde.errors import AutogradeError, NotFound
from jupyter_autograde.exchange.archive import find_released
from jupyter_autograde.permissions import Permission, allows
from jupyter_autograde.service.access import Anyone, components_of, signed_in
from jupyter_autograde.service.auth import Caller
from jupyter_autograde.service.doors.ngshare.answers import denied, known
from jupyter_autograde.service.doors.ngshare.standalone import person_named, visitor
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import Database, Session


@dataclass(frozen=True)
class CourseGuard:
    """The course of a path behind a permission.

    Parameters
    ----------
    person : str or None
        Of the path, where people may look at their own things without the permission.
    """

    database: Database
    asker: Asker
    name: str
    permission: Permission
    person: str | None = None

    @contextmanager
    def read(self) -> Iterator[tuple[Session, Access[orm.Course]]]:
        """Give a session for reading with the course; NotFound and PermissionDenied in ngshare's words."""
        with self.database.read() as session:
            yield session, self._load(session)

    @contextmanager
    def write(
        self, *, short: bool = False, patience: float | None = None
    ) -> Iterator[tuple[Session, Access[orm.Course]]]:
        """Give a transaction with the course; NotFound and PermissionDenied in ngshare's words.

        `short` and `patience` as in `Database.write`.
        """
        with self.database.write(short=short, patience=patience) as session:
            yield session, self._load(session)

    async def check(self) -> None:
        """Raise what `read` would: before a long body is taken in."""

        def look() -> None:
            with self.read():
                pass

        await anyio.to_thread.run_sync(look)

    def _load(self, session: Session) -> Access[orm.Course]:
        course = require_course(session, self.name)
        own = self.person is not None and self.person == self.asker.name
        return _judge(self.asker, course, part_in(session, self.asker, course.id), self.permission, own=own)


@dataclass(frozen=True)
class AssignmentNamed:
    """Where something is handed in, by the names in a path; a `service.hand_in_desk.Place`."""

    course: str
    assignment: str

    def find(self, session: Session, askers: Collection[Asker]) -> Mapping[Asker, str | AutogradeError]:
        """Return the assignment's id, or why somebody can't hand in there, in ngshare's words."""
        found: dict[Asker, str | AutogradeError] = {}
        try:
            course = require_course(session, self.course)
        except AutogradeError as fault:
            return dict.fromkeys(askers, fault)
        parts = parts_in(session, askers, course.id)
        seen: dict[bool, orm.Assignment | None] = {}
        for asker in askers:
            try:
                right = _judge(asker, course, parts.get(asker), Permission.SUBMIT)
                found[asker] = require_assignment(session, right, self.assignment, seen).object.id
            except AutogradeError as fault:
                found[asker] = fault
        return found


def require_course(session: Session, name: str) -> orm.Course:
    """Return the course of a name; NotFound in ngshare's words."""
    course = find_course(session, known(name, "Course"))
    if course is None:
        raise NotFound("Course not found")
    return course


def _judge(
    asker: Asker, course: orm.Course, part: Part | None, permission: Permission, *, own: bool = False
) -> Access[orm.Course]:
    """Return what somebody may do with a course; `own`: it is asked about the asker's own things."""
    if part is None and own:
        # Stricter than the original, which goes on to say which assignments there are.
        raise NotFound("Student not found")
    if part is None:
        raise denied("not related to course")
    if not (own or allows(part.role, permission)):
        raise denied("not course instructor")
    return Access(asker, part.role, course, part.sections)


class Guards:
    """The dependencies of the door's routes.

    Parameters
    ----------
    admins : set of str
        Besides the hub's.
    standalone : bool
        Who asks is whom the request names.
    """

    def __init__(self, admins: frozenset[str], *, standalone: bool = False) -> None:
        self.standalone = standalone
        who_asks: Any = person_named if standalone else signed_in

        async def asker(caller: Caller = Depends(who_asks)) -> Asker:
            return Asker(caller.name, caller.admin or caller.name in admins)

        async def admin(who: Asker = Depends(asker)) -> Asker:
            if not who.admin:
                raise denied("not admin")
            return who

        asker.rule = Anyone.SIGNED_IN  # type: ignore[attr-defined]
        admin.rule = Anyone.HUB_ADMIN  # type: ignore[attr-defined]
        self._asker = asker
        self.signed_in: Any = Depends(asker)
        """Gives the Asker."""
        self.admin: Any = Depends(admin)
        """Gives the Asker, who is an admin."""

    async def find_visitor(self, request: Request) -> Caller:
        """Return whom a page is shown to; NotAuthenticated when nobody is logged in."""
        if self.standalone:
            return await visitor(request)
        return await components_of(request).callers.find(request)

    def course(self, permission: Permission, *, own: str = "", before_body: bool = False) -> Any:
        """Return the dependency that gives a CourseGuard of the path's `course`.

        Parameters
        ----------
        own : str
            Name in the path of the person who needs no permission.
        before_body : bool
            Look also before what the route reads of the body, so that nobody else's is parsed.
        """

        async def guard(request: Request, course: str, who: Asker = Depends(self._asker)) -> CourseGuard:
            person = request.path_params[own] if own else None
            found = CourseGuard(components_of(request).database, who, course, permission, person)
            if before_body:
                await found.check()
            return found

        guard.rule = permission  # type: ignore[attr-defined]
        return Depends(guard)


def require_assignment(
    session: Session, access: Access[orm.Course], name: str, seen: dict[bool, orm.Assignment | None] | None = None
) -> Access[orm.Assignment]:
    """Return what the asker can see under this name, no draft; NotFound in ngshare's words.

    Parameters
    ----------
    seen : dict, optional
        What was found before, with and without what opens later: where it is asked for several people.
    """
    early = access.may(Permission.SEE_DRAFTS)
    seen = seen if seen is not None else {}
    if early not in seen:
        seen[early] = find_released(session, access.object, known(name, "Assignment"), early=early)
    found = seen[early]
    if found is None:
        raise NotFound("Assignment not found")
    return access.to(found)


def require_member(session: Session, access: Access[orm.Course], user: str) -> orm.Enrollment:
    """Return who may have handed something in; NotFound in ngshare's words."""
    found = find_member(session, access.object, known(user, "Student"))
    if found is None:
        raise NotFound("Student not found")
    return found
