"""What one grading may use here."""

from __future__ import annotations

from fastapi import APIRouter

from jupyter_autograde.grading.limits import as_shown
from jupyter_autograde.models.limits import AssignmentLimits, ServiceLimits
from jupyter_autograde.service.access import Parts, SignedIn
from jupyter_autograde.service.routers.parameters import errors

router = APIRouter(tags=["assignments"], responses=errors())


@router.get("/limits")
def get_limits(parts: Parts, asker: SignedIn) -> ServiceLimits:
    """Return the limits of a grading where an assignment sets none, and the most that it may set."""
    most = AssignmentLimits.model_validate(parts.max_limits.model_dump())
    return ServiceLimits(own=as_shown(parts.limits), most=most)
