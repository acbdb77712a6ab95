"""What the stand-in knows, and how a test controls it."""

from __future__ import annotations

import hashlib
import io
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from typing import Any, Self

from jupyter_autograde.bundles import identity_of, write_bundle
from jupyter_autograde.errors import IdempotencyKeyReused, NotFound, PermissionDenied
from jupyter_autograde.testing.stub_service.http import listen
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


@dataclass
class Fault:
    """What happens to the next requests that match instead of the usual."""

    pattern: str
    times: int = 1
    status: int | None = None
    body: dict[str, Any] | None = None
    drop: str | None = None
    """`before`: nothing is done and the connection closed; `after`: done, but not answered;
    `hold`: done, and answered when `StubService.release_held` is called."""


@dataclass
class StubService:
    """State and control of the stand-in; use it as a context manager."""

    tokens: dict[str, str] = field(default_factory=lambda: {"student-token": "ada", "staff-token": "ines"})
    courses: dict[str, dict[str, Any]] = field(default_factory=dict)
    roles: dict[tuple[str, str], str] = field(default_factory=dict)
    assignments: dict[str, dict[str, Any]] = field(default_factory=dict)
    versions: dict[str, dict[str, Any]] = field(default_factory=dict)
    bundles: dict[str, bytes] = field(default_factory=dict)
    submissions: list[dict[str, Any]] = field(default_factory=list)
    submitted: dict[str, bytes] = field(default_factory=dict)
    grades: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    saved: list[dict[str, Any]] = field(default_factory=list)
    live: set[str] = field(default_factory=set)
    """Assignments whose staff see what is saved."""
    events: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of every request, in order of arrival."""
    addresses: list[str] = field(default_factory=list)
    """The request lines, as they would stand in an access log."""
    faults: list[Fault] = field(default_factory=list)
    heartbeat: float = 0.1
    """Seconds between the comment lines of a stream."""
    buffered: bool = False
    """Behave like a proxy that keeps a whole stream back."""
    damage_bundles: bool = False
    """Send bundles that are not the ones announced."""

    def __post_init__(self) -> None:
        self._keys: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {}
        self.changed = threading.Condition()
        self._server: ThreadingHTTPServer | None = None
        self.stopping = False
        self.held = 0
        self._released = False
        self.port = 0

    # ---- life

    def start(self, port: int = 0) -> Self:
        """Listen on loopback, on a free port by default."""
        self.stopping = False
        self._server = listen(self, port)
        self.port = int(self._server.server_address[1])
        return self

    def stop(self) -> None:
        """Stop listening and end all streams."""
        if self._server is None:
            return
        with self.changed:
            self.stopping = True
            self.changed.notify_all()
        self._server.shutdown()
        self._server.server_close()
        self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Address of the service with its prefix."""
        return f"http://127.0.0.1:{self.port}/services/autograde/"

    def wait_for(self, condition: Callable[[], bool], timeout: float = 20.0) -> None:
        """Wait until `condition` holds, asked again after each change; fail when it never does."""
        with self.changed:
            assert self.changed.wait_for(condition, timeout), "the condition never came true"

    @contextmanager
    def change(self) -> Iterator[None]:
        """Change something, and wake whoever waits for it."""
        with self.changed:
            yield
            self.changed.notify_all()

    # ---- content

    def add_course(self, name: str, roles: dict[str, str]) -> str:
        """Add a course with its people (name -> role); returns its id."""
        course_id = new_ulid()
        self.courses[course_id] = {
            "id": course_id,
            "name": name,
            "title": name,
            "created_at": _moment(),
        }
        self.roles |= {(course_id, user): role for user, role in roles.items()}
        return course_id

    def add_assignment(self, course_id: str, name: str, files: dict[str, bytes] | None = None) -> str:
        """Add an assignment; with `files` it is released at once. Returns its id."""
        assignment_id = new_ulid()
        self.assignments[assignment_id] = {
            "id": assignment_id,
            "course_id": course_id,
            "course": self.courses[course_id]["name"],
            "name": name,
            "format": "otter",
            "state": "draft",
            "due_at": None,
            "closes_at": None,
            "version": None,
            "version_id": None,
            "max_score": None,
            "created_at": _moment(),
        }
        if files is not None:
            self.release(assignment_id, files)
        return assignment_id

    def release(self, assignment_id: str, files: dict[str, bytes]) -> str:
        """Release a new version with these files; returns its id."""
        archive = io.BytesIO()
        write_bundle(archive, sorted(files.items()))
        version = self._new_version(assignment_id, files, "released")
        self.bundles[version["id"]] = archive.getvalue()
        self.assignments[assignment_id] |= {
            "state": "released",
            "version": version["number"],
            "version_id": version["id"],
            "max_score": 10.0,
        }
        self.emit("assignment_released", assignment_id, None, {"version": version["number"]})
        return str(version["id"])

    def grade(self, submission_id: str, score: float) -> None:
        """Give a submission a grade, and tell."""
        submission = self.submission_of(submission_id)
        submission |= {"state": "graded", "score": score, "max_score": 10.0}
        result = {
            "status": "ok",
            "score": score,
            "max_score": 10.0,
            "questions": [],
            "sandbox": "none",
            "environment": "default",
            "package_sha256": "0" * 64,
            "engine": "stub",
            "seconds": 0.1,
        }
        grade = {
            "id": new_ulid(),
            "job_id": submission["job_id"],
            "submission_id": submission_id,
            "version": submission["version"],
            "created_at": _moment(),
            "result": result,
        }
        self.grades.setdefault(submission_id, []).insert(0, grade)
        data = {"submission_id": submission_id, "attempt": submission["attempt"], "score": score}
        self.emit("submission_graded", submission["assignment_id"], submission["user"], data)

    def files_of(self, submission_id: str) -> dict[str, bytes]:
        """Return the files of a submission."""
        return _unzip(self.submitted[submission_id])

    def bundle_files(self, version_id: str) -> dict[str, bytes]:
        """Return the files that a version was made of."""
        return _unzip(self.bundles[version_id])

    def emit(self, kind: str, assignment_id: str | None, user: str | None, data: dict[str, Any]) -> int:
        """Append an event; returns its id."""
        course_id = self.assignments[assignment_id]["course_id"] if assignment_id else None
        with self.change():
            event: dict[str, Any] = {
                "id": len(self.events) + 1,
                "type": kind,
                "at": _moment(),
                "course_id": course_id,
                "assignment_id": assignment_id,
                "user": user,
                "data": data,
            }
            self.events.append(event)
        return int(event["id"])

    def fail(self, pattern: str, **how: Any) -> None:
        """Let the next requests whose `METHOD path` matches `pattern` fail; see `Fault`."""
        self.faults.append(Fault(pattern, **how))

    def hold(self) -> None:
        """Wait until the test lets answers go."""
        with self.changed:
            self.held += 1
            self.changed.notify_all()
            self.changed.wait_for(lambda: self.stopping or self._released)

    def release_held(self) -> None:
        """Let all held answers go."""
        with self.change():
            self._released = True

    # ---- what requests do

    def take_fault(self, method: str, path: str) -> Fault | None:
        """Return the fault for a request, and count it."""
        with self.change():
            self.requests.append((method, path))
            for fault in self.faults:
                if fault.times > 0 and re.search(fault.pattern, f"{method} {path}"):
                    fault.times -= 1
                    return fault
        return None

    def submit(self, user: str, assignment_id: str, key: str, body: bytes, query: dict[str, str]) -> tuple[int, Any]:
        """Take a submission, once for each key."""
        self.role_of(user, self.assignment_of(user, assignment_id)["course_id"])
        digest = hashlib.sha256(body).hexdigest()
        with self.change():
            known = self._keys.get((user, key))
            if known is not None:
                if known[0] != digest:
                    raise IdempotencyKeyReused("This key belongs to another submission.")
                return 200, known[1]
            submission = self._new_submission(user, assignment_id, body, query)
            self._keys[user, key] = (digest, submission)
            self.submissions.append(submission)
        data = {
            "submission_id": submission["id"],
            "attempt": submission["attempt"],
            "state": "queued",
        }
        self.emit("submission_received", assignment_id, user, data)
        return 201, submission

    def visible(self, user: str, after: int) -> list[dict[str, Any]]:
        """Return the events after an id that a user may see."""
        return [event for event in self.events[after:] if self._sees(user, event)]

    def _sees(self, user: str, event: dict[str, Any]) -> bool:
        role = self.roles.get((event["course_id"], user))
        return role is not None and (role != "student" or event["user"] in {None, user})

    def role_of(self, user: str, course_id: str) -> str:
        """Return the role in a course; a stranger does not learn that there is one."""
        role = self.roles.get((course_id, user))
        if role is None:
            raise NotFound("There is no such object, or you may not see it.")
        return role

    def assignment_of(self, user: str, assignment_id: str) -> dict[str, Any]:
        """Return an assignment that a user may see."""
        assignment = self.assignments.get(assignment_id)
        if assignment is None:
            raise NotFound("There is no such assignment, or you may not see it.")
        role = self.role_of(user, assignment["course_id"])
        if role == "student" and assignment["state"] == "draft":
            raise NotFound("There is no such assignment, or you may not see it.")
        return assignment

    def submission_of(self, submission_id: str) -> dict[str, Any]:
        """Return a submission."""
        for submission in self.submissions:
            if submission["id"] == submission_id:
                return submission
        raise NotFound("There is no such submission, or you may not see it.")

    def _new_submission(self, user: str, assignment_id: str, body: bytes, query: dict[str, str]) -> dict[str, Any]:
        files = _unzip(body)
        assignment = self.assignments[assignment_id]
        mine = [s for s in self.submissions if s["user"] == user and s["assignment_id"] == assignment_id]
        submission_id = new_ulid()
        moment = _moment()
        same = {
            "user": user,
            "attempt": len(mine) + 1,
            "submitted_at": moment,
            "late": False,
            "sha256": identity_of(files),
            "assignment": assignment["name"],
        }
        receipt = {
            **same,
            "submission_id": submission_id,
            "course": assignment["course"],
            "key_id": "stub",
            "signature": "none",
        }
        self.submitted[submission_id] = body
        return {
            **same,
            "id": submission_id,
            "course_id": assignment["course_id"],
            "assignment_id": assignment_id,
            "version": int(query.get("version") or assignment["version"] or 1),
            "claimed_at": query.get("claimed_at"),
            "size": sum(map(len, files.values())),
            "state": "queued",
            "job_id": new_ulid(),
            "score": None,
            "max_score": None,
            "receipt": receipt,
        }

    def _new_version(self, assignment_id: str, files: dict[str, bytes], state: str) -> dict[str, Any]:
        earlier = [v for v in self.versions.values() if v["assignment_id"] == assignment_id]
        version: dict[str, Any] = {
            "id": new_ulid(),
            "assignment_id": assignment_id,
            "number": len(earlier) + 1,
            "state": state,
            "job_id": new_ulid(),
            "notebooks": sorted(path for path in files if path.endswith(".ipynb") and "/" not in path),
            "max_score": 10.0,
            "bundle_sha256": identity_of(files),
            "environment": "default",
            "created_by": "ines",
            "created_at": _moment(),
        }
        self.versions[version["id"]] = version
        return version

    def start_version(self, user: str, assignment_id: str, body: bytes, notebooks: list[str]) -> dict[str, Any]:
        """Take a source; it counts as built at once."""
        assignment = self.assignment_of(user, assignment_id)
        if self.role_of(user, assignment["course_id"]) not in {"instructor", "admin"}:
            raise PermissionDenied("Only instructors release assignments.")
        files = _unzip(body)
        version = self._new_version(assignment_id, files, "building")
        version["notebooks"] = notebooks or version["notebooks"]
        self.bundles[version["id"]] = body
        return version


def _unzip(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _moment() -> str:
    return now().isoformat()
