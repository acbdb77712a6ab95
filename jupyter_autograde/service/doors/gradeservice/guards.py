"""Who may pass: the token says for which courses and as what, its signature vouches for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Annotated, Any, TypeVar

import anyio
from fastapi import Depends, Path, Request

from jupyter_autograde.access import Access, Asker
from jupyter_autograde.courses.members import find_course, find_member, open_course
from jupyter_autograde.courses.roster import set_role
from jupyter_autograde.errors import AlreadyExists, InvalidInput, InvalidName, NotAuthenticated, PermissionDenied
from jupyter_autograde.models.base import check_name
from jupyter_autograde.models.course import CourseRequest
from jupyter_autograde.permissions import Permission, Role, allows
from jupyter_autograde.service.access import components_of
from jupyter_autograde.service.auth.json_web_tokens import SignedClaims, TokenReader, invalid_token
from jupyter_autograde.service.request_log import USER_KEY
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import Session

SOURCE = "gradeservice"
"""Where enrollments come from, and who acts for a token that names nobody."""
_BEARER = re.compile(r"(?:bearer +)?(\S+) *", re.IGNORECASE)
"""The original takes the bare token alone, and tells people to send `Bearer`."""

T = TypeVar("T")

Number = Annotated[int, Path(ge=0, le=2**63 - 1)]


@dataclass(frozen=True)
class Place:
    """The assignment of a path, for somebody who may do there what the route does.

    All rights in this door come from here (SEC-41): no other module of it makes an `Access`.

    Parameters
    ----------
    said : str
        As the original calls it.
    course, assignment : str
        Our names.
    role : Role
        What the token is good for here.
    said_role : Role or None
        What the token itself says.
    for_course : bool
        Whether the token says that it is for this course.
    """

    said: str
    course: str
    assignment: str
    asker: Asker
    role: Role
    said_role: Role | None
    for_course: bool

    @property
    def admits(self) -> bool:
        """Say whether the token brings people into the course: staff's, or one that was made for this course."""
        return self.for_course or allows(self.role, Permission.GRADE)

    def find_course(self, session: Session) -> orm.Course | None:
        """Return the course; None when nothing was made in it."""
        return find_course(session, self.course)

    def require_course(self, session: Session) -> Access[orm.Course]:
        """Return the course, opened when it is new. Whom a token calls an instructor is one, in a hub as well."""
        course = find_course(session, self.course)
        if course is None:
            self.require(Permission.RELEASE)
            opener = Asker(self.asker.name, admin=True)
            try:
                course = open_course(session, opener, CourseRequest(name=self.course), [], source=SOURCE)
            except AlreadyExists:  # at the same moment
                course = find_course(session, self.course)
        if course is None:
            raise InvalidInput("The course was taken away. Try again.")
        found = self.right(course, Permission.RELEASE)
        if allows(self.said_role, Permission.RELEASE) and find_member(session, course, self.asker.name) is None:
            set_role(session, course, self.asker.name, Role.INSTRUCTOR, source=SOURCE)
        return found

    def right(self, thing: T, permission: Permission) -> Access[T]:
        """Return the right to do something with what belongs to the course.

        Raises
        ------
        PermissionDenied
            The token is not good for that.
        """
        self.require(permission)
        return Access(self.asker, self.role, thing)

    def right_of(self, student: Asker, thing: T) -> Access[T]:
        """Return a student's right to the own work, for the student or for staff who send it.

        Raises
        ------
        PermissionDenied
            The token is not good for that.
        """
        self.require(Permission.SUBMIT if student.name == self.asker.name else Permission.GRADE)
        return Access(student, Role.STUDENT, thing)

    def require(self, permission: Permission) -> None:
        """Raise PermissionDenied unless the token is good for something."""
        if not allows(self.role, permission):
            raise PermissionDenied(f"The role of this token ({self.role}) does not include this.")


class Guards:
    """The dependencies of the door's routes.

    Parameters
    ----------
    reader : TokenReader or None
        None: nobody needs a token.
    default_role : Role
        Of a token that names none.
    course_prefix : str
        See `Gradeservice`.
    """

    def __init__(self, reader: TokenReader | None, default_role: Role, course_prefix: str) -> None:
        self._reader, self._default_role, self._prefix = reader, default_role, course_prefix
        self._check_prefix()
        # No more threads than these wait for whoever keeps the keys.
        self._readers = anyio.CapacityLimiter(4)

    def place(self, permission: Permission, *, own: Permission | None = None) -> Any:
        """Return the dependency that gives the Place.

        Parameters
        ----------
        own : Permission, optional
            What is enough where the path's `student_id` is who the token names.
        """

        async def guard(
            request: Request, course_id: Number, activity_id: Number, said: SignedClaims = Depends(self._claims)
        ) -> Place:
            is_own = (
                own is not None and said.name is not None and _folded(request.path_params["student_id"]) == said.name
            )
            if said.courses is not None and not {str(course_id), f"{self._prefix}{course_id}"} & said.courses:
                raise PermissionDenied("This token is for another course.")
            place = Place(
                said=f"{course_id}/{activity_id}",
                course=f"{self._prefix}{course_id}",
                assignment=str(activity_id),
                asker=Asker(said.name or SOURCE),
                role=self._role(said),
                said_role=said.role,
                for_course=said.courses is not None,
            )
            place.require(own if is_own and own is not None else permission)
            return place

        guard.rule = permission if own is None else own  # type: ignore[attr-defined]
        return Depends(guard)

    async def _claims(self, request: Request) -> SignedClaims:
        claims = SignedClaims()
        if self._reader is not None:
            headers = request.headers.getlist("Authorization")
            if not headers:
                raise NotAuthenticated("No authorization header")
            # Of two, a proxy and we could each believe another one.
            match = _BEARER.fullmatch(headers[0]) if len(headers) == 1 else None
            if match is None:
                raise invalid_token()
            if self._reader.may_block:
                claims = await anyio.to_thread.run_sync(self._reader.read, match.group(1), limiter=self._readers)
            else:
                claims = self._reader.read(match.group(1))
        if claims.name is not None:
            claims = replace(claims, name=person_of(claims.name).name)
        person = f"{SOURCE}/{claims.name or ''}"  # with a slash: nobody of the hub is called so
        request.scope[USER_KEY] = person
        components_of(request).rate_limit.spend(person)
        return claims

    def _role(self, said: SignedClaims) -> Role:
        if said.role is not None:
            return said.role
        if said.id is not None:
            # Students see theirs in the address; the same secret may have signed it.
            raise PermissionDenied(
                "This token is for one login at the hub: it has an id (`jti`). One for this service names its `role`."
            )
        return self._default_role

    def _check_prefix(self) -> None:
        try:
            check_name(f"{self._prefix}{2**63}")
        except ValueError as fault:
            raise InvalidInput(f"The door gradeservice can't name courses {self._prefix}1: {fault}.") from fault


def person_of(name: str) -> Asker:
    """Return who is meant by a name in a path or a token.

    Raises
    ------
    InvalidName
        Nobody can be called so.
    """
    try:
        return Asker(check_name(_folded(name)))
    except ValueError as fault:
        raise InvalidName(f"There can be no student of this name: {fault}.") from fault


def _folded(name: str) -> str:
    """Return a name as JupyterHub keeps it: `Kevin` of Moodle is `kevin` there.

    **Source:** JupyterHub, `Authenticator.normalize_username`.
    """
    return name.lower()
