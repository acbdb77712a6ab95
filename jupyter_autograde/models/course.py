"""Courses and who is in them."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, model_validator

from jupyter_autograde.models.base import Name, Reply, Request, Ulid, UtcTime
from jupyter_autograde.models.late_policy import LatePolicy, LatePolicyRequest
from jupyter_autograde.permissions import SECTION_MARK, Role


def check_timezone(value: str) -> str:
    """Return `value` when it names a time zone (**Source:** IANA time zone database)."""
    if value not in available_timezones():
        raise ValueError("a time zone has a name such as Europe/Berlin or UTC")
    return value


class CourseRequest(Request):
    """A course to be created."""

    name: Name
    title: str = Field("", max_length=256)


class CourseChange(Request):
    """Changes to a course; a key that is absent stays as it is."""

    environment: Name | None = None
    """Name of a grading environment; null takes the service's default again."""
    timezone: Annotated[str, AfterValidator(check_timezone)] | None = Field(None, max_length=64)
    """What times are said in; null: UTC."""
    late_policy: LatePolicyRequest | None = None
    """Of assignments without one of their own; null: nothing is taken off."""


class Course(Reply):
    """A course as one member sees it."""

    id: Ulid
    name: Name
    title: str
    role: Role
    """The asker's role in this course."""
    environment: Name | None = None
    """Grading environment of new versions that name none themselves; None = the service's default."""
    live: bool = False
    """Staff see students' notebooks when they are saved."""
    timezone: str | None = None
    """What times are said in; None = UTC."""
    late_policy: LatePolicy | None = None
    """Of assignments without one of their own; None = nothing is taken off."""
    archived_at: UtcTime | None = None
    """Since when nobody is in it and its assignments are closed; for admins."""
    created_at: UtcTime


class EnrollmentRequest(Request):
    """A person's role in a course, as it shall be."""

    role: Role
    section: Name | None = None
    """Null takes it away; absent, it stays while the role does.

    A TA with a section sees the work of its students alone; a TA may have several, with `;` between them.
    """

    @model_validator(mode="after")
    def _check(self) -> EnrollmentRequest:
        check_section(self.role, self.section)
        return self


def check_section(role: Role, section: str | None) -> None:
    """Raise ValueError when somebody other than a TA would be in several sections."""
    if role is not Role.TA and SECTION_MARK in (section or ""):
        raise ValueError("a student is in one section, and its name can't have ';'")


class Enrollment(Reply):
    """A person's role in a course."""

    user: Name
    role: Role
    section: Name | None = None
    name: str | None = None
    """As this course's roster has it."""
    email: str | None = None
    source: str
    """Where the row came from: `config` (`load_courses`), `api`, `csv`, `group` (of the hub), or a door's name."""
    created_at: UtcTime


class Person(Reply):
    """The asker."""

    name: Name
    admin: bool
    courses: list[Course]
    sign_in: str | None = None
    """Address, relative to the hub's host, that gives a browser a session of the service without asking anything; null
    where no button of another extension needs one."""
