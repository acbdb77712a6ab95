"""The steps of a regrade, and what has come of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.exchange.event_log import read_page
from jupyter_autograde.grading.grades import grade_again, list_grades
from jupyter_autograde.grading.regrade import start_regrade
from jupyter_autograde.grading.score_changes import (
    apply_change,
    describe_change,
    undo_change,
)
from jupyter_autograde.models.event import Event, EventType
from jupyter_autograde.models.grade_record import Grade
from jupyter_autograde.models.regrade import (
    ApplyRequest,
    RegradeRequest,
    ScoreChange,
    ScoreChangePreview,
    StepRequest,
    Which,
)
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.events import last_event_id
from jupyter_autograde.testing.school import INSTRUCTOR, TA, School


def start(school: School, assignment_id: str, by: Asker = INSTRUCTOR, **request: Any) -> ScoreChange:
    with school.database.write() as session:
        found = access.assignment(session, by, assignment_id, Permission.CHANGE_SCORES)
        return start_regrade(session, found, RegradeRequest(**request))


def look(school: School, change_id: str, by: Asker = TA) -> ScoreChangePreview:
    with school.database.read() as session:
        return describe_change(session, access.score_change(session, by, change_id, Permission.SEE_ALL_SUBMISSIONS))


def decide(
    school: School, change_id: str, use_case: Callable[..., Any], request: StepRequest | ApplyRequest | None = None
) -> Any:
    with school.database.write() as session:
        found = access.score_change(session, INSTRUCTOR, change_id, Permission.CHANGE_SCORES)
        return use_case(session, found, request or ApplyRequest())


def apply(school: School, change_id: str, which: Which = Which.ALL) -> ScoreChangePreview:
    done: ScoreChangePreview = decide(school, change_id, apply_change, ApplyRequest(which=which, reason="agreed"))
    return done


def undo(school: School, change_id: str) -> ScoreChangePreview:
    done: ScoreChangePreview = decide(school, change_id, undo_change, StepRequest(reason="a mistake"))
    return done


def regraded(school: School, assignment_id: str, score: float, **request: Any) -> str:
    """Start a regrade in which everything scores `score`, and run it."""
    change = start(school, assignment_id, **request)
    school.engine.score = score
    school.grade_everything()
    school.engine.score = None
    return change.id


def scores(school: School, assignment_id: str) -> dict[tuple[str, int], float | None]:
    with school.database.read() as session:
        return {
            (user, attempt): score
            for user, attempt, score in session.execute(
                select(orm.Submission.user, orm.Submission.attempt, orm.SubmissionStatus.score)
                .join(orm.SubmissionStatus, orm.SubmissionStatus.submission_id == orm.Submission.id)
                .where(orm.Submission.assignment_id == assignment_id)
            )
        }


def submission_of(school: School, user: str, attempt: int = 1) -> str:
    with school.database.read() as session:
        return session.scalars(
            select(orm.Submission.id).where(orm.Submission.user == user, orm.Submission.attempt == attempt)
        ).one()


def grades_of(school: School, user: Asker, by: Asker | None = None) -> list[Grade]:
    with school.database.read() as session:
        found = access.submission(session, by or user, submission_of(school, user.name), Permission.SEE_OWN_SUBMISSIONS)
        return list_grades(session, found)


def again(school: School, user: str, score: float) -> None:
    """Let staff grade a submission again."""
    with school.database.write() as session:
        grade_again(session, access.submission(session, TA, submission_of(school, user), Permission.GRADE))
    school.engine.score = score
    school.grade_everything()
    school.engine.score = None


def heard(school: School, asker: Asker, after: int) -> Sequence[Event]:
    with school.database.read() as session:
        return read_page(session, asker, after).events


def present(school: School) -> int:
    with school.database.read() as session:
        return last_event_id(session)


def state_of(school: School, user: str, attempt: int) -> tuple[str, float | None]:
    with school.database.read() as session:
        status = session.get_one(orm.SubmissionStatus, submission_of(school, user, attempt))
        return status.state, status.score


def told_ready(school: School) -> list[str]:
    """Return the regrades of which staff were told that they can be looked at."""
    return [event.data["score_change_id"] for event in heard(school, TA, 0) if event.type is EventType.REGRADE_READY]
