"""A course with very many students, written straight into the database: to see the pages of staff as they are then.

Nothing is run for it. Its assignments are copies of one that is released and graded, and each result is a copy of one
of that assignment's, in which every student passes as many tests as somebody of that talent would.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from jupyter_autograde.errors import Conflict, NotFound
from jupyter_autograde.models.assignment import AssignmentState
from jupyter_autograde.models.grade import GradeResult, QuestionResult
from jupyter_autograde.models.job import JobKind, JobState
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.permissions import Role
from jupyter_autograde.receipts import ReceiptFacts, ReceiptSigner
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import Database
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid

ASSIGNMENTS = 5
ATTEMPTS = 2
"""Of each student at each assignment."""
SUBMISSIONS = ASSIGNMENTS * ATTEMPTS
"""Of each student."""
SECTIONS = 8
FAILED = 0.01
"""Share of the newest attempts that could not be graded."""
BATCH = 200
"""Students of one transaction: others write in between."""

_FIRST = (
    "Ada",
    "Alan",
    "Barbara",
    "Claude",
    "Edsger",
    "Emmy",
    "Grace",
    "Hedy",
    "Ida",
    "John",
    "Kavya",
    "Leo",
    "Niklaus",
)
_LAST = ("Berger", "Costa", "Diaz", "Eriksen", "Fischer", "Garcia", "Huber", "Ito", "Jansen", "Kim", "Lopez", "Meyer")

Told = Callable[[str, int, int], None]
"""Told of progress: what is done, how many of it are done, of how many."""


UNFINISHED = "Being made"
"""Title of the course until all of it is there."""


def make_crowd(
    database: Database,
    signer: ReceiptSigner,
    *,
    like: str,
    course: str,
    staff: Mapping[str, Role],
    students: int,
    tell: Told = lambda what, done, of: None,
) -> str:
    """Make a course of that name; return its id.

    Parameters
    ----------
    like : str
        Id of an assignment with a released version and a graded submission.

    Raises
    ------
    Conflict
        There is a course of that name.
    NotFound
        Nothing is graded at `like`.
    """
    dice = random.Random(students)
    with database.write() as session:
        if session.scalar(select(orm.Course.id).where(orm.Course.name == course)) is not None:
            raise Conflict(f"There is a course {course} already.")
        template = _template(session, like)
        made = orm.Course(name=course, title=UNFINISHED)
        session.add(made)
        session.flush()
        people = [f"student{number:05}" for number in range(1, students + 1)]
        session.execute(insert(orm.Enrollment), list(_enrollments(made.id, staff, people, dice)))
        assignments = [_assignment(session, made.id, template, number) for number in range(1, ASSIGNMENTS + 1)]
    talents = {user: min(0.98, max(0.1, dice.gauss(0.72, 0.2))) for user in people}
    whole = len(assignments) * len(people)
    done = 0
    for of in assignments:
        for start in range(0, len(people), BATCH):
            batch = people[start : start + BATCH]
            filling = _Filling(course, of, template, signer, dice)
            rows = [row for user in batch for row in filling.work(user, talents[user])]
            with database.write() as session:
                _insert(session, rows)
            done += len(batch)
            tell("Making many submissions", done * ATTEMPTS, whole * ATTEMPTS)
    with database.write() as session:
        session.get_one(orm.Course, made.id).title = f"A course of {students} students"
    return made.id


@dataclass(frozen=True)
class _Template:
    """What is copied."""

    version: Mapping[str, Any]
    bundle_sha256: str
    size: int
    result: GradeResult
    created_by: str
    format: str


@dataclass(frozen=True)
class _Made:
    """An assignment of the crowd."""

    id: str
    course_id: str
    version_id: str
    name: str
    due_at: datetime


@dataclass(frozen=True)
class _Filling:
    """Makes the rows of one student's work at one assignment."""

    course: str
    of: _Made
    template: _Template
    signer: ReceiptSigner
    dice: random.Random

    def work(self, user: str, talent: float) -> Iterator[tuple[type[orm.Base], dict[str, Any]]]:
        """Yield (table, row): all attempts, the later ones a little better."""
        submitted_at = self.of.due_at - timedelta(hours=self.dice.expovariate(1 / 30))
        for attempt in range(1, ATTEMPTS + 1):
            submitted_at += timedelta(hours=self.dice.uniform(0.5, 8))
            newest = attempt == ATTEMPTS
            failed = newest and self.dice.random() < FAILED
            yield from self._attempt(user, attempt, submitted_at, talent * (0.6 + 0.4 * attempt / ATTEMPTS), failed)

    def _attempt(
        self, user: str, attempt: int, at: datetime, talent: float, failed: bool
    ) -> Iterator[tuple[type[orm.Base], dict[str, Any]]]:
        of, template = self.of, self.template
        submission_id, job_id, grade_id = new_ulid(), new_ulid(), new_ulid()
        facts = ReceiptFacts(
            submission_id=submission_id,
            course=self.course,
            assignment=of.name,
            user=user,
            attempt=attempt,
            submitted_at=at,
            late=at > of.due_at,
            sha256=template.bundle_sha256,
            key_id=self.signer.key_id,
        )
        yield (
            orm.Submission,
            {
                "id": submission_id,
                "assignment_id": of.id,
                "version_id": of.version_id,
                "user": user,
                "attempt": attempt,
                "submitted_at": at,
                "claimed_at": at,
                "late": facts.late,
                "bundle_sha256": template.bundle_sha256,
                "size": template.size,
                "idempotency_key": submission_id,
                "receipt_key_id": facts.key_id,
                "receipt_signature": self.signer.sign(facts),
            },
        )
        yield (
            orm.Job,
            {
                "id": job_id,
                "kind": JobKind.AUTOGRADE,
                "state": JobState.FAILED if failed else JobState.DONE,
                "course_id": of.course_id,
                "assignment_id": of.id,
                "submission_id": submission_id,
                "tries": 3 if failed else 1,
                "log": "The kernel died three times.\n" if failed else "",
                "created_at": at,
                "started_at": at,
                "finished_at": at,
            },
        )
        status: dict[str, Any] = {"submission_id": submission_id, "job_id": job_id, "state": SubmissionState.FAILED}
        status |= {"grade_id": None, "score": None, "max_score": None, "pending": None}
        if not failed:
            result = self._result(talent)
            yield orm.Grade, self._grade(grade_id, submission_id, job_id, at, result)
            status |= {"state": SubmissionState.GRADED, "grade_id": grade_id, "pending": result.pending}
            status |= {"score": result.score, "max_score": result.max_score}
        yield orm.SubmissionStatus, status
        if attempt == ATTEMPTS:
            latest = {"assignment_id": of.id, "user": user, "submission_id": submission_id, "attempt": attempt}
            yield orm.LatestSubmission, latest

    def _grade(
        self, grade_id: str, submission_id: str, job_id: str, at: datetime, result: GradeResult
    ) -> dict[str, Any]:
        return {
            "id": grade_id,
            "submission_id": submission_id,
            "version_id": self.of.version_id,
            "job_id": job_id,
            "status": result.status,
            "score": result.score,
            "max_score": result.max_score,
            "result": result.model_dump(mode="json"),
            "log": "",
            "notebooks": {},
            "created_at": at,
        }

    def _result(self, talent: float) -> GradeResult:
        return self.template.result.with_questions(
            [self._question(question, talent) for question in self.template.result.questions]
        )

    def _question(self, question: QuestionResult, talent: float) -> QuestionResult:
        if question.manual:
            return question
        cases = []
        for case in question.cases:
            passed = self.dice.random() < talent
            got = case.max_points * case.share if passed else 0.0
            cases.append(case.model_copy(update={"passed": passed, "points": got}))
        if question.all_or_nothing and not all(case.passed for case in cases):
            cases = [case.model_copy(update={"points": 0.0}) for case in cases]
        score = sum(case.points for case in cases)
        return question.model_copy(update={"cases": cases, "score": score})


