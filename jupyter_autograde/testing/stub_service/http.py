"""The HTTP side of the stand-in."""

from __future__ import annotations

import hashlib
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

from jupyter_autograde.bundles.content_digest import format_content_digest, parse_content_digest
from jupyter_autograde.errors import AutogradeError, DigestMismatch, NotAuthenticated, NotFound, PermissionDenied

if TYPE_CHECKING:
    from jupyter_autograde.testing.stub_service.state import StubService

PREFIX = "/services/autograde/api/v1/"

_STATUS = {"not_authenticated": 401, "permission_denied": 403, "not_found": 404}


def listen(stub: StubService, port: int) -> ThreadingHTTPServer:
    """Serve `stub` on loopback, on threads of its own; port 0 is a free one."""
    server = _Server(("127.0.0.1", port), type("Handler", (_Handler,), {"stub": stub}))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server


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
                return 200, stub.assignment_of(user, assignment_id)
            case ["PATCH", "assignments", assignment_id]:
                assignment = stub.assignment_of(user, assignment_id)
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
                stub.assignment_of(user, assignment_id)
                return 200, self._submissions(user, assignment_id)
            case ["GET", "submissions", submission_id]:
                return 200, stub.submission_of(submission_id)
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
                with stub.change():
                    stub.saved.extend({"user": user, **event} for event in events)
                live = stub.live & {event.get("assignment_id") for event in events}
                return 202, {"accepted": len(events), "live": sorted(live)}
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
        if self.stub.role_of(user, course_id) not in {"instructor", "admin"}:
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
        self.stub.assignment_of(user, version["assignment_id"])
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
        self._chunk(b"id: %d\n: hello\n\n" % min(after, len(stub.events)))
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
