"""Fill the demo course, by the service's API and with everybody's own token: release, hand in, grade, ask about it."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from jupyter_autograde.bundles import BundleReader, write_bundle
from jupyter_autograde.bundles.limits import BundleLimits
from jupyter_autograde.cli.local.demo.course import people
from jupyter_autograde.cli.local.demo.course.assignments import ASSIGNMENTS, DemoAssignment
from jupyter_autograde.cli.local.demo.course.submissions import HAND_INS, HandIn
from jupyter_autograde.cli.local.demo.demo_hub import DemoHub
from jupyter_autograde.cli.local.demo.notebook_work import fill_in_answers
from jupyter_autograde.cli.local.demo.scores import ScoreRow
from jupyter_autograde.cli.local.demo.staff_work import do_staff_work
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import GradingError
from jupyter_autograde.models.assignment import (
    Assignment,
    AssignmentChange,
    AssignmentRequest,
    AssignmentVersion,
    VersionState,
)
from jupyter_autograde.models.course import CourseRequest, EnrollmentRequest
from jupyter_autograde.models.event import Event, EventType
from jupyter_autograde.models.submission import Submission

_WAIT = 10.0
_SILENCE = timedelta(minutes=3)
"""Without any event while something is graded: then something is broken."""

Told = Callable[[str, int, int], None]
"""Told of progress: what is done, how many of it are done, of how many."""


class CourseFilling:
    """Makes the course and everything in it.

    Parameters
    ----------
    hub : DemoHub
        Running, with the course's people.
    tell : callable
    """

    def __init__(self, hub: DemoHub, tell: Told) -> None:
        self._hub, self._tell = hub, tell
        self._clients: dict[str, AutogradeClient] = {}
        self._last_event = 0
        self.released: dict[DemoAssignment, tuple[Assignment, AssignmentVersion]] = {}
        self.files: dict[DemoAssignment, dict[str, bytes]] = {}
        """What students fetch: path -> content."""

    def fill(self) -> list[ScoreRow]:
        """Do it all; return what came out.

        Raises
        ------
        GradingError
            A notebook of the course was refused, or grading stands still.
        """
        with ExitStack() as stack:
            for name in people.EVERYBODY:
                self._clients[name] = stack.enter_context(self._hub.client(name))
            self._release_all(self._create_course())
            rows = self._grade_all()
            self._tell("Grading some answers by hand", 0, 1)
            do_staff_work(self._clients, {demo: assignment for demo, (assignment, _) in self.released.items()})
            return rows

    # ---- the course and its assignments

    def _create_course(self) -> str:
        admin = self._clients[people.ADMIN]
        course = admin.create_course(CourseRequest(name=people.COURSE, title=people.TITLE))
        for name, role in people.ROLES.items():
            admin.enroll(course.id, name, EnrollmentRequest(role=role))
        return course.id

    def _release_all(self, course_id: str) -> None:
        ines = self._clients[people.INSTRUCTOR]
        self._last_event = ines.poll_events(wait=0).last_id
        due = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=7)
        versions = {}
        for demo in ASSIGNMENTS:
            assignment = ines.create_assignment(course_id, AssignmentRequest(name=demo.name, due_at=due))
            version = ines.start_version(assignment.id, archive(demo.files), notebooks=[demo.notebook])
            versions[version.id] = demo
        self._wait_for(len(versions), "Building the assignments", _is_built)
        for version_id, demo in versions.items():
            built = ines.get_version(version_id)
            if built.state is not VersionState.READY:
                raise GradingError(f"{demo.notebook} was refused: {built.refusal or built.report}")
            version = ines.release_version(version_id)
            self.released[demo] = ines.get_assignment(version.assignment_id), version
            self.files[demo] = self._fetch(version)

    def _fetch(self, version: AssignmentVersion) -> dict[str, bytes]:
        target = io.BytesIO()
        self._clients[people.STUDENTS[0]].download_version(version.id, target)
        return dict(BundleReader(target, BundleLimits()).files())

    # ---- submissions

    def _grade_all(self) -> list[ScoreRow]:
        sent = [(hand_in, self._submit(hand_in)) for hand_in in HAND_INS if not hand_in.late]
        for demo in {hand_in.assignment for hand_in in HAND_INS if hand_in.late}:
            assignment, _ = self.released[demo]
            self._clients[people.INSTRUCTOR].change_assignment(
                assignment.id, AssignmentChange(due_at=datetime.now(UTC))
            )
        sent += [(hand_in, self._submit(hand_in)) for hand_in in HAND_INS if hand_in.late]
        self._wait_for(len(sent), "Grading the submissions", _is_graded)
        return [self._row(hand_in, submission) for hand_in, submission in sent]

    def _submit(self, hand_in: HandIn) -> Submission:
        assignment, version = self.released[hand_in.assignment]
        files = dict(self.files[hand_in.assignment])
        notebook = hand_in.assignment.notebook
        files[notebook] = fill_in_answers(files[notebook], hand_in.answers)
        return self._clients[hand_in.student].submit(
            assignment.id,
            archive(files),
            key=secrets.token_hex(16),
            claimed_at=datetime.now(UTC),
            version=version.number,
        )

    def _row(self, hand_in: HandIn, submission: Submission) -> ScoreRow:
        ines = self._clients[people.INSTRUCTOR]
        graded = ines.get_submission(submission.id)
        grades = ines.list_grades(submission.id)
        result = grades[0].result if grades else None
        seconds = result.seconds if result else 0.0
        return ScoreRow(graded, hand_in.expected, seconds, hand_in.late)

    # ---- waiting

    def _wait_for(self, count: int, what: str, counts: Callable[[Event], bool]) -> None:
        done, heard_at = 0, datetime.now(UTC)
        self._tell(what, done, count)
        while done < count:
            page = self._clients[people.INSTRUCTOR].poll_events(after=self._last_event, wait=_WAIT)
            self._last_event = page.last_id
            done += sum(map(counts, page.events))
            self._tell(what, done, count)
            if page.events:
                heard_at = datetime.now(UTC)
            elif datetime.now(UTC) - heard_at > _SILENCE:
                raise GradingError(
                    f"{what}: {done} of {count} are done, and nothing moves. See {self._hub.process.log}"
                )


def archive(files: Mapping[str, bytes]) -> io.BytesIO:
    """Return `files` as a zip archive."""
    buffer = io.BytesIO()
    write_bundle(buffer, sorted(files.items()))
    buffer.seek(0)
    return buffer


def _is_built(event: Event) -> bool:
    return event.type is EventType.VERSION_BUILT


def _is_graded(event: Event) -> bool:
    return event.type in {EventType.SUBMISSION_GRADED, EventType.GRADING_FAILED}
