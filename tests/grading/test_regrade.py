"""Regrades: looked at before they count, applied by one, undone without a loss."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.errors import Conflict, InvalidInput, NotFound, PermissionDenied, ReleaseNotReady
from jupyter_autograde.exchange.event_log import read_page
from jupyter_autograde.grading.grades import grade_again, list_executed_notebooks, list_grades
from jupyter_autograde.grading.records import is_genuine
from jupyter_autograde.grading.regrade import start_regrade
from jupyter_autograde.grading.score_changes import (
    apply_change,
    describe_change,
    discard_change,
    list_changes,
    undo_change,
)
from jupyter_autograde.models.event import Event, EventType
from jupyter_autograde.models.grade_record import Grade
from jupyter_autograde.models.job import JobState
from jupyter_autograde.models.regrade import (
    ApplyRequest,
    Attempts,
    ChangeState,
    Direction,
    RegradeRequest,
    RowState,
    ScoreChange,
    ScoreChangePreview,
    StepRequest,
    Which,
)
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.events import last_event_id
from jupyter_autograde.testing.school import INSTRUCTOR, OTHER_STUDENT, STUDENT, TA, School
from jupyter_autograde.timestamps import now


@pytest.fixture
def assignment_id(school: School) -> str:
    """An assignment with 7 points for sam and 4 for olga, of 10."""
    assignment = school.draft()
    school.release(assignment.id)
    school.submit(assignment.id, STUDENT, text=b"score: 7")
    school.submit(assignment.id, OTHER_STUDENT, text=b"score: 4")
    school.grade_everything()
    return assignment.id


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


def test_a_regrade_changes_nothing_before_it_is_applied(school: School, assignment_id: str) -> None:
    since = present(school)
    change = start(school, assignment_id)
    assert look(school, change.id).counts.waiting == 2
    assert [row.state for row in look(school, change.id).rows] == [RowState.WAITING] * 2
    school.engine.score = 9.0
    school.grade_everything()
    assert scores(school, assignment_id) == {("sam", 1): 7, ("olga", 1): 4}
    assert [grade.result.score for grade in grades_of(school, STUDENT)] == [7]
    assert [grade.result.score for grade in grades_of(school, STUDENT, by=TA)] == [7, 9]
    assert heard(school, STUDENT, since) == []
    with school.database.read() as session:
        states = set(session.scalars(select(orm.SubmissionStatus.state)))
    assert states == {SubmissionState.GRADED}


def test_the_preview_says_before_and_after_by_student_and_question(school: School, assignment_id: str) -> None:
    preview = look(school, regraded(school, assignment_id, 6))
    counts = preview.counts
    assert (counts.total, counts.changed, counts.up, counts.down, counts.waiting) == (2, 2, 1, 1, 0)
    olga, sam = preview.rows
    assert (olga.user, olga.direction, sam.user, sam.direction) == ("olga", Direction.UP, "sam", Direction.DOWN)
    assert sam.before is not None and sam.after is not None
    assert (sam.before.score, sam.after.score, sam.after.max_score) == (7, 6, 10)
    (question,) = sam.questions
    assert question.before is not None and question.after is not None
    assert (question.name, question.before.score, question.after.score) == ("q1", 7, 6)


def test_staff_are_told_once_when_a_regrade_can_be_looked_at(school: School, assignment_id: str) -> None:
    since = present(school)
    change_id = regraded(school, assignment_id, 6)
    ready = [event for event in heard(school, TA, since) if event.type is EventType.REGRADE_READY]
    assert [event.data["score_change_id"] for event in ready] == [change_id]


def test_an_applied_regrade_counts_and_an_undo_brings_back_what_was(school: School, assignment_id: str) -> None:
    change_id = regraded(school, assignment_id, 9)
    since = present(school)
    done = apply(school, change_id)
    assert (done.state, done.counts.applied) == (ChangeState.APPLIED, 2)
    assert scores(school, assignment_id) == {("sam", 1): 9, ("olga", 1): 9}
    (event,) = heard(school, STUDENT, since)
    assert (event.type, event.data["score"], event.data["attempt"]) == (EventType.SUBMISSION_GRADED, 9, 1)
    assert [(grade.result.score, grade.current) for grade in grades_of(school, STUDENT)] == [(9, True), (7, False)]
    since = present(school)
    back = undo(school, change_id)
    assert (back.state, back.counts.applied) == (ChangeState.UNDONE, 2)
    assert scores(school, assignment_id) == {("sam", 1): 7, ("olga", 1): 4}
    assert [event.data["score"] for event in heard(school, STUDENT, since)] == [7]
    assert [grade.result.score for grade in grades_of(school, STUDENT)] == [7]
    assert [grade.result.score for grade in grades_of(school, STUDENT, by=TA)] == [7, 9]
    assert [(step.action, step.user, step.reason) for step in back.steps] == [
        ("started", "ines", ""),
        ("applied", "ines", "agreed"),
        ("undone", "ines", "a mistake"),
    ]


def test_students_hear_nothing_when_their_score_stays(school: School, assignment_id: str) -> None:
    change_id = regraded(school, assignment_id, 7)
    since = present(school)
    apply(school, change_id)
    assert heard(school, STUDENT, since) == []
    assert [event.data["score"] for event in heard(school, OTHER_STUDENT, since)] == [7]


def test_only_those_that_go_up_can_be_applied(school: School, assignment_id: str) -> None:
    done = apply(school, regraded(school, assignment_id, 6), Which.UP)
    assert done.counts.applied == 1
    assert scores(school, assignment_id) == {("sam", 1): 7, ("olga", 1): 6}
    undo(school, done.id)
    assert scores(school, assignment_id) == {("sam", 1): 7, ("olga", 1): 4}


def test_a_discarded_regrade_is_not_run_to_its_end(school: School, assignment_id: str) -> None:
    change = start(school, assignment_id)
    school.worker.run_next()
    assert decide(school, change.id, discard_change, StepRequest(reason="wrong version")).state == ChangeState.DISCARDED
    assert not school.worker.run_next()
    with pytest.raises(Conflict, match="discarded already by ines"):
        apply(school, change.id)
    with school.database.read() as session:
        found = access.assignment(session, TA, assignment_id, Permission.SEE_ALL_SUBMISSIONS)
        (listed,) = list_changes(session, found)
    assert listed.steps[-1].reason == "wrong version"
    assert scores(school, assignment_id) == {("sam", 1): 7, ("olga", 1): 4}


@pytest.mark.parametrize("undone", [(0, 1), (1, 0)])
def test_two_regrades_are_undone_in_any_order(school: School, assignment_id: str, undone: tuple[int, int]) -> None:
    honest = scores(school, assignment_id)
    changes = []
    for score in (9, 8):
        changes.append(regraded(school, assignment_id, score))
        apply(school, changes[-1])
    for place in undone:
        undo(school, changes[place])
    assert scores(school, assignment_id) == honest


def test_a_regrade_that_is_discarded_while_its_last_job_runs_is_never_ready(
    school: School, assignment_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    since = present(school)
    change = start(school, assignment_id, students=["sam"])
    grade = school.engine.grade

    def discard_and_grade(*args: Any, **options: Any) -> Any:
        decide(school, change.id, discard_change, StepRequest(reason="not needed"))
        return grade(*args, **options)

    monkeypatch.setattr(school.engine, "grade", discard_and_grade)
    school.grade_everything()
    assert look(school, change.id).state is ChangeState.DISCARDED
    assert EventType.REGRADE_READY not in [event.type for event in heard(school, TA, since)]


def test_an_unfinished_regrade_can_not_be_applied(school: School, assignment_id: str) -> None:
    change = start(school, assignment_id)
    school.worker.run_next()
    with pytest.raises(Conflict, match="1 submissions are still being graded"):
        apply(school, change.id)
    with pytest.raises(Conflict, match="not applied"):
        undo(school, change.id)


def test_what_can_not_be_graded_keeps_its_score(school: School, assignment_id: str) -> None:
    since = present(school)
    change = start(school, assignment_id, students=["sam"])
    for _ in range(3):
        school.engine.failures = 1
        assert school.worker.run_next()
        with school.database.write() as session:
            past = now() - timedelta(hours=1)
            session.execute(update(orm.Job).where(orm.Job.not_before.is_not(None)).values(not_before=past))
    assert look(school, change.id).counts.failed == 1
    assert [event.type for event in heard(school, TA, since)] == [EventType.REGRADE_READY]
    with pytest.raises(Conflict, match="nothing left to apply"):
        apply(school, change.id)
    assert look(school, change.id).state is ChangeState.OPEN
    assert scores(school, assignment_id)["sam", 1] == 7


def test_a_submission_that_failed_gets_its_first_score(school: School, assignment_id: str) -> None:
    school.submit(assignment_id, STUDENT, text=b"score: 3")
    with school.database.write() as session:
        session.execute(update(orm.Job).where(orm.Job.state == JobState.QUEUED).values(tries=2))
    school.engine.failures = 1
    school.grade_everything()
    assert scores(school, assignment_id)["sam", 2] is None
    change_id = regraded(school, assignment_id, 5, students=["sam"])
    (row,) = look(school, change_id).rows
    assert (row.before, row.direction) == (None, Direction.UP)
    apply(school, change_id)
    assert state_of(school, "sam", 2) == (SubmissionState.GRADED, 5)
    undo(school, change_id)
    assert state_of(school, "sam", 2) == (SubmissionState.FAILED, None)


def state_of(school: School, user: str, attempt: int) -> tuple[str, float | None]:
    with school.database.read() as session:
        status = session.get_one(orm.SubmissionStatus, submission_of(school, user, attempt))
        return status.state, status.score


def test_a_student_who_submits_meanwhile_keeps_the_new_attempts_own_score(school: School, assignment_id: str) -> None:
    change = start(school, assignment_id)
    school.submit(assignment_id, STUDENT, text=b"score: 10")
    school.worker.run_next()  # the student's first: a regrade waits behind it
    assert scores(school, assignment_id)["sam", 2] == 10
    school.engine.score = 1.0
    school.grade_everything()
    assert look(school, change.id).counts.total == 2
    apply(school, change.id)
    assert scores(school, assignment_id) == {("sam", 1): 1, ("sam", 2): 10, ("olga", 1): 1}


def test_latest_attempts_all_attempts_or_those_that_are_named(school: School, assignment_id: str) -> None:
    school.submit(assignment_id, STUDENT, text=b"score: 8")
    school.grade_everything()

    def chosen(**request: Any) -> list[tuple[str, int]]:
        return [(row.user, row.attempt) for row in look(school, start(school, assignment_id, **request).id).rows]

    assert chosen() == [("olga", 1), ("sam", 2)]
    assert chosen(attempts=Attempts.ALL) == [("olga", 1), ("sam", 1), ("sam", 2)]
    assert chosen(students=["sam"]) == [("sam", 2)]
    assert chosen(submissions=[submission_of(school, "sam", 1)]) == [("sam", 1)]


@pytest.mark.parametrize(
    ("request_", "fault", "said"),
    [
        ({"students": ["sam", "ghost"]}, InvalidInput, "ghost"),
        ({"submissions": ["01ARZ3NDEKTSV4RRFFQ69G5FAV"]}, InvalidInput, "01ARZ3"),
        ({"version": 9}, NotFound, "no version 9"),
        ({"version": 2}, ReleaseNotReady, "refused"),
        ({"question": "q9"}, InvalidInput, "There are: q1"),
        ({"question": "q1", "test": "q1 - 7"}, InvalidInput, "There are: q1 - 1, q1 - 2"),
    ],
)
def test_what_can_not_be_regraded_is_named(
    school: School, assignment_id: str, request_: dict[str, Any], fault: type[Exception], said: str
) -> None:
    school.build(assignment_id, b"broken")
    with pytest.raises(fault, match=said):
        start(school, assignment_id, **request_)
    with school.database.read() as session:
        assert session.scalar(select(func.count()).select_from(orm.ScoreChange)) == 0


def test_an_assignment_without_submissions_has_nothing_to_regrade(school: School) -> None:
    with pytest.raises(InvalidInput, match="Nothing was handed in yet"):
        start(school, school.draft("empty").id)


def test_tas_see_and_instructors_decide(school: School, assignment_id: str) -> None:
    change_id = regraded(school, assignment_id, 6)
    assert look(school, change_id, TA).counts.changed == 2
    with school.database.read() as session, pytest.raises(PermissionDenied):
        access.score_change(session, TA, change_id, Permission.CHANGE_SCORES)
    with pytest.raises(NotFound):
        look(school, change_id, STUDENT)
    with pytest.raises(PermissionDenied):
        start(school, assignment_id, by=TA)


def test_a_mended_version_stays_the_one_that_grades(school: School, assignment_id: str) -> None:
    school.build(assignment_id)  # version 2, not released
    change_id = regraded(school, assignment_id, 9, version=2, students=["sam"])
    apply(school, change_id)
    again(school, "sam", 8)
    assert [(grade.version, grade.result.score) for grade in grades_of(school, STUDENT)] == [(2, 8), (1, 7)]


def test_one_test_alone_is_taken_over_and_the_rest_stays(school: School, assignment_id: str) -> None:
    change_id = regraded(school, assignment_id, 10, question="q1", test="q1 - 2")
    preview = look(school, change_id)
    assert [row.after.score for row in preview.rows if row.after] == [9, 10]
    apply(school, change_id)
    assert scores(school, assignment_id) == {("sam", 1): 10, ("olga", 1): 9}
    with school.database.read() as session:
        assert all(is_genuine(session, grade) for grade in session.scalars(select(orm.Grade)))


def test_a_score_that_came_meanwhile_is_kept(school: School, assignment_id: str) -> None:
    change_id = regraded(school, assignment_id, 9)
    again(school, "sam", 5)
    counts = look(school, change_id).counts
    assert (counts.outdated, counts.changed) == (1, 1)
    assert apply(school, change_id).counts.applied == 1
    assert scores(school, assignment_id) == {("sam", 1): 5, ("olga", 1): 9}
    again(school, "olga", 2)
    undo(school, change_id)
    assert scores(school, assignment_id) == {("sam", 1): 5, ("olga", 1): 2}


def test_what_does_not_count_yet_is_not_given_to_others_with_the_same_files(school: School, assignment_id: str) -> None:
    regraded(school, assignment_id, 9)
    school.submit(assignment_id, STUDENT, text=b"score: 4")  # as olga's
    school.grade_everything()
    assert scores(school, assignment_id)["sam", 2] == 4


def test_the_executed_notebook_is_that_of_the_score_that_counts(school: School, assignment_id: str) -> None:
    regraded(school, assignment_id, 9)
    with school.database.read() as session:
        staff = access.submission(session, TA, submission_of(school, "sam"), Permission.SEE_ALL_SUBMISSIONS)
        assert [book.path for book in list_executed_notebooks(session, staff)] == ["hw1.ipynb"]


def race(*work: Callable[[], Any]) -> list[str]:
    """Do all of `work` at the same moment; returns the conflicts, and raises whatever else went wrong."""
    conflicts: list[str] = []
    faults: list[Exception] = []
    together = threading.Barrier(len(work))

    def run(one: Callable[[], Any]) -> None:
        together.wait()
        try:
            one()
        except Conflict as fault:
            conflicts.append(fault.message)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise ExceptionGroup("in the race", faults)
    return conflicts


def test_of_two_instructors_who_apply_at_once_one_is_told(school: School, assignment_id: str) -> None:
    change_id = regraded(school, assignment_id, 9)
    (conflict,) = race(*[lambda: apply(school, change_id)] * 2)
    assert "applied already by ines" in conflict
    assert scores(school, assignment_id) == {("sam", 1): 9, ("olga", 1): 9}
    assert [step.action for step in look(school, change_id).steps] == ["started", "applied"]


def test_of_two_regrades_that_are_applied_at_once_one_is_too_late(school: School, assignment_id: str) -> None:
    changes = [regraded(school, assignment_id, score) for score in (8, 9)]
    (conflict,) = race(*[lambda one=one: apply(school, one) for one in changes])
    assert "nothing left to apply" in conflict
    kept = {look(school, one).state for one in changes}
    assert kept == {ChangeState.APPLIED, ChangeState.OPEN}
    assert len(set(scores(school, assignment_id).values())) == 1


def test_an_apply_and_an_undo_while_students_submit_lose_nothing(school: School, assignment_id: str) -> None:
    change_id = regraded(school, assignment_id, 9)

    def hand_in() -> None:
        for n in range(5):
            school.submit(assignment_id, STUDENT, text=b"score: %d" % n)
        school.grade_everything()

    def there_and_back() -> None:
        apply(school, change_id)
        undo(school, change_id)

    assert race(hand_in, there_and_back) == []
    found = scores(school, assignment_id)
    assert found == {("sam", 1): 7, ("olga", 1): 4} | {("sam", n + 2): n for n in range(5)}
