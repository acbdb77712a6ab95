"""What a worker has signed (SEC-13)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from jupyter_autograde.errors import WorkerLost
from jupyter_autograde.grading.autograde import run_autograde
from jupyter_autograde.grading.job_at_hand import JobAtHand
from jupyter_autograde.grading.records import ResultRecord, is_genuine
from jupyter_autograde.receipts import ReceiptSigner
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.school import OTHER_STUDENT, STUDENT, School


@pytest.fixture
def grade_id(school: School) -> str:
    assignment = school.draft()
    school.release(assignment.id)
    school.submit(assignment.id, STUDENT)
    school.grade_everything()
    with school.database.read() as session:
        return session.scalars(select(orm.Grade.id)).one()


def genuine(school: School, grade_id: str) -> bool:
    with school.database.read() as session:
        return is_genuine(session, session.get_one(orm.Grade, grade_id))


def test_a_grade_carries_the_signed_record_of_its_worker(school: School, grade_id: str) -> None:
    with school.database.read() as session:
        grade = session.get_one(orm.Grade, grade_id)
        submission = session.get_one(orm.Submission, grade.submission_id)
    record = ResultRecord.model_validate(grade.record)
    assert (record.user, record.attempt, record.tries, record.worker_id) == ("sam", 1, 1, school.worker.id)
    assert record.submission_sha256 == submission.bundle_sha256
    assert (record.score, record.max_score, record.status) == (7.0, 10.0, "ok")
    assert genuine(school, grade_id)


@pytest.mark.parametrize(
    "change",
    [
        {"score": 10.0},
        {"status": "tampered"},
        {"result": {"score": 10.0}},
        {"signature": "A" * 86},
        {"signature": None},
        {"reused_from": "0" * 26},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_grade_that_was_changed_afterwards_is_not_genuine(
    school: School, grade_id: str, change: dict[str, Any]
) -> None:
    with school.database.write() as session:
        session.execute(update(orm.Grade).values(**change))
    assert not genuine(school, grade_id)


def test_a_record_moved_to_another_submission_is_not_genuine(school: School, grade_id: str) -> None:
    with school.database.read() as session:
        assignment_id = session.scalars(select(orm.Submission.assignment_id)).one()
    other, _ = school.submit(assignment_id, OTHER_STUDENT, text=b"score: 1")
    school.grade_everything()
    with school.database.write() as session:
        best = session.get_one(orm.Grade, grade_id)
        theirs = session.scalars(select(orm.Grade).where(orm.Grade.submission_id == other.id)).one()
        for name in ("record", "signature", "result", "score", "max_score", "status"):
            setattr(theirs, name, getattr(best, name))
        moved = theirs.id
    assert genuine(school, grade_id)
    assert not genuine(school, moved)


def test_a_result_that_is_not_signed_by_the_holder_of_the_lease_is_refused(school: School, grade_id: str) -> None:
    with school.database.read() as session:
        assignment_id = session.scalars(select(orm.Submission.assignment_id)).one()
    school.submit(assignment_id, OTHER_STUDENT, text=b"score: 10")
    held = school.lease()
    stranger = ReceiptSigner(ReceiptSigner.generate())
    with pytest.raises(WorkerLost, match="not signed"):
        hand = JobAtHand(school.database, school.blobs, school.engine, held, lambda text: None)
        run_autograde(hand, stranger)
    with school.database.read() as session:
        assert session.scalars(select(orm.Grade.id)).all() == [grade_id]


def test_a_result_is_taken_once(school: School, grade_id: str) -> None:
    with school.database.read() as session:
        assignment_id = session.scalars(select(orm.Submission.assignment_id)).one()
    school.submit(assignment_id, OTHER_STUDENT, text=b"score: 1")
    held = school.lease()
    school.finish(held)
    with pytest.raises(WorkerLost):
        school.finish(held)