def _template(session: Session, like: str) -> _Template:
    found = session.execute(
        select(orm.Submission, orm.Grade, orm.AssignmentVersion)
        .join(orm.Grade, orm.Grade.submission_id == orm.Submission.id)
        .join(orm.AssignmentVersion, orm.AssignmentVersion.id == orm.Grade.version_id)
        .where(orm.Submission.assignment_id == like)
        .order_by(orm.Grade.score.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        raise NotFound("Nothing is graded at the assignment that is to be copied.", details={"kind": "assignment"})
    submission, grade, version = found
    columns = {column.key: getattr(version, column.key) for column in orm.AssignmentVersion.__table__.columns}
    assignment = session.get_one(orm.Assignment, like)
    return _Template(
        version=columns,
        bundle_sha256=submission.bundle_sha256,
        size=submission.size,
        result=GradeResult.model_validate(grade.result),
        created_by=assignment.created_by,
        format=assignment.format,
    )


def _assignment(session: Session, course_id: str, template: _Template, number: int) -> _Made:
    due_at = now().replace(minute=0, second=0, microsecond=0) - timedelta(weeks=ASSIGNMENTS - number)
    version_id = new_ulid()
    assignment = orm.Assignment(
        course_id=course_id,
        name=f"week {number}",
        format=template.format,
        state=AssignmentState.RELEASED,
        due_at=due_at,
        released_version_id=version_id,
        created_by=template.created_by,
        created_at=due_at - timedelta(weeks=1),
    )
    session.add(assignment)
    session.flush()
    own = {"id": version_id, "assignment_id": assignment.id, "number": 1, "released_at": assignment.created_at}
    session.execute(insert(orm.AssignmentVersion), [{**template.version, **own}])
    return _Made(assignment.id, course_id, version_id, assignment.name, due_at)


def _enrollments(
    course_id: str, staff: Mapping[str, Role], people: Sequence[str], dice: random.Random
) -> Iterator[dict[str, Any]]:
    for user, role in staff.items():
        yield _enrollment(course_id, user, role)
    for number, user in enumerate(people):
        names = {"first_name": dice.choice(_FIRST), "last_name": dice.choice(_LAST)}
        section = chr(ord("A") + number % SECTIONS)
        yield _enrollment(course_id, user, Role.STUDENT) | names | {"section": section}


def _enrollment(course_id: str, user: str, role: Role) -> dict[str, Any]:
    row = {"id": new_ulid(), "course_id": course_id, "user": user, "role": role, "source": "api"}
    return row | {"section": None, "first_name": None, "last_name": None}


def _insert(session: Session, rows: Sequence[tuple[type[orm.Base], dict[str, Any]]]) -> None:
    """Insert with one statement a table, in an order in which each row names what is there."""
    for table in (orm.Submission, orm.Job, orm.Grade, orm.SubmissionStatus, orm.LatestSubmission):
        values = [row for of, row in rows if of is table]
        if values:
            session.execute(insert(table), values)
