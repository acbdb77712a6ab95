"""Rosters from files."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from jupyter_autograde import access
from jupyter_autograde.courses import roster_import
from jupyter_autograde.models.roster import RosterFile, RosterImport, RosterPreview
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, authorize
from jupyter_autograde.service.routers.parameters import CourseId, errors
from jupyter_autograde.storage import orm

router = APIRouter(prefix="/courses/{course_id}/roster", tags=["courses"], responses=errors())
Guard = Guarded[orm.Course]


@router.post("/preview")
def preview_roster(
    course_id: CourseId,
    file: RosterFile,
    guard: Annotated[Guard, authorize(access.course, Permission.EDIT_ROSTER, of="course_id")],
) -> RosterPreview:
    """Return what importing a CSV file would change, and its faults by line; changes nothing. For instructors."""
    with guard.read() as (session, found):
        return roster_import.preview_roster(session, found, file)


@router.post("/import", responses=errors(409, 507))
def import_roster(
    course_id: CourseId,
    file: RosterImport,
    guard: Annotated[Guard, authorize(access.course, Permission.EDIT_ROSTER, of="course_id")],
) -> RosterPreview:
    """Bring the roster to what a CSV file says, all of it or nothing; for instructors."""
    with guard.write() as (session, found):
        return roster_import.import_roster(session, found, file)
