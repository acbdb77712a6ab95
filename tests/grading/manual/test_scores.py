"""Points that people give: they join the automatic ones, stay through regrades and voids, and leave a trail."""

from __future__ import annotations

import pytest

from jupyter_autograde import access
from jupyter_autograde.errors import Conflict, InvalidInput, NotFound
from jupyter_autograde.exchange.event_log import read_page
from jupyter_autograde.exchange.submissions import list_submissions
from jupyter_autograde.grading.grades import grade_again, list_grades
from jupyter_autograde.grading.manual.scores import give_score
from jupyter_autograde.grading.regrade import start_regrade
from jupyter_autograde.grading.voiding import start_void
from jupyter_autograde.models.audit import AuditAction
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.manual import ManualScoreRequest
from jupyter_autograde.models.regrade import RegradeRequest, VoidPolicy, VoidRequest
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage.events import last_event_id
from jupyter_autograde.testing.school import INSTRUCTOR, STUDENT
from jupyter_autograde.ulids import new_ulid
from tests.grading.manual.grader import Grader, apply, essay, undo


def test_points_join_the_automatic_ones(tom: Grader) -> None:
    assert tom.totals() == {"sam": (7, 14, 4), "olga": (4, 14, 4)}
    work = tom.give("sam", 3)
    assert (work.score, work.questions[0].score, work.questions[0].pending) == (10, 3, False)
    assert work.questions[0].grader == "tom"
    assert tom.totals() == {"sam": (10, 14, 0), "olga": (4, 14, 4)}


def test_the_student_is_told(tom: Grader) -> None:
    with tom.school.database.read() as session:
        since = last_event_id(session)
    tom.give("sam", 3)
    with tom.school.database.read() as session:
        (event,) = read_page(session, STUDENT, since).events
        mine = access.submission(session, STUDENT, event.data["submission_id"], Permission.SEE_OWN_SUBMISSIONS)
        (grade,) = list_grades(session, mine)
    assert (event.type, event.data["score"], event.data["pending"]) == (EventType.SUBMISSION_GRADED, 10, 0)
    question = grade.result.questions[1]
    assert (question.score, question.needs_manual_grade, grade.result.message) == (3, False, "")


def test_no_points_at_all_are_a_score(tom: Grader) -> None:
    tom.give("sam", 0)
    assert tom.totals()["sam"] == (7, 14, 0)


def test_a_score_is_taken_back_and_all_are_kept(tom: Grader) -> None:
    tom.give("sam", 3, reason="first look")
    tom.give("sam", 2)
    tom.give("sam", None, reason="of another student")
    assert tom.totals()["sam"] == (7, 14, 4)
    assert [(one.points, one.current, one.reason) for one in tom.history("sam")] == [
        (None, True, "of another student"),
        (2, False, ""),
        (3, False, "first look"),
    ]


def test_each_change_is_in_the_audit_trail(tom: Grader) -> None:
    tom.give("sam", 3)
    tom.like(INSTRUCTOR).give("sam", 2, reason="too kind")
    first, second = tom.trail()
    assert (first.action, first.author, first.user, first.question) == (AuditAction.MANUAL_SCORE, "tom", "sam", "essay")
    assert (first.before, first.after) == (None, {"score": 3, "max_score": 4})
    assert (second.author, second.reason) == ("ines", "too kind")
    assert (second.before, second.after) == ({"score": 3, "max_score": 4}, {"score": 2, "max_score": 4})


def test_more_than_the_maximum_is_refused(tom: Grader) -> None:
    with pytest.raises(InvalidInput, match="4 points at most"):
        tom.give("sam", 4.5)
    assert tom.totals()["sam"] == (7, 14, 4)


def test_a_question_with_tests_is_refused(tom: Grader) -> None:
    with pytest.raises(InvalidInput, match="essay"):
        tom.give("sam", 1, question="q1")


def test_who_looked_before_another_has_graded_overwrites_nothing(tom: Grader) -> None:
    work = tom.works()["sam"]
    tom.like(INSTRUCTOR).give("sam", 2)
    with pytest.raises(Conflict, match="ines has graded this answer meanwhile: 2 points"):
        tom.does(give_score, work.id, ManualScoreRequest(question="essay", points=4))
    assert tom.totals()["sam"] == (9, 14, 0)


def test_work_that_is_not_there_is_not_found(tom: Grader) -> None:
    with pytest.raises(NotFound):
        tom.does(give_score, new_ulid(), ManualScoreRequest(question="essay", points=4))


def test_grading_again_keeps_the_points_of_people(tom: Grader) -> None:
    tom.give("sam", 3)
    with tom.school.database.write() as session:
        found = access.assignment(session, INSTRUCTOR, tom.assignment_id, Permission.SEE_ALL_SUBMISSIONS)
        mine = next(one for one in list_submissions(session, found) if one.user == "sam")
        grade_again(session, access.submission(session, INSTRUCTOR, mine.id, Permission.GRADE))
    tom.school.engine.score = 5
    tom.school.grade_everything()
    assert tom.totals()["sam"] == (8, 14, 0)
    last = tom.trail()[-1]
    assert last.action is AuditAction.GRADED_AGAIN
    assert (last.before, last.after) == (
        {"score": 10, "max_score": 14, "pending": 0},
        {"score": 8, "max_score": 14, "pending": 0},
    )


def test_a_regrade_keeps_the_points_of_people_that_come_in_between(tom: Grader) -> None:
    with tom.school.database.write() as session:
        found = access.assignment(session, INSTRUCTOR, tom.assignment_id, Permission.CHANGE_SCORES)
        change = start_regrade(session, found, RegradeRequest(reason="a new machine"))
    tom.school.engine.score = 6
    tom.school.grade_everything()
    tom.give("sam", 3)
    preview = apply(tom.school, change.id)
    assert {row.user: row.after and row.after.score for row in preview.rows} == {"sam": 9, "olga": 6}
    assert tom.totals() == {"sam": (9, 14, 0), "olga": (6, 14, 4)}
    assert {(one.action, one.author, one.reason) for one in tom.trail()[1:]} == {
        (AuditAction.REGRADE, "ines", "a new machine")
    }
    undo(tom.school, change.id)
    assert tom.totals() == {"sam": (10, 14, 0), "olga": (4, 14, 4)}


def test_a_void_of_the_question_counts_before_what_people_gave(tom: Grader) -> None:
    tom.give("sam", 3)
    with tom.school.database.write() as session:
        found = access.assignment(session, INSTRUCTOR, tom.assignment_id, Permission.CHANGE_SCORES)
        request = VoidRequest(question="essay", policy=VoidPolicy.DROP, reason="not taught")
        change = start_void(session, found, request)
    apply(tom.school, change.id)
    assert tom.totals() == {"sam": (7, 10, 0), "olga": (4, 10, 0)}
    undo(tom.school, change.id)
    assert tom.totals() == {"sam": (10, 14, 0), "olga": (4, 14, 4)}


def test_a_new_attempt_waits_for_a_person_again(tom: Grader) -> None:
    tom.give("sam", 3)
    tom.school.submit(tom.assignment_id, STUDENT, text=essay("Something else.", 8))
    tom.school.grade_everything()
    work = tom.works()["sam"]
    assert (work.score, work.questions[0].pending) == (8, True)
