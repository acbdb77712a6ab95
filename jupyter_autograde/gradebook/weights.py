"""Use cases: show and set what the assignments of a course count."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import Conflict, NotFound
from jupyter_autograde.gradebook.announcements import tell_gradebook
from jupyter_autograde.models.audit import AuditAction
from jupyter_autograde.models.gradebook import CourseWeights, Weights, WeightsRequest
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.audit import Why, record_grade_change
from jupyter_autograde.storage.database import serialize


def read_weights(session: Session, access: Access[orm.Course]) -> CourseWeights:
    """Return the weights that hold; without any, every assignment counts as many as it has points."""
    row = session.scalar(
        select(orm.GradebookWeights)
        .where(orm.GradebookWeights.course_id == access.object.id)
        .order_by(orm.GradebookWeights.created_at.desc(), orm.GradebookWeights.id.desc())
        .limit(1)
    )
    weights = Weights.model_validate(row.weights) if row else Weights()
    return CourseWeights(
        **dict(weights),
        digest=_digest(weights),
        created_by=row.created_by if row else None,
        created_at=row.created_at if row else None,
    )


def set_weights(session: Session, access: Access[orm.Course], request: WeightsRequest) -> CourseWeights:
    """Let other weights hold from now on; grades that are final stay what they are.

    Raises
    ------
    NotFound
        An assignment is not of this course.
    Conflict
        Somebody else has set others since the ones that `request.digest` names.
    """
    course = access.object
    serialize(session, "gradebook", course.id)
    before = read_weights(session, access)
    if request.digest is not None and request.digest != before.digest:
        raise Conflict(
            f"{before.created_by} has set other weights since you looked. Look at them, then set yours again.",
            details={"digest": before.digest},
        )
    there = set(session.scalars(select(orm.Assignment.id).where(orm.Assignment.course_id == course.id)))
    strange = [one.assignment_id for one in request.assignments if one.assignment_id not in there]
    if strange:
        raise NotFound("There is no such assignment in this course.", details={"assignments": strange})
    weights = Weights(categories=request.categories, assignments=request.assignments)
    if _digest(weights) != before.digest:
        session.add(
            orm.GradebookWeights(
                course_id=course.id,
                weights=weights.model_dump(mode="json"),
                reason=request.reason,
                created_by=access.asker.name,
            )
        )
        session.flush()
        record_grade_change(
            session,
            Why(AuditAction.GRADEBOOK, access.asker.name, request.reason),
            course_id=course.id,
            before=_content(before),
            after=_content(weights),
        )
        tell_gradebook(session, access)
    return read_weights(session, access)


def _digest(weights: Weights) -> str:
    return hashlib.sha256(json.dumps(_content(weights), sort_keys=True).encode()).hexdigest()


def _content(weights: Weights) -> dict[str, Any]:
    return {name: [one.model_dump(mode="json") for one in getattr(weights, name)] for name in Weights.model_fields}
