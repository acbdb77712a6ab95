"""Use case: write what is new of another service into the database; what is there already stays as it is."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from jupyter_autograde.courses.roster import set_role
from jupyter_autograde.exchange.announcements import announce_change, announce_release
from jupyter_autograde.exchange.hand_in_facts import last_attempts
from jupyter_autograde.exchange.ready_made import add_ready_made
from jupyter_autograde.exchange.submission_rows import HandIn, Taken, insert_statuses, insert_submissions
from jupyter_autograde.grading.current import counting, give_score, lock_scores, lock_statuses
from jupyter_autograde.models.assignment import AssignmentFormat, AssignmentState
from jupyter_autograde.models.audit import AuditAction
from jupyter_autograde.models.grade import GradeResult, GradeStatus
from jupyter_autograde.models.job import JobKind, JobState
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.moving_in.haul import Person, Score
from jupyter_autograde.moving_in.prepare import KEYS, ReadyAssignment, ReadyCourse, ReadyWork
from jupyter_autograde.moving_in.report import ImportReport, Kind
from jupyter_autograde.receipts import ReceiptSigner
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.audit import Why
from jupyter_autograde.storage.bundle_store import StoredFiles, record_bundle
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid

IMPORT = "import"
"""Source of what comes in like this, and its maker where a name is needed."""
_NOTHING = StoredFiles({})


@dataclass(frozen=True)
class Importer:
    """Writes into the caller's one transaction.

    Parameters
    ----------
    environments : collection of str
        Names of the grading environments; the first is the default.
    """

    session: Session
    report: ImportReport
    signer: ReceiptSigner
    environments: Collection[str]

    def bring_in(self, course: ReadyCourse) -> None:
        """Write what is new of a course."""
        row = self.session.scalar(select(orm.Course).where(orm.Course.name == course.name))
        if row is not None and row.archived_at is not None:
            self.report.fail(
                course.where, f"The course {course.name!r} is archived here. Import it under another name."
            )
            return
        if row is None:
            row = orm.Course(name=course.name, title="")
            self.session.add(row)
            self.session.flush()
            self.report.add(Kind.COURSE, course.name)
        else:
            self.report.keep(Kind.COURSE)
        for person in course.people:
            self._enrol(row, person)
        for assignment in course.assignments:
            self._bring_in_assignment(row, assignment)

    def _enrol(self, course: orm.Course, person: Person) -> None:
        """Enrol somebody who is not in the course and was not taken out of it here."""
        for table in (orm.Enrollment, orm.PastEnrollment):
            known = select(table.id).where(table.course_id == course.id, table.user == person.user)
            if self.session.scalar(known.limit(1)) is not None:
                self.report.keep(Kind.PERSON)
                return
        row = set_role(self.session, course, person.user, person.role, source=IMPORT, section=person.section)
        row.first_name, row.last_name, row.email = person.first_name, person.last_name, person.email
        self.session.flush()
        self.report.add(Kind.PERSON, f"{course.name}: {person.user} ({person.role})")

    def _bring_in_assignment(self, course: orm.Course, assignment: ReadyAssignment) -> None:
        row = self.session.scalar(
            select(orm.Assignment).where(orm.Assignment.course_id == course.id, orm.Assignment.name == assignment.name)
        )
        name = f"{course.name}/{assignment.name}"
        if row is not None and row.archived_at is not None:
            self.report.notes.append(f"{name} is archived here and stays so.")
            return
        if row is None:
            row = self._create_assignment(course, assignment)
            self.report.add(Kind.ASSIGNMENT, name)
        elif assignment.files is not None and assignment.files.files and self._has_no_files(row):
            self._release(row, assignment.files)
            self.report.add(Kind.ASSIGNMENT, f"{name}: its files")
        else:
            self.report.keep(Kind.ASSIGNMENT)
        if row.released_version is None:
            if assignment.works:
                self.report.fail(assignment.where, f"{name} is a draft here. Release it, then import again.")
            return
        before = len(self.report.changes)
        self._bring_in_works(row, assignment.works)
        if len(self.report.changes) > before:
            announce_change(self.session, row)

    def _create_assignment(self, course: orm.Course, assignment: ReadyAssignment) -> orm.Assignment:
        row = orm.Assignment(
            course_id=course.id,
            course=course,
            name=assignment.name,
            format=AssignmentFormat.OTTER if self.report.source == "gofer" else AssignmentFormat.NBGRADER,
            state=AssignmentState.CLOSED,
            due_at=assignment.due_at,
            created_by=IMPORT,
        )
        self.session.add(row)
        self.session.flush()
        self._release(row, assignment.files if assignment.files is not None else _NOTHING)
        return row

    def _release(self, row: orm.Assignment, files: StoredFiles) -> None:
        """Add a version; one without files is there for its submissions alone, and nobody hands in to it."""
        version = add_ready_made(self.session, row, files, self.environments, by=IMPORT)
        if files.files:
            row.state = AssignmentState.RELEASED
            self.session.flush()
            announce_release(self.session, row, version)

    def _has_no_files(self, row: orm.Assignment) -> bool:
        version = row.released_version
        return version is not None and version.created_by == IMPORT and version.bundle_sha256 == _NOTHING.sha256

    def _bring_in_works(self, row: orm.Assignment, works: list[ReadyWork]) -> None:
        lock_scores(self.session, row.id)
        found = self.session.scalars(
            select(orm.Submission)
            .options(joinedload(orm.Submission.status))
            .where(orm.Submission.assignment_id == row.id, orm.Submission.idempotency_key.startswith(KEYS))
        ).all()
        lock_statuses(self.session, [one.id for one in found])
        known = {(one.user, one.idempotency_key): one for one in found}
        for work in works:
            submission = known.get((work.user, work.key))
            if submission is None:
                submission = self._bring_in_work(row, work)
            else:
                self.report.keep(Kind.SUBMISSION)
            if submission is not None:
                self._give_feedback(submission, work)
                self._give_grade(submission, work)

    def _bring_in_work(self, row: orm.Assignment, work: ReadyWork) -> orm.Submission | None:
        at = work.at or row.due_at or now()
        # Anew: the rows of a hand-in are written past the session.
        latest = self.session.get(orm.LatestSubmission, (row.id, work.user), populate_existing=True)
        of_some_work = work.at is None and work.files is None
        if latest is not None and of_some_work and latest.submission.idempotency_key.startswith(KEYS):
            # A score for whatever was handed in last: the gradebook does not say when that was.
            self.report.keep(Kind.SUBMISSION)
            return latest.submission
        if latest is not None and latest.submission.submitted_at > at:
            self.report.fail(
                work.where,
                f"{work.user} has handed in here already, at {latest.submission.submitted_at:%Y-%m-%d %H:%M} UTC; what "
                f"was handed in before that, at {at:%Y-%m-%d %H:%M} UTC, would count as newer.",
            )
            return None
        version = row.released_version
        assert version is not None  # the caller has looked
        serialize(self.session, "submit", row.id, work.user)
        hand_in = HandIn(work.files or _NOTHING, idempotency_key=work.key, received_at=at)
        late = row.due_at is not None and at > row.due_at
        taken = Taken(work.user, version, hand_in, late, submission_id=new_ulid(at))
        last = last_attempts(self.session, row, [taken.user])
        written = insert_submissions(self.session, row, [taken], self.signer, last)
        insert_statuses(self.session, written, {})
        submission = self.session.get_one(orm.Submission, taken.submission_id)
        self.report.add(Kind.SUBMISSION, f"{_name(row)}: {work.user}, {at:%Y-%m-%d %H:%M:%S} UTC")
        return submission

    def _give_feedback(self, submission: orm.Submission, work: ReadyWork) -> None:
        """Add feedback files, unless they are there, or somebody has given others here."""
        if work.feedback is None:
            return
        newest = self.session.scalar(
            select(orm.Feedback)
            .where(orm.Feedback.submission_id == submission.id)
            .order_by(orm.Feedback.created_at.desc(), orm.Feedback.id.desc())
            .limit(1)
        )
        if newest is not None and (newest.created_by != IMPORT or newest.bundle_sha256 == work.feedback.sha256):
            self.report.keep(Kind.FEEDBACK)
            return
        bundle = record_bundle(self.session, work.feedback)
        feedback = orm.Feedback(submission_id=submission.id, bundle_sha256=bundle.sha256, created_by=IMPORT)
        self.session.add(feedback)
        self.session.flush()
        # What students had there they have here.
        released = orm.FeedbackRelease(submission_id=submission.id, feedback_id=feedback.id, released_by=IMPORT)
        self.session.merge(released)
        self.session.flush()
        self.report.add(
            Kind.FEEDBACK, f"{_name(submission.assignment)}: {submission.user}, attempt {submission.attempt}"
        )

    def _give_grade(self, submission: orm.Submission, work: ReadyWork) -> None:
        """Let the imported score count, unless it does, or the submission was graded here."""
        if work.score is None:
            return
        result = self._result(work.score)
        status = submission.status
        if status.grade_id is not None:
            grade = self.session.get_one(orm.Grade, status.grade_id)
            if grade.result.get("engine") != result.engine or GradeResult.model_validate(grade.result) == result:
                self.report.keep(Kind.GRADE)
                return
        elif status.job_id is not None:
            self.report.keep(Kind.GRADE)  # it is being graded here
            return
        job = orm.Job(
            kind=JobKind.AUTOGRADE,
            state=JobState.DONE,
            course_id=submission.assignment.course_id,
            assignment_id=submission.assignment_id,
            submission_id=submission.id,
            progress="Imported",
            finished_at=now(),
        )
        self.session.add(job)
        self.session.flush()
        grade = orm.Grade(
            submission_id=submission.id,
            version_id=submission.version_id,
            job_id=job.id,
            status=result.status,
            score=result.score,
            max_score=result.max_score,
            result=result.model_dump(mode="json"),
            log=f"Imported from {self.report.source}. Nothing was run here.",
            notebooks={},
        )
        self.session.add(grade)
        self.session.flush()
        why = Why(AuditAction.IMPORTED, None, f"Imported from {self.report.source}.")
        how = counting(self.session, submission.assignment_id, [submission.id])
        give_score(self.session, submission, grade, how, why)
        status.job_id, status.state = job.id, SubmissionState.GRADED
        self.session.flush()
        self.report.add(
            Kind.GRADE,
            f"{_attempt(submission)}: {result.score:g} of {result.max_score:g}",
        )

    def _result(self, score: Score) -> GradeResult:
        return GradeResult(
            status=GradeStatus.OK,
            score=max(0.0, math.fsum(question.score for question in score.questions)),
            max_score=math.fsum(question.max_score for question in score.questions),
            questions=score.questions,
            sandbox="none (imported)",
            environment=self.report.source,
            package_sha256="",
            engine=f"{IMPORT} {self.report.source}",
            seconds=0.0,
        )


def _attempt(submission: orm.Submission) -> str:
    return f"{_name(submission.assignment)}: {submission.user}, attempt {submission.attempt}"


def _name(assignment: orm.Assignment) -> str:
    return f"{assignment.course.name}/{assignment.name}"
