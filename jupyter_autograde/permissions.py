"""Who may do what: the one table that every endpoint names a row of (SEC-41).

Permissions hang on a person's role in the course that owns the object. A hub admin is an `Role.ADMIN`
of every course; a service administrator can do no more than that.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A person's part in one course."""

    STUDENT = "student"
    TA = "ta"
    INSTRUCTOR = "instructor"
    ADMIN = "admin"


class Permission(StrEnum):
    """One thing that can be done with a course or something in it."""

    SEE_COURSE = "see_course"
    CREATE_COURSE = "create_course"
    EDIT_COURSE = "edit_course"
    SEE_ROSTER = "see_roster"
    EDIT_ROSTER = "edit_roster"
    EDIT_ASSIGNMENT = "edit_assignment"
    SEE_DRAFTS = "see_drafts"
    SEE_SOURCE = "see_source"
    RELEASE = "release"
    FETCH = "fetch"
    SUBMIT = "submit"
    SEE_OWN_SUBMISSIONS = "see_own_submissions"
    SEE_ALL_SUBMISSIONS = "see_all_submissions"
    GRADE = "grade"
    EXTEND = "extend"
    CHANGE_SCORES = "change_scores"
    SEE_HEALTH_DETAILS = "see_health_details"


_MEMBER = {
    Permission.SEE_COURSE,
    Permission.FETCH,
    Permission.SUBMIT,
    Permission.SEE_OWN_SUBMISSIONS,
}
_TA = _MEMBER | {
    Permission.SEE_ROSTER,
    Permission.SEE_DRAFTS,
    Permission.SEE_ALL_SUBMISSIONS,
    Permission.GRADE,
    Permission.EXTEND,
}
_INSTRUCTOR = _TA | {
    Permission.EDIT_COURSE,
    Permission.EDIT_ROSTER,
    Permission.EDIT_ASSIGNMENT,
    Permission.SEE_SOURCE,
    Permission.RELEASE,
    Permission.CHANGE_SCORES,
}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.STUDENT: frozenset(_MEMBER),
    Role.TA: frozenset(_TA),
    Role.INSTRUCTOR: frozenset(_INSTRUCTOR),
    Role.ADMIN: frozenset(Permission),
}

STAFF: frozenset[Role] = frozenset({Role.TA, Role.INSTRUCTOR, Role.ADMIN})

SECTION_MARK = ";"
"""Between the sections of a TA; no section has it in its name."""


def limits_of(role: Role, section: str | None) -> frozenset[str] | None:
    """Return the sections that an enrollment is limited to; None: it is for the whole course.

    A TA with a section sees the work of its students alone; `section` names one, or several with `;` between them.
    """
    if role is not Role.TA or section is None:
        return None
    return frozenset(filter(None, (part.strip() for part in section.split(SECTION_MARK))))


def allows(role: Role | None, permission: Permission) -> bool:
    """Say whether `role` includes `permission`; no role includes nothing."""
    return role is not None and permission in PERMISSIONS[role]
