"""Rubrics, and the bank of comments."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from jupyter_autograde import access
from jupyter_autograde.grading.manual import rubric, saved_comments
from jupyter_autograde.models.base import Ulid
from jupyter_autograde.models.regrade import ScoreChange
from jupyter_autograde.models.rubric import (
    RubricChangeRequest,
    RubricItem,
    RubricItemEdit,
    RubricItemRequest,
    SavedComment,
    SavedCommentRequest,
)
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, authorize
from jupyter_autograde.service.routers.parameters import AssignmentId, CourseId, SavedCommentId, errors
from jupyter_autograde.storage import orm

router = APIRouter(tags=["manual grading"], responses=errors())
Guard = Annotated[Guarded[orm.Assignment], authorize(access.assignment, Permission.GRADE, of="assignment_id")]
Changer = Annotated[Guarded[orm.Assignment], authorize(access.assignment, Permission.CHANGE_SCORES, of="assignment_id")]
OfCourse = Annotated[Guarded[orm.Course], authorize(access.course, Permission.GRADE, of="course_id")]
ItemId = Annotated[Ulid, Path(description="Id of a rubric item.")]


@router.get("/assignments/{assignment_id}/rubric")
def list_rubric(assignment_id: AssignmentId, guard: Guard) -> list[RubricItem]:
    """Return the rubric of an assignment, the oldest item first; for staff."""
    with guard.read() as (session, found):
        return rubric.list_items(session, found)


@router.post("/assignments/{assignment_id}/rubric", status_code=201, responses=errors(409, 507))
def add_rubric_item(assignment_id: AssignmentId, request: RubricItemRequest, guard: Guard) -> RubricItem:
    """Add an item to the rubric of a question; for staff."""
    with guard.write() as (session, found):
        return rubric.add_item(session, found, request)


@router.patch("/assignments/{assignment_id}/rubric/{item_id}", responses=errors(409, 507))
def edit_rubric_item(assignment_id: AssignmentId, item_id: ItemId, request: RubricItemEdit, guard: Guard) -> RubricItem:
    """Change the words of an item, or all of one that no graded work has; for staff."""
    with guard.write() as (session, found):
        return rubric.edit_item(session, found, item_id, request)


@router.post("/assignments/{assignment_id}/rubric/{item_id}/changes", status_code=201, responses=errors(507))
def propose_rubric_change(
    assignment_id: AssignmentId, item_id: ItemId, request: RubricChangeRequest, guard: Changer
) -> ScoreChange:
    """Propose to change an item with all work graded by it; scores follow when it is applied. For instructors."""
    with guard.write() as (session, found):
        return rubric.propose_change(session, found, item_id, request)


@router.get("/courses/{course_id}/saved-comments")
def list_saved_comments(course_id: CourseId, guard: OfCourse) -> list[SavedComment]:
    """Return the bank of comments of a course, the oldest first; for staff."""
    with guard.read() as (session, found):
        return saved_comments.list_saved(session, found)


@router.post("/courses/{course_id}/saved-comments", status_code=201, responses=errors(409, 507))
def save_comment(course_id: CourseId, request: SavedCommentRequest, guard: OfCourse) -> SavedComment:
    """Put a comment into the bank; for staff."""
    with guard.write() as (session, found):
        return saved_comments.save_comment(session, found, request)


@router.delete("/courses/{course_id}/saved-comments/{saved_comment_id}", responses=errors(507))
def forget_comment(course_id: CourseId, saved_comment_id: SavedCommentId, guard: OfCourse) -> SavedComment:
    """Take a comment out of the bank; where it was used it stays. For staff."""
    with guard.write() as (session, found):
        return saved_comments.forget_comment(session, found, saved_comment_id)
