"""The asker."""

from __future__ import annotations

from fastapi import APIRouter

from jupyter_autograde.courses.course import describe_person
from jupyter_autograde.models.course import Person
from jupyter_autograde.service.access import Parts, SignedIn
from jupyter_autograde.service.routers.parameters import errors

router = APIRouter(tags=["people"], responses=errors())


@router.get("/me")
def get_me(parts: Parts, asker: SignedIn) -> Person:
    """Return who you are here, and your courses with your role in each."""
    with parts.database.read() as session:
        found = describe_person(session, asker)
    if any(mounted.door.has_button for mounted in parts.doors):
        # Where it leads in the end is small, and anybody may see it.
        found.sign_in = f"{parts.prefix}login?next={parts.prefix}api/v1/health"
    return found
