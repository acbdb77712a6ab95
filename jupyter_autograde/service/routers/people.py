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
        return describe_person(session, asker)
