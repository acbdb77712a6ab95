"""Listing the newest submissions of 1,000 students: does it cost more when there are more old attempts?"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.report import Finding, median_seconds, milliseconds
from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.exchange.submissions import list_submissions
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import migrations, orm
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database
from jupyter_autograde.testing.school import INSTRUCTOR, School, make_school
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid

STUDENTS = 1000


def run() -> list[Finding]:
    """Measure with 1 and with 10 attempts a student."""
    one, ten = (_measure(attempts) for attempts in (1, 10))
    return [
        Finding(
            f"list {STUDENTS} students' newest submissions, 10 attempts each",
            milliseconds(ten),
            f"{milliseconds(one)} with 1 attempt each",
            f"{ten / one:.2f} ×",
        )
    ]


def _measure(attempts: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/autograde.db")
        migrations.upgrade(database)
        school = make_school(database, BlobStore(str(Path(folder, "blobs"))))
        assignment = school.draft()
        school.release(assignment.id)
        _fill(school, assignment.id, attempts)
        seconds = median_seconds(lambda: _list(database, INSTRUCTOR, assignment.id), times=9)
        database.close()
        return seconds


def _list(database: Database, asker: Asker, assignment_id: str) -> None:
    with database.read() as session:
        found = access.assignment(session, asker, assignment_id, Permission.SEE_ALL_SUBMISSIONS)
        listed = list_submissions(session, found, latest=True)
        assert len(listed) == STUDENTS


def _fill(school: School, assignment_id: str, attempts: int) -> None:
    first, _ = school.submit(assignment_id)
    with school.database.write() as session:
        like = session.get_one(orm.Submission, first.id)
        for student in range(STUDENTS - 1):
            user = f"student{student:04}"
            for attempt in range(1, attempts + 1):
                row = orm.Submission(
                    id=new_ulid(),
                    assignment_id=assignment_id,
                    version_id=like.version_id,
                    user=user,
                    attempt=attempt,
                    submitted_at=now(),
                    late=False,
                    bundle_sha256=like.bundle_sha256,
                    size=like.size,
                    idempotency_key=new_ulid(),
                    receipt_key_id=like.receipt_key_id,
                    receipt_signature=like.receipt_signature,
                )
                row.status = orm.SubmissionStatus(submission_id=row.id, state="graded", score=7, max_score=10)
                session.add(row)
            session.flush()
            session.add(
                orm.LatestSubmission(assignment_id=assignment_id, user=user, submission_id=row.id, attempt=attempts)
            )
