"""Grading a submission once more: which score counts, and what is said of it."""

import threading
from typing import Any

import pytest

from jupyter_autograde import access
from jupyter_autograde.errors import Conflict
from jupyter_autograde.exchange.event_log import read_page
from jupyter_autograde.grading import jobs
from jupyter_autograde.grading.grades import (
    grade_again,
    grade_several,
    list_executed_notebooks,
    list_grades,
)
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.submission import Submission, SubmissionState
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.storage.events import last_event_id
from jupyter_autograde.testing.engine import FakeEngine
from jupyter_autograde.testing.postgres import wait_for_waiting
from jupyter_autograde.testing.school import INSTRUCTOR, OTHER_STUDENT, STUDENT, TA, School
from tests.grading.queue_facts import count_grades, let_time_pass


def test_grading_again_adds_a_grade_and_keeps_the_old_one(school: School, submission: Submission) -> None:
    school.grade_everything()
    with school.database.write() as session:
        grade_again(session, access.submission(session, TA, submission.id, Permission.GRADE))
    with school.database.write() as session, pytest.raises(Conflict):
        grade_again(session, access.submission(session, TA, submission.id, Permission.GRADE))
    school.grade_everything()
    with school.database.read() as session:
        owner = access.submission(session, STUDENT, submission.id, Permission.SEE_OWN_SUBMISSIONS)
        assert len(list_grades(session, owner)) == 2


def test_students_see_no_hidden_case_no_flag_and_no_log(school: School, submission: Submission) -> None:
    school.grade_everything()
    with school.database.read() as session:
        own = access.submission(session, STUDENT, submission.id, Permission.SEE_OWN_SUBMISSIONS)
        staff = access.submission(session, INSTRUCTOR, submission.id, Permission.SEE_ALL_SUBMISSIONS)
        (mine,), (theirs,) = list_grades(session, own), list_grades(session, staff)
        assert [book.path for book in list_executed_notebooks(session, staff)] == ["hw1.ipynb"]
    assert [case.hidden for case in mine.result.questions[0].cases] == [False]
    assert [case.hidden for case in theirs.result.questions[0].cases] == [False, True]
    assert mine.log is None
    assert theirs.log == "scored 7.0"


def ask_anew(school: School, submission: Submission) -> str:
    """Queue a job that reuses no result; returns its id."""
    with school.database.write() as session:
        return jobs.enqueue_again(session, [session.get_one(orm.Submission, submission.id)], "tom")[0].id


def grade_and_ask_anew(school: School, submission: Submission) -> str:
    """Grade the submission and queue a second job; returns the id of the first."""
    assert school.worker.run_next()
    ask_anew(school, submission)
    return submission.job_id or ""


def test_an_older_job_that_ends_later_leaves_the_newer_score(school: School, submission: Submission) -> None:
    first = grade_and_ask_anew(school, submission)
    older, newer = school.lease(), ask_anew(school, submission)
    assert school.worker.run_next()
    school.engine.score = 2.0
    school.finish(older)
    with school.database.read() as session:
        status = session.get_one(orm.SubmissionStatus, submission.id)
        owner = access.submission(session, STUDENT, submission.id, Permission.SEE_OWN_SUBMISSIONS)
        grades = list_grades(session, owner)
    assert (status.state, status.score, status.job_id) == (SubmissionState.GRADED, 7.0, newer)
    found = [(grade.job_id, grade.result.score) for grade in grades]
    assert found == [(newer, 7.0), (older.job_id, 2.0), (first, 7.0)]
    assert status.grade_id == grades[0].id


def test_an_older_job_that_begins_later_does_not_hide_the_newer_result(school: School, submission: Submission) -> None:
    school.engine.failures = 1
    assert school.worker.run_next()
    with school.database.write() as session:
        jobs.enqueue_again(session, [session.get_one(orm.Submission, submission.id)], "tom")
    assert school.worker.run_next()
    let_time_pass(school)
    with school.database.write() as session:
        assert jobs.lease(session) is not None
    with school.database.read() as session:
        assert session.get_one(orm.SubmissionStatus, submission.id).state == SubmissionState.GRADED


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_jobs_that_end_at_once_leave_the_newer_score(school: School, submission: Submission) -> None:
    """On SQLite one ends after the other anyway."""
    grade_and_ask_anew(school, submission)
    older = school.lease()
    ask_anew(school, submission)
    newer = school.lease()

    def end(held: jobs.Lease, score: float) -> threading.Thread:
        thread = threading.Thread(target=school.finish, args=(held, FakeEngine(score=score)))
        thread.start()
        return thread

    with school.database.write() as session:
        serialize(session, "event-log")  # nobody can commit an event meanwhile
        threads = [end(newer, 9.0)]
        wait_for_waiting(school.database, 1)
        threads.append(end(older, 2.0))
        wait_for_waiting(school.database, 2)
    for thread in threads:
        thread.join()
    assert count_grades(school) == 3
    with school.database.read() as session:
        assert session.get_one(orm.SubmissionStatus, submission.id).score == 9.0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_several_and_one_that_are_graded_again_at_once_do_not_stop_each_other(
    school: School, submission: Submission
) -> None:
    """On SQLite one is queued after the other anyway."""
    other, _ = school.submit(submission.assignment_id, OTHER_STUDENT)
    school.grade_everything()
    found: dict[str, Any] = {}

    def grade_both() -> None:
        with school.database.write() as session:
            staff = access.assignment(session, TA, submission.assignment_id, Permission.GRADE)
            found["both"] = [one.code for one in grade_several(session, staff, [submission.id, other.id])]

    def grade_one() -> None:
        try:
            with school.database.write() as session:
                grade_again(session, access.submission(session, TA, other.id, Permission.GRADE))
        except Conflict as refusal:
            found["one"] = refusal.message

    threads = [threading.Thread(target=grade_both), threading.Thread(target=grade_one)]
    with school.database.write() as session:
        serialize(session, "event-log")  # nobody can commit an event meanwhile
        for waiting, thread in enumerate(threads, 1):
            thread.start()
            wait_for_waiting(school.database, waiting)
    for thread in threads:
        thread.join()
    assert found == {"both": [None, None], "one": "This submission is being graded already. Wait for the result."}


def test_grading_again_is_not_another_submission_received(school: School, submission: Submission) -> None:
    school.grade_everything()
    with school.database.read() as session:
        before = last_event_id(session)
    with school.database.write() as session:
        job = grade_again(session, access.submission(session, TA, submission.id, Permission.GRADE))
    with school.database.read() as session:
        (event,) = read_page(session, STUDENT, before).events
    assert event.type is EventType.GRADING_JOB_QUEUED
    assert (event.data["job_id"], event.data["attempt"], event.data["state"]) == (job.id, 1, "queued")
