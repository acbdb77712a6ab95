"""The job that makes feedback: tried again, given up without harm to the score, and run once for one content."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from jupyter_autograde import access
from jupyter_autograde.exchange.assignments import change_assignment
from jupyter_autograde.exchange.comments import add_comment
from jupyter_autograde.exchange.event_log import read_page
from jupyter_autograde.exchange.extensions import grant_extensions
from jupyter_autograde.exchange.feedback import (
    feedback_files,
    generate_feedback,
    list_feedback,
    read_feedback,
    release_feedback,
)
from jupyter_autograde.grading import jobs
from jupyter_autograde.models.assignment import AssignmentChange
from jupyter_autograde.models.deadlines import ExtensionRequest
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.feedback import CommentRequest, FeedbackSelection, FeedbackStatus, GenerateRequest
from jupyter_autograde.models.job import JobKind
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import load_files
from jupyter_autograde.testing.school import INSTRUCTOR, OTHER_STUDENT, STUDENT, TA, School
from jupyter_autograde.testing.statements import statements
from jupyter_autograde.timestamps import now


@pytest.fixture
def submission(school: School) -> Submission:
    assignment = school.draft()
    school.release(assignment.id)
    submission = school.submit(assignment.id)[0]
    assert school.worker.run_next()
    return submission


def generate(school: School, submission: Submission, *, again: bool = False) -> int:
    with school.database.write() as session:
        found = access.assignment(session, TA, submission.assignment_id, Permission.GRADE)
        return generate_feedback(session, found, GenerateRequest(again=again)).done


def standing(school: School, submission: Submission) -> FeedbackStatus:
    with school.database.read() as session:
        found = access.assignment(session, TA, submission.assignment_id, Permission.GRADE)
        return list_feedback(session, found, FeedbackSelection())[0]


def release(school: School, submission: Submission) -> int:
    with school.database.write() as session:
        found = access.assignment(session, TA, submission.assignment_id, Permission.GRADE)
        return release_feedback(session, found, FeedbackSelection()).done


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_all_whose_feedback_is_released_are_told_at_once_and_last(school: School, submission: Submission) -> None:
    """On PostgreSQL nobody can hand in from the first event to the end of the transaction."""
    school.submit(submission.assignment_id, OTHER_STUDENT)
    for again in (False, True):  # the second in place of the first
        school.grade_everything()
        assert generate(school, submission, again=again) == 2
        school.grade_everything()
        with statements(school.database, "INSERT") as made:
            assert release(school, submission) == 2
        assert [one.split()[2] for one in made] == ["feedback_release", "event"]
    with school.database.read() as session:
        page = read_page(session, TA, 0).events
    told = [event.user for event in page if event.type is EventType.FEEDBACK_RELEASED]
    assert sorted(told) == ["olga", "olga", "sam", "sam"]


def let_time_pass(school: School) -> None:
    past = now() - timedelta(hours=1)
    with school.database.write() as session:
        session.execute(update(orm.Job).where(orm.Job.not_before.is_not(None)).values(not_before=past))
        session.execute(update(orm.Job).where(orm.Job.lease_until.is_not(None)).values(lease_until=past))


def score_of(school: School, submission: Submission) -> tuple[str, float | None, str | None]:
    with school.database.read() as session:
        status = session.get_one(orm.SubmissionStatus, submission.id)
        return status.state, status.score, status.job_id


def test_what_can_not_be_made_is_given_up_and_the_score_stays(school: School, submission: Submission) -> None:
    before = score_of(school, submission)
    assert generate(school, submission) == 1
    school.engine.crash = True
    for _ in range(jobs.MAX_TRIES):
        let_time_pass(school)
        assert score_of(school, submission) == before
        with pytest.raises(ZeroDivisionError):
            school.worker.run_next()
    assert score_of(school, submission) == before
    assert (standing(school, submission).state, standing(school, submission).failed) == ("none", True)
    with school.database.read() as session:
        heard = [
            event.data["state"]
            for event in read_page(session, TA, 0).events
            if event.type is EventType.FEEDBACK_GENERATED
        ]
        told = [event.type for event in read_page(session, STUDENT, 0).events]
    assert heard == ["failed"]
    assert EventType.GRADING_FAILED not in told and EventType.FEEDBACK_GENERATED not in told

    school.engine.crash = False
    assert generate(school, submission) == 1
    assert school.worker.run_next()
    assert (standing(school, submission).state, standing(school, submission).failed) == ("generated", False)


def test_a_lost_worker_costs_nothing_but_time(school: School, submission: Submission) -> None:
    generate(school, submission)
    with school.database.write() as session:
        lease = jobs.lease(session)
    assert lease is not None and lease.kind is JobKind.FEEDBACK
    assert generate(school, submission, again=True) == 0
    let_time_pass(school)
    school.worker.rescue()
    assert school.worker.run_next()
    assert standing(school, submission).state == "generated"
    with school.database.read() as session:
        (made,) = session.scalars(select(orm.Feedback)).all()
        # What was handed in is no notebook.
        assert list(made.bundle.files) == ["feedback.html"]


def page(school: School, submission: Submission) -> str:
    with school.database.read() as session:
        bundle = feedback_files(session, access.submission(session, TA, submission.id, Permission.GRADE))
        return load_files(session, school.blobs, bundle.sha256)["feedback.html"].decode()


def outdated(school: School, submission: Submission) -> list[bool]:
    """Return what the list says, staff read and the student reads; the first feedback is released."""
    with school.database.read() as session:
        seen = [access.submission(session, who, submission.id, Permission.SEE_OWN_SUBMISSIONS) for who in (TA, STUDENT)]
        return [standing(school, submission).outdated, *(read_feedback(session, one).outdated for one in seen)]


def test_lateness_is_that_of_the_terms_of_now(school: School, submission: Submission) -> None:
    def change(**changes: object) -> None:
        with school.database.write() as session:
            found = access.assignment(session, INSTRUCTOR, submission.assignment_id, Permission.EDIT_ASSIGNMENT)
            change_assignment(session, found, AssignmentChange.model_validate(changes))

    def make() -> str:
        assert generate(school, submission) == 1
        assert school.worker.run_next()
        assert not standing(school, submission).outdated
        return page(school, submission)

    assert "UTC. 7 of 10 points." in make()
    with school.database.write() as session:
        owner = access.assignment(session, TA, submission.assignment_id, Permission.GRADE)
        release_feedback(session, owner, FeedbackSelection())
    due = submission.submitted_at - timedelta(hours=25)
    change(due_at=due)
    assert outdated(school, submission) == [True] * 3
    assert "UTC, late. 7 of 10 points." in make()
    change(late_policy={"steps": [{"amount": 10, "every": "day"}]})
    assert outdated(school, submission) == [True] * 3
    assert "UTC, late. 7 of 10 points, less 2 for lateness: 5 count." in make()
    with school.database.write() as session:
        found = access.assignment(session, TA, submission.assignment_id, Permission.EXTEND)
        grant_extensions(session, found, ExtensionRequest(users=["sam"], due_at=submission.submitted_at))
    # The student has what was made first, and that is so again.
    assert outdated(school, submission) == [True, True, False]
    assert "UTC. 7 of 10 points." in make()


def test_the_same_content_is_run_once(school: School, submission: Submission) -> None:
    generate(school, submission)
    assert school.worker.run_next()
    with school.database.write() as session:
        found = access.submission(session, TA, submission.id, Permission.GRADE)
        add_comment(session, found, CommentRequest(text="Well done"))
    assert standing(school, submission).outdated
    assert generate(school, submission) == 1
    assert school.worker.run_next()
    assert (standing(school, submission).outdated, standing(school, submission).comments) == (False, 1)
    assert len(school.engine.shown) == 1


def test_gradings_come_first(school: School, submission: Submission) -> None:
    generate(school, submission)
    newer = school.submit(submission.assignment_id, text=b"score: 9")[0]
    assert school.worker.run_next()
    assert score_of(school, newer)[0] == "graded"
    assert school.engine.shown == []
