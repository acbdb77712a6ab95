"""What comes while a regrade runs or is decided: other work, other scores, other people."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from jupyter_autograde import access
from jupyter_autograde.errors import Conflict
from jupyter_autograde.grading.score_changes import (
    discard_change,
    list_changes,
)
from jupyter_autograde.models.job import JobState
from jupyter_autograde.models.regrade import (
    ChangeState,
    Direction,
    StepRequest,
)
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.school import STUDENT, TA, School
from tests.grading.regrades.steps import again, apply, decide, look, regraded, scores, start, state_of, told_ready, undo


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


def test_a_regrade_that_is_discarded_while_its_last_job_runs_is_never_ready(
    school: School, assignment_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = start(school, assignment_id, students=["sam"])
    grade = school.engine.grade

    def discard_and_grade(*args: Any, **options: Any) -> Any:
        decide(school, change.id, discard_change, StepRequest(reason="not needed"))
        return grade(*args, **options)

    monkeypatch.setattr(school.engine, "grade", discard_and_grade)
    school.grade_everything()
    assert look(school, change.id).state is ChangeState.DISCARDED
    assert told_ready(school) == []


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
