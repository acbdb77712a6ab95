"""Extensions of an assignment: more time or attempts for some students or sections."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from jupyter_autograde import access
from jupyter_autograde.exchange import extensions
from jupyter_autograde.models.deadlines import Extension, ExtensionRequest
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, authorize
from jupyter_autograde.service.routers.parameters import AssignmentId, ExtensionId, errors
from jupyter_autograde.storage import orm

router = APIRouter(prefix="/assignments/{assignment_id}/extensions", tags=["extensions"], responses=errors())
Guard = Guarded[orm.Assignment]


@router.get("")
def list_extensions(
    assignment_id: AssignmentId,
    guard: Annotated[Guard, authorize(access.assignment, Permission.EXTEND, of="assignment_id")],
    ended: Annotated[bool, Query(description="Those too that were taken back or replaced, newest first.")] = False,
) -> list[Extension]:
    """Return the extensions that count, of a TA's sections where those are limited; for staff."""
    with guard.read() as (session, found):
        return extensions.list_extensions(session, found, ended=ended)


@router.put("", responses=errors(507))
def grant_extensions(
    assignment_id: AssignmentId,
    request: ExtensionRequest,
    guard: Annotated[Guard, authorize(access.assignment, Permission.EXTEND, of="assignment_id")],
) -> list[Extension]:
    """Give all that are named an extension in place of the one before; for staff.

    What was handed in already is late, and loses points, by the new times at once.
    """
    with guard.write() as (session, found):
        return extensions.grant_extensions(session, found, request)


@router.delete("/{extension_id}", responses=errors(507))
def end_extension(
    assignment_id: AssignmentId,
    extension_id: ExtensionId,
    guard: Annotated[Guard, authorize(access.assignment, Permission.EXTEND, of="assignment_id")],
) -> Extension:
    """Take an extension back; it stays in the list of those that ended. For staff."""
    with guard.write() as (session, found):
        return extensions.end_extension(session, found, extension_id)
