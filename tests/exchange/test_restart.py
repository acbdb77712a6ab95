"""An assignment that was archived and begins anew: what was handed in before is history, and kept."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.errors import InvalidInput, NotFound, NotReleased, ReleaseNotReady
from jupyter_autograde.exchange.archive import archive_assignment
from jupyter_autograde.exchange.assignments import change_assignment, describe
from jupyter_autograde.exchange.begin import begin_assignment
from jupyter_autograde.exchange.extensions import grant_extensions
from jupyter_autograde.exchange.feedback import give_feedback, list_feedback
from jupyter_autograde.exchange.ready_made import release_ready_made
from jupyter_autograde.exchange.submissions import list_submissions
from jupyter_autograde.grading.regrade import start_regrade
from jupyter_autograde.grading.voiding import start_void
from jupyter_autograde.models.assignment import Assignment, AssignmentChange, AssignmentRequest, AssignmentVersion
from jupyter_autograde.models.deadlines import ExtensionRequest
from jupyter_autograde.models.feedback import FeedbackSelection
from jupyter_autograde.models.regrade import Attempts, RegradeRequest, VoidPolicy, VoidRequest
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import store_files
from jupyter_autograde.storage.kept_state import keep_state
from jupyter_autograde.testing.school import INSTRUCTOR, OTHER_STUDENT, STUDENT, School
from jupyter_autograde.timestamps import now


@pytest.fixture
def before(school: School) -> AssignmentVersion:
    """The first version of hw1, at which sam had 7 points with feedback; archived with all its terms."""
    assignment = school.draft()
    version = school.release(assignment.id)
    school.submit(assignment.id, key="k1")
    school.grade_everything()
    with school.database.write() as session:
        owner = access.assignment(session, INSTRUCTOR, assignment.id, Permission.EDIT_ASSIGNMENT)
        submission = session.get_one(orm.Submission, newest(school, assignment.id)[0].id)
        give_feedback(session, owner, submission, store_files(school.blobs, [("a.html", b"well")]))
        policy = {"steps": [{"amount": 10, "every": "day"}]}
        changes = {"due_at": now(), "late_policy": policy, "attempt_limit": {"attempts": 1}}
        change_assignment(session, owner, AssignmentChange.model_validate(changes))
        grant_extensions(session, owner, ExtensionRequest(users=["sam"], extra_attempts=1))
        archive_assignment(session, owner)
    return version


def begin(school: School) -> None:
    with school.database.write() as session:
        course = access.course(session, INSTRUCTOR, school.course_id, Permission.RELEASE)
        begin_assignment(session, course, AssignmentRequest(name="hw1"))


def seen(school: School, assignment_id: str) -> Assignment:
    with school.database.read() as session:
        found = access.assignment(session, STUDENT, assignment_id, Permission.SEE_COURSE)
        return describe(session, STUDENT, [found.object])[0]


def newest(school: School, assignment_id: str, *, latest: bool = True) -> list[Submission]:
    with school.database.read() as session:
        found = access.assignment(session, INSTRUCTOR, assignment_id, Permission.SEE_ALL_SUBMISSIONS)
        return list_submissions(session, found, latest=latest)


def fetches(school: School, version: AssignmentVersion, asker: Asker = STUDENT) -> bool:
    with school.database.read() as session:
        try:
            access.version(session, asker, version.id, Permission.FETCH)
        except NotFound:
            return False
    return True


def test_nothing_of_the_one_before_counts(school: School, before: AssignmentVersion) -> None:
    begin(school)
    version = school.release(before.assignment_id)
    with school.database.write() as session:
        owner = access.assignment(session, INSTRUCTOR, before.assignment_id, Permission.EDIT_ASSIGNMENT)
        change_assignment(session, owner, AssignmentChange.model_validate({"attempt_limit": {"attempts": 1}}))
        feedback = list_feedback(session, owner, FeedbackSelection())
    found = seen(school, before.assignment_id)
    assert (found.due_at, found.late_policy, found.extended, found.attempts_left) == (None, None, False, 1)
    assert (found.my_submission, newest(school, before.assignment_id), feedback) == (None, [], [])
    assert len(newest(school, before.assignment_id, latest=False)) == 1
    assert (fetches(school, before), fetches(school, version), fetches(school, before, INSTRUCTOR)) == (
        False,
        True,
        True,
    )


STAYS = {
    "id",
    "course_id",
    "name",
    "format",
    "archived_at",
    "restarted_at",
    "anonymous",
    "pseudonym_key",
    "created_by",
    "created_at",
}
"""Columns of an assignment that are no rule of the one before, or are said anew; being anonymous only protects."""


def test_no_rule_of_the_one_before_stays(school: School, before: AssignmentVersion) -> None:
    columns = [column for column in orm.Assignment.__table__.columns if column.name not in STAYS]
    rules = {"solution_shown": True, "limits": {"seconds": 5}, "visibility": {"hidden_tests": "details"}}
    with school.database.write() as session:
        row = session.get_one(orm.Assignment, before.assignment_id)
        for name, value in {**rules, "opens_at": now(), "opening_told_at": now(), "closes_at": now()}.items():
            setattr(row, name, value)
        assert [column.name for column in columns if not getattr(row, column.name)] == []
    begin(school)
    with school.database.read() as session:
        row = session.get_one(orm.Assignment, before.assignment_id)
        kept = {column.name: getattr(row, column.name) for column in columns if getattr(row, column.name)}
    assert kept == {"state": "draft"}


def test_who_hands_in_with_the_old_version_is_graded_by_the_new_one(school: School, before: AssignmentVersion) -> None:
    begin(school)
    version = school.release(before.assignment_id)
    made, _ = school.submit(before.assignment_id, version=before.number)
    assert (made.version, made.attempt) == (version.number, 2)
    found = seen(school, before.assignment_id)
    assert found.my_submission is not None
    # The feedback that is there tells of the attempt before.
    assert (found.my_submission.attempt, found.my_submission.feedback_attempt) == (2, None)
    assert [one.attempt for one in newest(school, before.assignment_id)] == [2]


def test_while_it_is_a_draft_again_only_what_was_acknowledged_is_taken(
    school: School, before: AssignmentVersion
) -> None:
    begin(school)
    assert not fetches(school, before)
    with pytest.raises(NotFound):
        seen(school, before.assignment_id)
    again, created = school.submit(before.assignment_id, key="k1")
    assert (again.attempt, created) == (1, False)
    with pytest.raises(NotReleased):
        school.submit(before.assignment_id, key="k2")
    # One that never was anything else does not exist.
    with pytest.raises(NotFound):
        school.submit(school.draft("hw2").id)


def test_scores_of_the_one_before_are_not_changed_with_those_of_now(school: School, before: AssignmentVersion) -> None:
    begin(school)
    version = school.release(before.assignment_id)

    def change(use_case: Any, request: Any) -> Any:
        with school.database.write() as session:
            owner = access.assignment(session, INSTRUCTOR, before.assignment_id, Permission.CHANGE_SCORES)
            return use_case(session, owner, request)

    with pytest.raises(InvalidInput, match="Nothing was handed in yet"):
        change(start_regrade, RegradeRequest(attempts=Attempts.ALL))
    school.submit(before.assignment_id, OTHER_STUDENT)
    school.grade_everything()
    regrade = change(start_regrade, RegradeRequest(attempts=Attempts.ALL))
    void = change(start_void, VoidRequest(question="q1", policy=VoidPolicy.DROP, reason="wrong"))
    with school.database.read() as session:
        of_regrade = select(orm.ScoreChangeItem.submission_id).where(orm.ScoreChangeItem.score_change_id == regrade.id)
        assert session.scalars(of_regrade).all() == [newest(school, before.assignment_id)[0].id]
        assert session.get_one(orm.ScoreChange, void.id).versions == [version.id]


def test_the_tests_of_the_one_before_stand_in_for_none(school: School, before: AssignmentVersion) -> None:
    with school.database.write() as session:
        course = access.course(session, INSTRUCTOR, school.course_id, Permission.RELEASE)
        files = store_files(school.blobs, [("hw1.ipynb", b"{}")])
        release_ready_made(session, course, AssignmentRequest(name="hw1"), files, ["default"])
    made, _ = school.submit(before.assignment_id)
    with school.database.write() as session, pytest.raises(ReleaseNotReady, match="came from another tool"):
        owner = access.assignment(session, INSTRUCTOR, before.assignment_id, Permission.CHANGE_SCORES)
        start_regrade(session, owner, RegradeRequest(submissions=[made.id]))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_hand_in_that_waited_for_a_new_beginning_knows_of_it(school: School, before: AssignmentVersion) -> None:
    with school.database.write() as waits:
        assignment = waits.get_one(orm.Assignment, before.assignment_id)
        assert assignment.released_version is not None
        with school.database.write() as begins:
            row = begins.get_one(orm.Assignment, before.assignment_id)
            row.restarted_at, row.released_version_id = now(), None
        keep_state(waits, assignment)
        assert (assignment.restarted_at is not None, assignment.released_version) == (True, None)
