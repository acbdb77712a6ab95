"""Manual grading: what there is to grade, points, claims, marks, comments, and answers that are alike."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from jupyter_autograde import access
from jupyter_autograde.exchange import comments
from jupyter_autograde.grading.manual import answers, claims, clusters, flags, listing, pseudonyms, scores
from jupyter_autograde.grading.manual.work import find_work
from jupyter_autograde.models.base import Ulid
from jupyter_autograde.models.feedback import CommentRequest
from jupyter_autograde.models.manual import (
    AnonymousRequest,
    Claim,
    Cluster,
    CopyScoreCounts,
    CopyScoreRequest,
    Flag,
    FlagRequest,
    ManualComment,
    ManualOverview,
    ManualScore,
    ManualScoreRequest,
    ManualWork,
    QuestionRequest,
    WorkAnswers,
)
from jupyter_autograde.models.regrade import TestName
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, Parts, authorize
from jupyter_autograde.service.large_answers import large_answer, large_list
from jupyter_autograde.service.routers.parameters import AssignmentId, CommentId, errors
from jupyter_autograde.storage import orm

router = APIRouter(prefix="/assignments/{assignment_id}/manual", tags=["manual grading"], responses=errors())
Guard = Annotated[Guarded[orm.Assignment], authorize(access.assignment, Permission.GRADE, of="assignment_id")]
Editor = Annotated[
    Guarded[orm.Assignment], authorize(access.assignment, Permission.EDIT_ASSIGNMENT, of="assignment_id")
]
WorkId = Annotated[Ulid, Path(description="Id of somebody's work, from the list of it.")]
Question = Annotated[TestName, Query(description="Name of a question, as results have it.")]


@router.get("", response_model=ManualOverview)
async def manual_overview(assignment_id: AssignmentId, request: Request, parts: Parts, guard: Guard) -> Response:
    """Return how far the manual grading of each question is, and what each grader has done; for staff."""

    def work() -> ManualOverview:
        with guard.read() as (session, found):
            return listing.overview(session, found)

    return await large_answer(parts, request, work)


@router.get("/work", response_model=list[ManualWork])
async def list_work(assignment_id: AssignmentId, request: Request, parts: Parts, guard: Guard) -> Response:
    """Return the work in which a person grades something, the newest attempt of each student; for staff."""

    def work() -> list[ManualWork]:
        with guard.read() as (session, found):
            return listing.list_work(session, found)

    return await large_list(parts, request, work)


@router.get("/clusters")
async def list_clusters(
    assignment_id: AssignmentId, request: Request, parts: Parts, guard: Guard, question: Question
) -> list[Cluster]:
    """Return which answers to a question are identical or nearly so, the largest groups first; for staff."""

    def find() -> list[Cluster]:
        with guard.read() as (session, found):
            gathered = clusters.gather(session, found, question)
        return clusters.find_clusters(gathered, parts.answers)

    return await parts.alike.run(request, find)


@router.post("/copies", responses=errors(409, 507))
def copy_score(assignment_id: AssignmentId, request: CopyScoreRequest, guard: Guard) -> CopyScoreCounts:
    """Give the score of one answer to others that are like it; for staff."""
    with guard.write() as (session, found):
        return scores.copy_score(session, found, request)


@router.put("/anonymous", responses=errors(507))
def set_anonymous(assignment_id: AssignmentId, request: AnonymousRequest, guard: Editor) -> ManualOverview:
    """Show graders codes in place of names and ids, or names again; for instructors."""
    with guard.write() as (session, found):
        pseudonyms.set_anonymous(session, found, request)
        return listing.overview(session, found)


@router.get("/work/{work_id}")
def get_work(assignment_id: AssignmentId, work_id: WorkId, parts: Parts, guard: Guard) -> WorkAnswers:
    """Return somebody's answers with scores, marks and comments; for staff."""
    with guard.read() as (session, found):
        return answers.read_work(session, found, work_id, parts.answers)


@router.get("/work/{work_id}/scores", responses=errors(409))
def list_scores(assignment_id: AssignmentId, work_id: WorkId, guard: Guard, question: Question) -> list[ManualScore]:
    """Return all that was ever given to an answer, the newest first; for staff."""
    with guard.read() as (session, found):
        return scores.history(session, found, work_id, question)


@router.post("/work/{work_id}/scores", responses=errors(409, 507))
def give_score(assignment_id: AssignmentId, work_id: WorkId, request: ManualScoreRequest, guard: Guard) -> ManualWork:
    """Give an answer its points, or take them back; for staff."""
    with guard.write() as (session, found):
        return scores.give_score(session, found, work_id, request)


@router.put("/work/{work_id}/claim", responses=errors(409, 507))
def claim_answer(assignment_id: AssignmentId, work_id: WorkId, request: QuestionRequest, guard: Guard) -> Claim:
    """Hold an answer for two minutes, so that nobody else grades it; ask again to go on holding it. For staff."""
    with guard.write() as (session, found):
        return claims.claim(session, found, work_id, request)


@router.delete("/work/{work_id}/claim", responses=errors(507))
def give_up_answer(assignment_id: AssignmentId, work_id: WorkId, guard: Guard, question: Question) -> ManualWork:
    """Hold an answer no longer; for staff."""
    with guard.write() as (session, found):
        claims.give_up(session, found, work_id, QuestionRequest(question=question))
        return listing.describe(session, [find_work(session, found, work_id)])[0]


@router.put("/work/{work_id}/flag", responses=errors(409, 507))
def flag_answer(assignment_id: AssignmentId, work_id: WorkId, request: FlagRequest, guard: Guard) -> Flag:
    """Mark an answer to be looked at again, or take the mark off; for staff."""
    with guard.write() as (session, found):
        return flags.set_flag(session, found, work_id, request)


@router.post("/work/{work_id}/comments", status_code=201, responses=errors(409, 507))
def comment_work(assignment_id: AssignmentId, work_id: WorkId, request: CommentRequest, guard: Guard) -> ManualComment:
    """Comment on somebody's work or one question of it, for the feedback made after; for staff."""
    with guard.write() as (session, found):
        work = find_work(session, found, work_id)
        made = comments.add_comment(session, found.to(work.submission), request)
        return pseudonyms.shown_comment(found.object, made)


@router.delete("/work/{work_id}/comments/{comment_id}", responses=errors(507))
def uncomment_work(assignment_id: AssignmentId, work_id: WorkId, comment_id: CommentId, guard: Guard) -> ManualComment:
    """Leave a comment out of the feedback that is made from now on; for staff."""
    with guard.write() as (session, found):
        work = find_work(session, found, work_id)
        at = found.to(work.submission)
        behind = pseudonyms.comment_behind(found.object, comments.list_comments(session, at), comment_id)
        return pseudonyms.shown_comment(found.object, comments.remove_comment(session, at, behind))
