"""What the lab shows: the connection, the assignments, one notebook."""

from __future__ import annotations

import posixpath

from jupyter_autograde.errors import HubUnreachable, InvalidNotebook, NotFound, ServiceUnreachable, UnsafePath
from jupyter_autograde.models.assignment import Assignment, AssignmentState
from jupyter_autograde.models.course import Person
from jupyter_autograde.models.feedback import Feedback, FeedbackState
from jupyter_autograde.models.grade_record import Grade
from jupyter_autograde.models.local import (
    FileCandidate,
    LocalAssignment,
    LocalStatus,
    NotebookAbilities,
    NotebookStatus,
    PendingState,
    PendingSubmission,
    StreamState,
)
from jupyter_autograde.models.submission import Submission, SubmissionState
from jupyter_autograde.notebook.extra_files import named_files
from jupyter_autograde.notebook.limits import read_notebook
from jupyter_autograde.permissions import Permission, allows
from jupyter_autograde.server.catalog import Known
from jupyter_autograde.server.parts import Parts
from jupyter_autograde.server.workspace.disk import disk_errors
from jupyter_autograde.server.workspace.workspace import FetchedFolder


def show_status(parts: Parts) -> LocalStatus:
    """Return how this server and the service stand to each other."""
    person: Person | None
    try:
        person, reachable = parts.client.me(), True
    except (ServiceUnreachable, HubUnreachable):
        person, reachable = parts.catalog.recall().person, False
    waiting = [entry for entry in parts.outbox.entries() if entry.state is PendingState.WAITING]
    return LocalStatus(
        configured=True,
        reachable=reachable,
        service_url=parts.client.url,
        user=person.name if person else None,
        stream=parts.relay.state,
        pending=len(waiting),
        message=parts.relay.message if parts.relay.state is StreamState.DOWN else "",
    )


def list_pending(parts: Parts) -> list[PendingSubmission]:
    """Return what is in the outbox, oldest first."""
    return [entry.pending() for entry in parts.outbox.entries()]


def list_local_assignments(parts: Parts) -> list[LocalAssignment]:
    """Return the user's assignments and what of them lies in the home."""
    known = parts.catalog.load()
    pending = _newest(list_pending(parts))
    return [
        _local(assignment, parts.workspace.fetched(assignment), pending, stale=known.stale)
        for assignment in known.assignments
    ]


def show_notebook(parts: Parts, path: str) -> NotebookStatus:
    """Return what the toolbar of the notebook at an API path shows."""
    known = parts.catalog.load()
    teaches = [course for course in known.courses if allows(course.role, Permission.RELEASE)]
    try:
        folder = parts.workspace.folder_of(path)
    except UnsafePath:
        # A notebook behind a link or with an odd name: it can't be of an assignment.
        return NotebookStatus(path=path, can=NotebookAbilities())
    if folder is None:
        return NotebookStatus(path=path, teaches=teaches, can=NotebookAbilities(release=bool(teaches)))
    pending = _newest(list_pending(parts))
    mine = pending.get(folder.record.assignment_id)
    assignment = next((a for a in known.assignments if a.id == folder.record.assignment_id), None)
    if assignment is None:
        return NotebookStatus(path=path, teaches=teaches, can=NotebookAbilities(), pending=mine)
    role = next((course.role for course in known.courses if course.id == assignment.course_id), None)
    submission, grade, feedback = _newest_result(parts, known, assignment)
    opened = assignment.state is AssignmentState.RELEASED
    return NotebookStatus(
        path=path,
        assignment=_local(assignment, folder, pending, stale=known.stale),
        role=role,
        teaches=teaches,
        can=NotebookAbilities(
            fetch=assignment.version is not None and allows(role, Permission.FETCH),
            submit=opened and allows(role, Permission.SUBMIT),
        ),
        pending=mine,
        submission=submission,
        grade=grade.result if grade else None,
        tests=grade.tests if grade else None,
        feedback=feedback,
    )


def list_candidates(parts: Parts, path: str) -> list[FileCandidate]:
    """Return files that could go with a release of the notebook at an API path."""
    named = _named_files(parts, path)
    return [
        FileCandidate(path=file.path, size=file.size, named=file.path in named)
        for file in parts.workspace.candidates(path)
    ]


def _named_files(parts: Parts, path: str) -> set[str]:
    """Return the API paths that the notebook itself names."""
    place = parts.workspace.root.locate_file(path)
    try:
        with disk_errors("read the notebook"):
            notebook = read_notebook(place.read_bytes())
    except InvalidNotebook:
        # The release says what is wrong with it.
        return set()
    folder = parts.workspace.root.api_path(place.parent)
    return {posixpath.normpath(posixpath.join(folder, name)) for name in named_files(notebook)}


def _newest(pending: list[PendingSubmission]) -> dict[str, PendingSubmission]:
    return {entry.assignment_id: entry for entry in pending}


def _local(
    assignment: Assignment,
    folder: FetchedFolder | None,
    pending: dict[str, PendingSubmission],
    *,
    stale: bool,
) -> LocalAssignment:
    return LocalAssignment(
        **assignment.model_dump(),
        folder=folder.path if folder else None,
        fetched_version=folder.record.version if folder else None,
        notebooks=folder.notebooks if folder else [],
        missing=folder.missing if folder else [],
        pending=pending.get(assignment.id),
        stale=stale,
    )


def _newest_result(
    parts: Parts, known: Known, assignment: Assignment
) -> tuple[Submission | None, Grade | None, Feedback | None]:
    if known.stale or assignment.my_submission is None:
        return None, None, None
    try:
        submission = parts.client.get_submission(assignment.my_submission.id)
        if submission.state is not SubmissionState.GRADED:
            return submission, None, None
        grades = parts.client.list_grades(submission.id)
        told = assignment.my_submission.feedback_attempt == submission.attempt
        feedback = _released(parts, submission.id) if told else None
    except (ServiceUnreachable, HubUnreachable):
        # It went away in this moment; the rest is worth showing.
        return None, None, None
    return submission, grades[0] if grades else None, feedback


def _released(parts: Parts, submission_id: str) -> Feedback | None:
    try:
        feedback = parts.client.get_feedback(submission_id)
    except NotFound:
        return None  # taken back in this moment
    return feedback if feedback.state is FeedbackState.RELEASED else None
