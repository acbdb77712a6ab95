"""Use cases: hold an answer while one grades it, for two minutes from the last time one says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import Conflict
from jupyter_autograde.grading.manual.work import find_work, require_question
from jupyter_autograde.models.manual import CLAIM_SECONDS, MAX_CLAIMS, Claim, QuestionRequest
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.timestamps import now


def claim(session: Session, access: Access[orm.Assignment], work_id: str, request: QuestionRequest) -> Claim:
    """Hold an answer, or go on holding it.

    Raises
    ------
    Conflict
        Somebody else holds it.
    NotFound, InvalidInput
        There is no such work, or it has no such question.
    """
    work = find_work(session, access, work_id)
    require_question(work, request.question)
    serialize(session, "claims", work.submission.id)
    require_free(session, access, work.submission.id, request.question)
    until = now() + timedelta(seconds=CLAIM_SECONDS)
    row = orm.GradingClaim(
        submission_id=work.submission.id, question=request.question, held_by=access.asker.name, until=until
    )
    row = session.merge(row)
    session.flush()
    _keep_few(session, access)
    return Claim.model_validate(row)


def _keep_few(session: Session, access: Access[orm.Assignment]) -> None:
    """Let the asker hold `MAX_CLAIMS` answers of the assignment: nobody can keep a class from all others."""
    held = session.scalars(
        select(orm.GradingClaim)
        .join(orm.Submission, orm.Submission.id == orm.GradingClaim.submission_id)
        .where(orm.Submission.assignment_id == access.object.id, orm.GradingClaim.held_by == access.asker.name)
        .order_by(orm.GradingClaim.until.desc(), orm.GradingClaim.submission_id, orm.GradingClaim.question)
    ).all()
    for one in held[MAX_CLAIMS:]:
        session.delete(one)
    session.flush()


def give_up(session: Session, access: Access[orm.Assignment], work_id: str, request: QuestionRequest) -> None:
    """Hold an answer no longer; one that somebody else holds stays so."""
    work = find_work(session, access, work_id)
    end_claim(session, work.submission.id, request.question, access.asker.name)


def require_free(session: Session, access: Access[orm.Assignment], submission_id: str, question: str) -> None:
    """Raise Conflict where somebody else holds an answer."""
    held = held_claims(session, [submission_id]).get((submission_id, question))
    if held is not None and held.held_by != access.asker.name:
        raise Conflict(
            f"{held.held_by} is grading this answer at the moment. Go on with the next, or ask.",
            details={"held_by": held.held_by, "until": held.until.isoformat()},
        )


def held_claims(session: Session, submissions: list[str]) -> Mapping[tuple[str, str], orm.GradingClaim]:
    """Return (submission, question) -> the claim that holds now."""
    query = select(orm.GradingClaim).where(
        orm.GradingClaim.submission_id.in_(submissions), orm.GradingClaim.until > now()
    )
    return {(row.submission_id, row.question): row for row in session.scalars(query)}


def end_claim(session: Session, submission_id: str, question: str, user: str) -> None:
    """Remove somebody's claim, if there is one."""
    session.execute(
        delete(orm.GradingClaim)
        .where(
            orm.GradingClaim.submission_id == submission_id,
            orm.GradingClaim.question == question,
            orm.GradingClaim.held_by == user,
        )
        .execution_options(synchronize_session=False)
    )
