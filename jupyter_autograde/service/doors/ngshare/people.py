"""What is said of people, in both directions."""

from __future__ import annotations

from typing import Any

from jupyter_autograde.courses.members import Contact
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.base import check_plain
from jupyter_autograde.permissions import Role
from jupyter_autograde.service.doors.ngshare.arguments import Arguments
from jupyter_autograde.storage import orm

STAFF = (Role.INSTRUCTOR, Role.TA)
"""ngshare knows no TAs."""
_LONGEST = 256


def shown(row: orm.Enrollment) -> dict[str, str | None]:
    """Return what ngshare tells of a person."""
    return {"username": row.user, "first_name": row.first_name, "last_name": row.last_name, "email": row.email}


def contact_of(arguments: Arguments) -> Contact:
    """Return the three fields of a form; InvalidInput names the first that is missing."""
    values = []
    for name in ("first_name", "last_name", "email"):
        value = arguments.get(name)
        if value is None:
            raise InvalidInput(f"Please supply {name.replace('_', ' ')}")
        values.append(value)
    return contact(*values)


def contact(first_name: str, last_name: str, email: str) -> Contact:
    """Return the fields when they can be kept; InvalidInput otherwise."""
    for value in (first_name, last_name, email):
        if len(value) > _LONGEST:
            raise InvalidInput(f"A name or an address has at most {_LONGEST} characters.")
        try:
            check_plain(value)
        except ValueError:
            raise InvalidInput("A name or an address can't have control characters.") from None
    return Contact(first_name, last_name, email)


def is_entry(entry: Any) -> bool:
    """Say whether this is a student in a list of students."""
    names = ("username", "first_name", "last_name", "email")
    return isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in names)
