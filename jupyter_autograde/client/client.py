"""The typed client of the autograde service: one method an endpoint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import IO, Any, Self, TypeVar
from urllib.parse import quote

import pydantic
import requests
from pydantic import BaseModel

from jupyter_autograde.bundles.content_digest import format_content_digest
from jupyter_autograde.bundles.limits import MIB, BundleLimits
from jupyter_autograde.client.downloads import Download, save_body
from jupyter_autograde.client.event_stream import EventStream, read_page
from jupyter_autograde.client.refusals import unreachable
from jupyter_autograde.client.transport import Transport
from jupyter_autograde.errors import InvalidInput, UpstreamError
from jupyter_autograde.models.assignment import (
    Assignment,
    AssignmentChange,
    AssignmentRequest,
    AssignmentVersion,
)
from jupyter_autograde.models.course import (
    Course,
    CourseChange,
    CourseRequest,
    Enrollment,
    EnrollmentRequest,
    Person,
)
from jupyter_autograde.models.event import EventPage, SaveEventBatch
from jupyter_autograde.models.grade_record import ExecutedNotebook, Grade
from jupyter_autograde.models.health import Health
from jupyter_autograde.models.job import Job
from jupyter_autograde.models.regrade import (
    ApplyRequest,
    RegradeRequest,
    ScoreChange,
    ScoreChangePreview,
    StepRequest,
    VoidRequest,
)
from jupyter_autograde.models.roster import RosterFile, RosterImport, RosterPreview
from jupyter_autograde.models.submission import ReceiptKey, Submission

_M = TypeVar("_M", bound=BaseModel)

MAX_WAIT = 10.0
"""Seconds that the service holds a long poll."""

IDLE_TIMEOUT = 25.0
"""Seconds without a byte after which a stream counts as buffered by a proxy."""

_MAX_BODY = BundleLimits().total + 8 * MIB
_MAX_NOTEBOOK = 12 * MIB


class AutogradeClient:
    """Speaks to one service as one user. Safe to use from several threads.

    Parameters
    ----------
    url : str
        Address of the service with its prefix, for example
        `http://127.0.0.1:8000/services/autograde/`.
    token : str
        Sent in the `Authorization` header and nowhere else (SEC-40).
    timeout : float
        Seconds for a connection, and for each wait for bytes of an answer.
    retries : int
        For requests that may be repeated: the idempotent methods, and a submission because of its
        key.

    Every method raises `ServiceUnreachable` without an answer, and otherwise the error that the
    service named.
    """

    def __init__(self, url: str, token: str, *, timeout: float = 15.0, retries: int = 2) -> None:
        self._transport = Transport(url, token, timeout=timeout, retries=retries)
        self.url = self._transport.url

    def __repr__(self) -> str:
        return f"AutogradeClient({self.url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    # ---- the service and the asker

    def health(self) -> Health:
        """Return the state of the service."""
        return self._one(Health, "GET", "health")

    def receipt_keys(self) -> list[ReceiptKey]:
        """Return the public keys that receipts are checked with."""
        return self._many(ReceiptKey, "GET", "keys")

    def me(self) -> Person:
        """Return the asker and the courses they are in."""
        return self._one(Person, "GET", "me")

    # ---- courses

    def list_courses(self, *, name: str | None = None) -> list[Course]:
        """Return the asker's courses; with `name` the ones of exactly that name."""
        return self._many(Course, "GET", "courses", query={"name": name})

    def create_course(self, request: CourseRequest) -> Course:
        """Create a course; for admins."""
        return self._one(Course, "POST", "courses", body=request)

    def get_course(self, course_id: str) -> Course:
        """Return one course."""
        return self._one(Course, "GET", f"courses/{_part(course_id)}")

    def change_course(self, course_id: str, change: CourseChange) -> Course:
        """Change the fields that were set in `change`."""
        return self._one(Course, "PATCH", f"courses/{_part(course_id)}", body=change)

    def list_enrollments(self, course_id: str) -> list[Enrollment]:
        """Return the roster of a course."""
        return self._many(Enrollment, "GET", f"courses/{_part(course_id)}/enrollments")

    def enroll(self, course_id: str, user: str, request: EnrollmentRequest) -> Enrollment:
        """Give a person a role in a course, or another one."""
        path = f"courses/{_part(course_id)}/enrollments/{_part(user)}"
        return self._one(Enrollment, "PUT", path, body=request)

    def preview_roster(self, course_id: str, file: RosterFile) -> RosterPreview:
        """Return what importing a roster file would change; for instructors."""
        return self._one(RosterPreview, "POST", f"courses/{_part(course_id)}/roster/preview", body=file)

    def import_roster(self, course_id: str, file: RosterImport) -> RosterPreview:
        """Import a roster file, all of it or nothing; for instructors."""
        return self._one(RosterPreview, "POST", f"courses/{_part(course_id)}/roster/import", body=file)

    # ---- assignments and their versions

    def list_assignments(self, course_id: str | None = None) -> list[Assignment]:
        """Return the assignments of one course, or of all of the asker's."""
        path = "assignments" if course_id is None else f"courses/{_part(course_id)}/assignments"
        return self._many(Assignment, "GET", path)

    def create_assignment(self, course_id: str, request: AssignmentRequest) -> Assignment:
        """Create an assignment, as a draft."""
        return self._one(Assignment, "POST", f"courses/{_part(course_id)}/assignments", body=request)

    def get_assignment(self, assignment_id: str) -> Assignment:
        """Return one assignment."""
        return self._one(Assignment, "GET", f"assignments/{_part(assignment_id)}")

    def change_assignment(self, assignment_id: str, change: AssignmentChange) -> Assignment:
        """Change the fields that were set in `change`."""
        return self._one(Assignment, "PATCH", f"assignments/{_part(assignment_id)}", body=change)

    def list_versions(self, assignment_id: str) -> list[AssignmentVersion]:
        """Return the versions of an assignment; for staff."""
        return self._many(AssignmentVersion, "GET", f"assignments/{_part(assignment_id)}/versions")

    def start_version(
        self,
        assignment_id: str,
        source: IO[bytes],
        *,
        notebooks: Sequence[str] = (),
        environment: str | None = None,
    ) -> AssignmentVersion:
        """Send a source (a seekable zip archive) to be built and proved; the answer is `building`.

        `notebooks` are paths in the archive; by default all notebooks in its root. `environment` is by default the
        course's, else the service's first.
        """
        return self._one(
            AssignmentVersion,
            "POST",
            f"assignments/{_part(assignment_id)}/versions",
            query={"notebooks": list(notebooks) or None, "environment": environment},
            upload=source,
        )

    def release_package(self, assignment_id: str, archive: IO[bytes], *, notebook: str) -> AssignmentVersion:
        """Release otter's autograder.zip (seekable) as it is; the answer is the version that has it.

        `notebook` is the path of what is graded in submissions.
        """
        return self._one(
            AssignmentVersion,
            "POST",
            f"assignments/{_part(assignment_id)}/packages",
            query={"notebook": notebook},
            upload=archive,
        )

    def get_version(self, version_id: str) -> AssignmentVersion:
        """Return one version."""
        return self._one(AssignmentVersion, "GET", f"versions/{_part(version_id)}")

    def release_version(self, version_id: str) -> AssignmentVersion:
        """Release a version that is ready."""
        return self._one(AssignmentVersion, "POST", f"versions/{_part(version_id)}/release")

    def download_version(self, version_id: str, target: IO[bytes]) -> Download:
        """Write the student's bundle of a version to `target`."""
        return self._download(f"versions/{_part(version_id)}/bundle", target, _MAX_BODY)

    # ---- submissions, grades, jobs

    def submit(
        self,
        assignment_id: str,
        bundle: IO[bytes],
        *,
        key: str,
        claimed_at: datetime | None = None,
        version: int | None = None,
    ) -> Submission:
        """Hand in a bundle (a seekable zip archive); sent twice with one `key` it counts once.

        Parameters
        ----------
        key : str
            Idempotency key, 1 to 128 characters; belongs to this bundle and no other.
        claimed_at : aware datetime, optional
            When the student clicked; shown to staff, decides nothing.
        version : int, optional
            Number of the version that was fetched.
        """
        return self._one(
            Submission,
            "POST",
            f"assignments/{_part(assignment_id)}/submissions",
            query={
                "claimed_at": claimed_at.isoformat() if claimed_at else None,
                "version": version,
            },
            upload=bundle,
            headers={"Idempotency-Key": key},
            keyed=True,
        )

    def list_submissions(
        self,
        assignment_id: str,
        *,
        user: str | None = None,
        latest: bool = False,
        after: str | None = None,
        limit: int | None = None,
    ) -> list[Submission]:
        """Return submissions, newest first: the asker's own, for staff everybody's."""
        return self._many(
            Submission,
            "GET",
            f"assignments/{_part(assignment_id)}/submissions",
            query={
                "user": user,
                "latest": "true" if latest else None,
                "after": after,
                "limit": limit,
            },
        )

    def get_submission(self, submission_id: str) -> Submission:
        """Return one submission."""
        return self._one(Submission, "GET", f"submissions/{_part(submission_id)}")

    def download_submission(self, submission_id: str, target: IO[bytes]) -> Download:
        """Write the files of a submission, as a zip archive, to `target`."""
        return self._download(f"submissions/{_part(submission_id)}/bundle", target, _MAX_BODY)

    def list_grades(self, submission_id: str) -> list[Grade]:
        """Return the grades of a submission, newest first."""
        return self._many(Grade, "GET", f"submissions/{_part(submission_id)}/grades")

    def list_executed_notebooks(self, submission_id: str) -> list[ExecutedNotebook]:
        """Return what the newest grade kept of executed notebooks; for staff."""
        return self._many(ExecutedNotebook, "GET", f"submissions/{_part(submission_id)}/notebooks")

    def download_executed_notebook(self, submission_id: str, index: int, target: IO[bytes]) -> Download:
        """Write one executed notebook to `target`; for staff."""
        return self._download(f"submissions/{_part(submission_id)}/notebooks/{index}", target, _MAX_NOTEBOOK)

    def grade_again(self, submission_id: str) -> Job:
        """Put a submission into the queue once more; for staff."""
        return self._one(Job, "POST", f"submissions/{_part(submission_id)}/jobs")

    def get_job(self, job_id: str) -> Job:
        """Return one job."""
        return self._one(Job, "GET", f"jobs/{_part(job_id)}")

    # ---- regrades and voided tests

    def list_score_changes(self, assignment_id: str) -> list[ScoreChange]:
        """Return the regrades and voided tests of an assignment, newest first; for staff."""
        return self._many(ScoreChange, "GET", f"assignments/{_part(assignment_id)}/score-changes")

    def start_regrade(self, assignment_id: str, request: RegradeRequest) -> ScoreChange:
        """Grade submissions again without changing a score yet; for instructors."""
        return self._one(ScoreChange, "POST", f"assignments/{_part(assignment_id)}/regrades", body=request)

    def start_void(self, assignment_id: str, request: VoidRequest) -> ScoreChange:
        """Propose to void a test; for instructors."""
        return self._one(ScoreChange, "POST", f"assignments/{_part(assignment_id)}/voids", body=request)

    def get_score_change(self, change_id: str) -> ScoreChangePreview:
        """Return what a change makes of each submission; for staff."""
        return self._one(ScoreChangePreview, "GET", f"score-changes/{_part(change_id)}")

    def apply_score_change(self, change_id: str, request: ApplyRequest) -> ScoreChangePreview:
        """Make the previewed scores count; for instructors."""
        return self._one(ScoreChangePreview, "POST", f"score-changes/{_part(change_id)}/apply", body=request)

    def discard_score_change(self, change_id: str, request: StepRequest) -> ScoreChange:
        """Close a change without applying it; for instructors."""
        return self._one(ScoreChange, "POST", f"score-changes/{_part(change_id)}/discard", body=request)

    def undo_score_change(self, change_id: str, request: StepRequest) -> ScoreChangePreview:
        """Make the grades from before an applied change current again; for instructors."""
        return self._one(ScoreChangePreview, "POST", f"score-changes/{_part(change_id)}/undo", body=request)

    # ---- events

    def poll_events(self, *, after: int | None = None, wait: float = MAX_WAIT) -> EventPage:
        """Return events after an id (default: from now on); waits up to `wait` seconds for one."""
        answer = self._transport.send(
            "GET",
            "events",
            query={"after": after, "wait": _seconds(wait)},
            once=True,
            read_timeout=wait + MAX_WAIT,
        )
        try:
            return read_page(_plain(answer))
        except (KeyError, TypeError, pydantic.ValidationError):
            raise _strange_answer() from None

    def stream_events(self, *, after: int | None = None, idle_timeout: float = IDLE_TIMEOUT) -> EventStream:
        """Open the event stream; it ends when no byte came for `idle_timeout` seconds."""
        headers = {
            "Accept": "text/event-stream",
            "Accept-Encoding": "identity",
            "Cache-Control": "no-store",
        }
        if after is not None:
            headers["Last-Event-ID"] = str(after)
        answer = self._transport.send(
            "GET",
            "events/stream",
            headers=headers,
            stream=True,
            once=True,
            read_timeout=idle_timeout,
        )
        if not answer.headers.get("Content-Type", "").startswith("text/event-stream"):
            answer.close()
            raise _strange_answer()
        return EventStream(answer, after)

    def send_save_events(self, batch: SaveEventBatch) -> int:
        """Report saved notebooks; returns how many the service took."""
        answer = self._transport.send("POST", "events", **_json_body(batch))
        try:
            return int(_plain(answer)["accepted"])
        except (KeyError, TypeError, ValueError):
            raise _strange_answer() from None

    # ---- for the server extension's pass-through

    def forward(
        self, method: str, path: str, *, query: Mapping[str, list[str]], body: bytes | None
    ) -> tuple[int, bytes]:
        """Send a JSON request below `api/v1/` as it is; return status and JSON of a success.

        The caller decides which paths there are. Errors are raised as everywhere here.
        """
        answer = self._transport.send(
            method,
            path,
            query=query,
            body=body,
            headers={"Content-Type": "application/json"} if body is not None else None,
        )
        if answer.content and not answer.headers.get("Content-Type", "").startswith("application/json"):
            raise _strange_answer()
        return answer.status_code, answer.content

    # ---- how

    def _send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: BaseModel | None = None,
        upload: IO[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        keyed: bool = False,
    ) -> Any:
        extra: dict[str, Any] = {"headers": dict(headers or {})}
        if upload is not None:
            extra["body"] = upload
            extra["headers"] |= {
                "Content-Type": "application/zip",
                "Content-Digest": format_content_digest(_digest(upload)),
            }
        elif body is not None:
            extra |= _json_body(body)
        return _plain(self._transport.send(method, path, query=query, keyed=keyed, **extra))

    def _one(self, model: type[_M], method: str, path: str, **how: Any) -> _M:
        try:
            return model.model_validate(self._send(method, path, **how))
        except pydantic.ValidationError:
            raise _strange_answer() from None

    def _many(self, model: type[_M], method: str, path: str, **how: Any) -> list[_M]:
        data = self._send(method, path, **how)
        try:
            return [model.model_validate(item) for item in data]
        except (pydantic.ValidationError, TypeError):
            raise _strange_answer() from None

    def _download(self, path: str, target: IO[bytes], limit: int) -> Download:
        answer = self._transport.send("GET", path, headers={"Accept": "*/*"}, stream=True)
        return save_body(answer, target, limit=limit)


def _part(value: str) -> str:
    """Quote one part of a path; names may have any printable character but `/`."""
    if value in {"", ".", ".."}:
        # Clients and proxies resolve dots, so these would reach another endpoint.
        raise InvalidInput("An id or a name can't be empty or made of dots.")
    return quote(value, safe="")


def _seconds(value: float) -> str:
    return f"{value:g}"


def _json_body(model: BaseModel) -> dict[str, Any]:
    text = model.model_dump_json(exclude_unset=True)
    return {"body": text.encode(), "headers": {"Content-Type": "application/json"}}


def _digest(upload: IO[bytes]) -> bytes:
    upload.seek(0)
    whole = hashlib.sha256()
    while chunk := upload.read(1 << 16):
        whole.update(chunk)
    upload.seek(0)
    return whole.digest()


def _plain(answer: requests.Response) -> Any:
    try:
        return json.loads(answer.content)
    except requests.RequestException as fault:
        raise unreachable(fault) from None
    except ValueError:
        raise _strange_answer() from None


def _strange_answer() -> UpstreamError:
    return UpstreamError(
        "The autograde service gave an answer that this version does not understand. "
        "Check that the address is right, and that both sides have matching versions."
    )
