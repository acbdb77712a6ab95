"""A small stand-in for the service: real HTTP, everything in memory, faults on demand.

For tests of whatever speaks to the service. It keeps the routes and the bodies of the real one,
knows no grading, and can also be started alone: `python -m jupyter_autograde.testing.stub_service`.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Self
from urllib.parse import parse_qs, unquote, urlsplit

from ulid import ULID

from jupyter_autograde.bundles import identity_of, write_bundle
from jupyter_autograde.bundles.content_digest import format_content_digest, parse_content_digest
from jupyter_autograde.errors import (
    AutogradeError,
    DigestMismatch,
    IdempotencyKeyReused,
    NotAuthenticated,
    NotFound,
    PermissionDenied,
)

PREFIX = "/services/autograde/api/v1/"

_STATUS = {"not_authenticated": 401, "permission_denied": 403, "not_found": 404}


def new_id() -> str:
    """Return a fresh id."""
    return str(ULID())


def now() -> str:
    """Return this moment as JSON has it."""
    return datetime.now(UTC).isoformat()


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
        handler = type("Handler", (_Handler,), {"stub": self})
        self._server = _Server(("127.0.0.1", port), handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
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
    def _change(self) -> Iterator[None]:
        with self.changed:
            yield
            self.changed.notify_all()

    # ---- content

    def add_course(self, name: str, roles: dict[str, str]) -> str:
        """Add a course with its people (name -> role); returns its id."""
        course_id = new_id()
        self.courses[course_id] = {
            "id": course_id,
            "name": name,
            "title": name,
            "created_at": now(),
        }
        self.roles |= {(course_id, user): role for user, role in roles.items()}
        return course_id

    def add_assignment(self, course_id: str, name: str, files: dict[str, bytes] | None = None) -> str:
        """Add an assignment; with `files` it is released at once. Returns its id."""
        assignment_id = new_id()
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
            "created_at": now(),
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
        submission = self._submission(submission_id)
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
            "id": new_id(),
            "job_id": submission["job_id"],
            "submission_id": submission_id,
            "version": submission["version"],
            "created_at": now(),
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
        with self._change():
            event: dict[str, Any] = {
                "id": len(self.events) + 1,
                "type": kind,
                "at": now(),
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
        with self._change():
            self._released = True

    # ---- what requests do

    def take_fault(self, method: str, path: str) -> Fault | None:
        """Return the fault for a request, and count it."""
        with self._change():
            self.requests.append((method, path))
            for fault in self.faults:
                if fault.times > 0 and re.search(fault.pattern, f"{method} {path}"):
                    fault.times -= 1
                    return fault
        return None

    def submit(self, user: str, assignment_id: str, key: str, body: bytes, query: dict[str, str]) -> tuple[int, Any]:
        """Take a submission, once for each key."""
        self._role(user, self._assignment(user, assignment_id)["course_id"])
        digest = hashlib.sha256(body).hexdigest()
        with self._change():
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

    def _role(self, user: str, course_id: str) -> str:
        role = self.roles.get((course_id, user))
        if role is None:
            raise NotFound("There is no such object, or you may not see it.")
        return role

    def _assignment(self, user: str, assignment_id: str) -> dict[str, Any]:
        assignment = self.assignments.get(assignment_id)
        if assignment is None:
            raise NotFound("There is no such assignment, or you may not see it.")
        role = self._role(user, assignment["course_id"])
        if role == "student" and assignment["state"] == "draft":
            raise NotFound("There is no such assignment, or you may not see it.")
        return assignment

    def _submission(self, submission_id: str) -> dict[str, Any]:
        for submission in self.submissions:
            if submission["id"] == submission_id:
                return submission
        raise NotFound("There is no such submission, or you may not see it.")

    def _new_submission(self, user: str, assignment_id: str, body: bytes, query: dict[str, str]) -> dict[str, Any]:
        files = _unzip(body)
        assignment = self.assignments[assignment_id]
        mine = [s for s in self.submissions if s["user"] == user and s["assignment_id"] == assignment_id]
        submission_id = new_id()
        moment = now()
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
            "job_id": new_id(),
            "score": None,
            "max_score": None,
            "receipt": receipt,
        }

    def _new_version(self, assignment_id: str, files: dict[str, bytes], state: str) -> dict[str, Any]:
        earlier = [v for v in self.versions.values() if v["assignment_id"] == assignment_id]
        version: dict[str, Any] = {
            "id": new_id(),
            "assignment_id": assignment_id,
            "number": len(earlier) + 1,
            "state": state,
            "job_id": new_id(),
            "notebooks": sorted(path for path in files if path.endswith(".ipynb") and "/" not in path),
            "max_score": 10.0,
            "bundle_sha256": identity_of(files),
            "environment": "default",
            "created_by": "ines",
            "created_at": now(),
        }
        self.versions[version["id"]] = version
        return version

    def start_version(self, user: str, assignment_id: str, body: bytes, notebooks: list[str]) -> dict[str, Any]:
        """Take a source; it counts as built at once."""
        assignment = self._assignment(user, assignment_id)
        if self._role(user, assignment["course_id"]) not in {"instructor", "admin"}:
            raise PermissionDenied("Only instructors release assignments.")
        files = _unzip(body)
        version = self._new_version(assignment_id, files, "building")
        version["notebooks"] = notebooks or version["notebooks"]
        self.bundles[version["id"]] = body
        return version


def _unzip(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Otherwise closing waits for open streams.
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of readers that went away."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    stub: ClassVar[StubService]
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the request line instead of printing it."""
        self.stub.addresses.append(self.requestline)

    def _run(self) -> None:
        parts = urlsplit(self.path)
        self.query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        self.many = parse_qs(parts.query)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = parts.path.removeprefix(PREFIX)
        fault = self.stub.take_fault(self.command, path)
        if self.stub.stopping or (fault is not None and fault.drop == "before"):
            self.close_connection = True
            return
        if fault is not None and fault.status is not None:
            self._answer(fault.status, fault.body or {"message": "As told.", "code": "error"})
            return
        try:
            status, answer = self._route(path, body)
        except AutogradeError as error:
            status = _STATUS.get(error.code, 409)
            answer = {
                "message": error.message,
                "reason": None,
                "code": error.code,
                "details": error.details,
            }
        if fault is not None and fault.drop == "hold":
            self.stub.hold()
        if fault is not None and fault.drop == "after":
            self.close_connection = True
            return
        if answer is not None:
            self._answer(status, answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _run

    def _answer(self, status: int, answer: Any) -> None:
        content = json.dumps(answer).encode()
        self._bytes(status, content, {"Content-Type": "application/json"})

    def _bytes(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _user(self) -> str:
        token = self.headers.get("Authorization", "").rpartition(" ")[2]
        user = self.stub.tokens.get(token)
        if user is None:
            raise NotAuthenticated("Sign in to the hub again.")
        return user

    def _route(self, path: str, body: bytes) -> tuple[int, Any]:
        stub = self.stub
        match [self.command, *map(unquote, path.split("/"))]:
            case ["GET", "health"]:
                return 200, {"status": "ok"}
            case ["GET", "keys"]:
                return 200, []
        user = self._user()
        match [self.command, *map(unquote, path.split("/"))]:
            case ["GET", "me"]:
                return 200, {"name": user, "admin": False, "courses": self._courses(user)}
            case ["GET", "courses"]:
                return 200, self._courses(user)
            case ["GET", "courses", course_id, "assignments"]:
                return 200, [a for a in self._assignments(user) if a["course_id"] == course_id]
            case ["POST", "courses", course_id, "assignments"]:
                return self._create_assignment(user, course_id, json.loads(body))
            case ["GET", "assignments"]:
                return 200, self._assignments(user)
            case ["GET", "assignments", assignment_id]:
                return 200, stub._assignment(user, assignment_id)
            case ["PATCH", "assignments", assignment_id]:
                assignment = stub._assignment(user, assignment_id)
                assignment |= json.loads(body)
                return 200, assignment
            case ["POST", "assignments", assignment_id, "versions"]:
                self._check_digest(body)
                return 202, stub.start_version(user, assignment_id, body, self.many.get("notebooks", []))
            case ["GET", "versions", version_id]:
                return 200, stub.versions[version_id]
            case ["POST", "versions", version_id, "release"]:
                stub.versions[version_id]["state"] = "released"
                return 200, stub.versions[version_id]
            case ["GET", "versions", version_id, "bundle"]:
                return self._bundle(user, version_id)
            case ["POST", "assignments", assignment_id, "submissions"]:
                self._check_digest(body)
                key = self.headers["Idempotency-Key"]
                return stub.submit(user, assignment_id, key, body, self.query)
            case ["GET", "assignments", assignment_id, "submissions"]:
                stub._assignment(user, assignment_id)
                return 200, self._submissions(user, assignment_id)
            case ["GET", "submissions", submission_id]:
                return 200, stub._submission(submission_id)
            case ["GET", "submissions", submission_id, "bundle"]:
                self._bytes(200, stub.submitted[submission_id], {"Content-Type": "application/zip"})
                return 200, None
            case ["GET", "submissions", submission_id, "grades"]:
                return 200, stub.grades.get(submission_id, [])
            case ["GET", "events"]:
                return 200, self._poll(user)
            case ["GET", "events", "stream"]:
                self._stream(user)
                return 200, None
            case ["POST", "events"]:
                events = json.loads(body)["events"]
                with stub._change():
                    stub.saved.extend({"user": user, **event} for event in events)
                return 202, {"accepted": len(events)}
        raise NotFound("There is no such address.")

    def _check_digest(self, body: bytes) -> None:
        announced = parse_content_digest(self.headers.get("Content-Digest", ""))
        if announced != hashlib.sha256(body).digest():
            raise DigestMismatch("The upload was damaged on its way. Try again.")

    def _courses(self, user: str) -> list[dict[str, Any]]:
        roles = self.stub.roles
        return [
            course | {"role": roles[course_id, user]}
            for course_id, course in self.stub.courses.items()
            if (course_id, user) in roles
        ]

    def _assignments(self, user: str) -> list[dict[str, Any]]:
        found = []
        for assignment in self.stub.assignments.values():
            role = self.stub.roles.get((assignment["course_id"], user))
            if role is None or (role == "student" and assignment["state"] == "draft"):
                continue
            mine = self._submissions(user, assignment["id"])
            summary = (mine[0] | {"state": mine[0]["state"]}) if mine and mine[0]["user"] == user else None
            found.append(assignment | {"my_submission": summary})
        return found

    def _create_assignment(self, user: str, course_id: str, request: dict[str, Any]) -> tuple[int, Any]:
        if self.stub._role(user, course_id) not in {"instructor", "admin"}:
            raise PermissionDenied("Only instructors create assignments.")
        assignment_id = self.stub.add_assignment(course_id, request["name"])
        self.stub.assignments[assignment_id]["due_at"] = request.get("due_at")
        return 201, self.stub.assignments[assignment_id]

    def _submissions(self, user: str, assignment_id: str) -> list[dict[str, Any]]:
        role = self.stub.roles.get((self.stub.assignments[assignment_id]["course_id"], user))
        wanted = self.query.get("user")
        return [
            submission
            for submission in reversed(self.stub.submissions)
            if submission["assignment_id"] == assignment_id
            and (role != "student" or submission["user"] == user)
            and wanted in {None, submission["user"]}
        ]

    def _bundle(self, user: str, version_id: str) -> tuple[int, Any]:
        version = self.stub.versions.get(version_id)
        if version is None:
            raise NotFound("There is no such version, or you may not see it.")
        self.stub._assignment(user, version["assignment_id"])
        content = self.stub.bundles[version_id]
        headers = {
            "Content-Type": "application/zip",
            "Content-Digest": format_content_digest(hashlib.sha256(content).digest()),
            "ETag": f'"{version["bundle_sha256"]}"',
        }
        if self.stub.damage_bundles:
            content = content[:-1] + bytes([content[-1] ^ 1])
        self._bytes(200, content, headers)
        return 200, None

    def _after(self) -> int:
        asked = self.headers.get("Last-Event-ID") or self.query.get("after")
        return int(asked) if asked is not None else len(self.stub.events)

    def _poll(self, user: str) -> dict[str, Any]:
        after, wait = self._after(), float(self.query.get("wait", 10))
        with self.stub.changed:
            self.stub.changed.wait_for(lambda: self.stub.stopping or self.stub.visible(user, after), wait)
            return {"events": self.stub.visible(user, after), "last_id": len(self.stub.events)}

    def _stream(self, user: str) -> None:
        stub, after = self.stub, self._after()
        self.close_connection = True
        if stub.buffered:
            with stub.changed:
                stub.changed.wait_for(lambda: stub.stopping)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._chunk(b": hello\n\n")
        token = self.headers.get("Authorization", "").rpartition(" ")[2]
        while not stub.stopping and token in stub.tokens:
            with stub.changed:
                if len(stub.events) == after and not stub.stopping:
                    stub.changed.wait(stub.heartbeat)
                events, after = stub.visible(user, after), len(stub.events)
            for event in events:
                text = f"id: {event['id']}\nevent: {event['type']}\ndata: {json.dumps(event)}\n\n"
                self._chunk(text.encode())
            if not events:
                self._chunk(b": still here\n\n")
        self._chunk(b"")

    def _chunk(self, content: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(content), content))
        self.wfile.flush()


def main() -> None:
    """Serve until interrupted, with one course and nobody else's data."""
    with StubService() as stub:
        course_id = stub.add_course("demo", {"ada": "student", "ines": "instructor"})
        stub.add_assignment(course_id, "hw1", {"hw1.ipynb": b"{}"})
        print(stub.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
