"""A course with people, and short ways to release and submit in it; needs no hub and no sandbox."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.courses.course import load_courses
from jupyter_autograde.exchange.assignments import create_assignment
from jupyter_autograde.exchange.release import release_version, start_release
from jupyter_autograde.exchange.submit import HandIn, submit_assignment
from jupyter_autograde.grading import jobs
from jupyter_autograde.grading.autograde import run_autograde
from jupyter_autograde.grading.job_at_hand import JobAtHand
from jupyter_autograde.grading.presence import Presence
from jupyter_autograde.grading.worker import GradingWorker
from jupyter_autograde.models.assignment import Assignment, AssignmentRequest, AssignmentVersion
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.permissions import Permission
from jupyter_autograde.receipts import ReceiptSigner
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.bundle_store import store_files
from jupyter_autograde.storage.database import Database
from jupyter_autograde.testing.engine import FakeEngine
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid

INSTRUCTOR, TA, STUDENT, OTHER_STUDENT = Asker("ines"), Asker("tom"), Asker("sam"), Asker("olga")
STRANGER = Asker("mallory")
NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@dataclass
class School:
    """One course `physics`, its people, and the services around it."""

    database: Database
    blobs: BlobStore
    engine: FakeEngine
    signer: ReceiptSigner
    worker: GradingWorker
    other: Presence
    """Another worker, of which tests see every step."""

    @property
    def course_id(self) -> str:
        """Id of `physics`."""
        with self.database.read() as session:
            return session.scalars(select(orm.Course.id).where(orm.Course.name == "physics")).one()

    def draft(
        self, name: str = "hw1", *, due_at: datetime | None = None, closes_at: datetime | None = None
    ) -> Assignment:
        """Create an assignment."""
        with self.database.write() as session:
            course = access.course(session, INSTRUCTOR, self.course_id, Permission.EDIT_ASSIGNMENT)
            return create_assignment(session, course, AssignmentRequest(name=name, due_at=due_at, closes_at=closes_at))

    def build(self, assignment_id: str, source: bytes = NOTEBOOK) -> AssignmentVersion:
        """Send a source and run its build."""
        stored = store_files(self.blobs, [("hw1.ipynb", source)])
        with self.database.write() as session:
            owner = access.assignment(session, INSTRUCTOR, assignment_id, Permission.RELEASE)
            version = start_release(session, owner, stored, [], "default")
        assert self.worker.run_next()
        return version

    def release(self, assignment_id: str, source: bytes = NOTEBOOK) -> AssignmentVersion:
        """Build and release."""
        version = self.build(assignment_id, source)
        with self.database.write() as session:
            return release_version(session, access.version(session, INSTRUCTOR, version.id, Permission.RELEASE))

    def submit(
        self,
        assignment_id: str,
        asker: Asker = STUDENT,
        *,
        text: bytes = b"score: 7",
        key: str | None = None,
        at: datetime | None = None,
        path: str = "hw1.ipynb",
        version: int | None = None,
    ) -> tuple[Submission, bool]:
        """Hand one file in."""
        stored = store_files(self.blobs, [(path, text)])
        hand_in = HandIn(stored, idempotency_key=key or new_ulid(), received_at=at or now(), version=version)
        with self.database.write() as session:
            found = access.assignment(session, asker, assignment_id, Permission.SUBMIT)
            return submit_assignment(session, found, hand_in, self.signer)

    def lease(self, *, seconds: float = jobs.LEASE_SECONDS) -> jobs.Lease:
        """Take the next job for some seconds as another worker would, which then may do it with `finish`."""
        with self.database.write() as session:
            self.other.register(session)
            taken = jobs.lease(session, seconds=seconds, worker_id=self.other.id)
        assert taken is not None, "no job waits"
        return taken

    def finish(self, lease: jobs.Lease, engine: FakeEngine | None = None) -> None:
        """Do the job of a lease from `lease`; raises what that raises."""
        hand = JobAtHand(self.database, self.blobs, engine or self.engine, lease, lambda text: None)
        run_autograde(hand, self.other.signer)

    def grade_everything(self) -> None:
        """Do all jobs that wait."""
        while self.worker.run_next():
            pass

    def stop(self) -> None:
        """Let all workers say that they are gone, as a service that is stopped does."""
        with self.database.write() as session:
            session.execute(update(orm.Worker).where(orm.Worker.ended_at.is_(None)).values(ended_at=now()))


def make_school(database: Database, blobs: BlobStore) -> School:
    """Return a course `physics` with two students, and `chemistry`, whose instructor is a stranger to it."""
    engine, log = FakeEngine(), logging.getLogger("jupyter_autograde.testing")
    with database.write() as session:
        load_courses(
            session,
            {
                "physics": {"instructors": ["ines"], "tas": ["tom"], "students": ["sam", "olga"]},
                "chemistry": {"instructors": ["mallory"]},
            },
        )
    return School(
        database,
        blobs,
        engine,
        ReceiptSigner(ReceiptSigner.generate()),
        GradingWorker(database, blobs, engine, log=log),
        Presence(database, log=log),
    )
