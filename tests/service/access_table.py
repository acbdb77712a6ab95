"""What each role is to be answered at each route: the table of the access matrix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jupyter_autograde.permissions import Role
from jupyter_autograde.testing.service import PREFIX, Archive, archive
from jupyter_autograde.testing.walkthrough import notebook, work
from jupyter_autograde.ulids import new_ulid

WHO = ["", "nobody", "wanda", "mallory", "theo", "cleo", "olga", "sam", "tara", "tom", "ines", "root"]
"""Anonymous, in no course, a student who was withdrawn, another course's instructor, TA and student, this course's
other student, the student, TA of a section that the student is not in, TA, instructor, and a hub admin."""
ROLES = {
    "olga": Role.STUDENT,
    "sam": Role.STUDENT,
    "tara": Role.TA,
    "tom": Role.TA,
    "ines": Role.INSTRUCTOR,
    "root": Role.ADMIN,
}
"""In this course."""

IN = "in"
QUEUED = (202, 409)
DECIDED = (200, 409)
GONE = (200, 404)
EVERYBODY = dict.fromkeys(WHO, IN)
KNOWN = EVERYBODY | {"": 401}
STRANGERS = {"": 401, **dict.fromkeys(["nobody", "wanda", "mallory", "theo", "cleo"], 404)}
MEMBERS = KNOWN | STRANGERS
STAFF = MEMBERS | {"olga": 403, "sam": 403}
NO_TAS = {"tara": 403, "tom": 403}
INSTRUCTORS = STAFF | NO_TAS
STAFF_ONLY_EXISTS = MEMBERS | {"olga": 404, "sam": 404}
"""Drafts do not exist for students."""
INSTRUCTORS_OF_DRAFT = STAFF_ONLY_EXISTS | NO_TAS
INSTRUCTORS_OF_CHANGE = INSTRUCTORS_OF_DRAFT | dict.fromkeys(["ines", "root"], DECIDED)
"""Regrades do not exist for students; of two who decide the same one is late."""
NOT_OF_SECTION = {"olga": 404, "tara": 404}
STAFF_OF_OWN = STAFF | NOT_OF_SECTION
STAFF_OF_WORK = STAFF | {"tara": 404}
"""Students may not grade; who may is told nothing of work in other sections."""
OWNER_AND_STAFF = MEMBERS | NOT_OF_SECTION
NOT_ONES_OWN = dict.fromkeys(["tom", "ines", "root"], 409)
NO_TAIL = dict.fromkeys(["tara", "tom", "ines", "root"], 404)
ADMINS = dict.fromkeys(WHO, 403) | {"": 401, "root": IN}


@dataclass
class Things:
    """Ids of what is in the course `physics`."""

    course: str
    assignment: str
    draft: str
    version: str
    unreleased: str
    submission: str
    job: str
    build_job: str
    change: str
    extension: str
    comment: str
    item: str
    saved: str
    request: str


def bundle() -> dict[str, Any]:
    sent: Archive = work()
    return {"content": sent.content, "headers": {**sent.headers, "Idempotency-Key": new_ulid()}}


def bundle_with_reason() -> dict[str, Any]:
    sent = bundle()
    return {**sent, "headers": {**sent["headers"], "Autograde-Reason": "ill"}}


def source() -> dict[str, Any]:
    sent = archive({"hw1.ipynb": notebook()})
    return {"content": sent.content, "headers": sent.headers}


def package() -> dict[str, Any]:
    suite = {"cases": [{"code": ">>> 1\n1", "hidden": False}], "type": "doctest"}
    test = {"name": "q1", "points": 1, "suites": [suite]}
    sent = archive({"tests/q1.py": f"OK_FORMAT = True\ntest = {test!r}\n".encode()})
    return {"content": sent.content, "headers": sent.headers, "params": {"notebook": "hw1.ipynb"}}


def new_name() -> dict[str, Any]:
    return {"json": {"name": new_ulid()}}


def nothing() -> dict[str, Any]:
    return {}


def body(**content: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {"json": content}


def copies(at: Things) -> Callable[[], dict[str, Any]]:
    """Into the same course: who is no instructor of it can't read its sources, nor write into it."""
    return lambda: {"json": {"course_id": at.course, "assignments": [at.assignment], "name": new_ulid()}}


Row = tuple[str, str, Callable[[], dict[str, Any]], dict[str, Any]]


def table(at: Things) -> list[Row]:
    """Return (method, path, request, verdict of each person)."""
    course, assignment = f"/courses/{at.course}", f"/assignments/{at.assignment}"
    version, submission = f"/versions/{at.version}", f"/submissions/{at.submission}"
    change = f"/score-changes/{at.change}"
    roster = body(csv="user,role\nnewcomer,student\n")
    manual = f"{assignment}/manual"
    work, essay = f"{manual}/work/{at.submission}", body(question="essay")
    passback = body(platform="edx", outcome_url="https://lms.example/outcomes", sourced_id="a:b:{user}")
    save = {"path": "a.ipynb", "saved_at": "2026-01-01T00:00:00Z"}
    return [
        ("GET", "/health", nothing, EVERYBODY),
        ("GET", "/keys", nothing, EVERYBODY),
        ("GET", "/me", nothing, KNOWN),
        ("GET", "/limits", nothing, KNOWN),
        ("GET", "/courses", nothing, KNOWN),
        ("POST", "/courses", new_name, ADMINS),
        ("GET", course, nothing, MEMBERS),
        ("PATCH", course, body(), INSTRUCTORS),
        ("GET", f"{course}/enrollments", nothing, STAFF),
        ("PUT", f"{course}/enrollments/newcomer", body(role="student"), INSTRUCTORS),
        ("POST", f"{course}/roster/preview", roster, INSTRUCTORS),
        ("POST", f"{course}/roster/import", roster, INSTRUCTORS),
        ("PUT", f"{course}/live", body(enabled=True), INSTRUCTORS),
        ("GET", f"{course}/live", nothing, STAFF),
        ("GET", f"{course}/live/tail?user=sam&path=none.ipynb", nothing, STAFF | NO_TAIL),
        ("GET", f"{course}/live/export", nothing, STAFF),
        ("GET", f"{course}/extensions", nothing, STAFF),
        ("GET", f"{course}/submissions", nothing, STAFF),
        ("GET", f"{course}/gradebook", nothing, STAFF),
        ("GET", f"{course}/gradebook/weights", nothing, STAFF),
        ("PUT", f"{course}/gradebook/weights", body(), INSTRUCTORS),
        ("POST", f"{course}/gradebook/final/preview", body(), INSTRUCTORS),
        # Nobody has looked at the preview, and nobody's grade is final.
        ("POST", f"{course}/gradebook/final", body(digest="0" * 64), INSTRUCTORS | {"ines": 409, "root": 409}),
        ("POST", f"{course}/gradebook/final/end", body(users=["sam"]), INSTRUCTORS | {"ines": 404, "root": 404}),
        ("GET", f"{course}/gradebook/export?format=gofer-db", nothing, STAFF),
        ("GET", f"{course}/audit", nothing, STAFF),
        ("GET", f"{course}/audit/export", nothing, STAFF),
        ("GET", f"{course}/assignments", nothing, MEMBERS),
        ("POST", f"{course}/assignments", new_name, INSTRUCTORS),
        ("POST", f"{course}/copies/preview", copies(at), INSTRUCTORS),
        ("POST", f"{course}/copies", copies(at), INSTRUCTORS),
        ("GET", "/assignments", nothing, KNOWN),
        ("GET", assignment, nothing, MEMBERS),
        ("GET", f"/assignments/{at.draft}", nothing, STAFF_ONLY_EXISTS),
        ("PATCH", assignment, body(), INSTRUCTORS),
        ("PATCH", f"/assignments/{at.draft}", body(), INSTRUCTORS_OF_DRAFT),
        ("GET", f"{course}/progress", nothing, STAFF),
        ("GET", f"{assignment}/solution", nothing, MEMBERS | dict.fromkeys(["olga", "sam", "tara", "tom"], 404)),
        ("GET", f"{assignment}/holders", nothing, STAFF),
        ("GET", f"{assignment}/outlook?becomes=closed", nothing, INSTRUCTORS),
        ("GET", f"/assignments/{at.draft}/outlook?becomes=draft", nothing, INSTRUCTORS_OF_DRAFT),
        ("GET", f"{assignment}/extensions", nothing, STAFF),
        ("GET", f"/assignments/{at.draft}/extensions", nothing, STAFF_ONLY_EXISTS),
        ("PUT", f"{assignment}/extensions", body(users=["olga"], extra_attempts=1), STAFF | {"tara": 404}),
        ("DELETE", f"{assignment}/extensions/{at.extension}", nothing, STAFF | {"tara": 404}),
        ("GET", f"{assignment}/versions", nothing, STAFF),
        ("GET", f"/assignments/{at.draft}/versions", nothing, STAFF_ONLY_EXISTS),
        ("POST", f"{assignment}/versions", source, INSTRUCTORS),
        ("GET", version, nothing, MEMBERS),
        ("GET", f"/versions/{at.unreleased}", nothing, STAFF_ONLY_EXISTS),
        ("POST", f"{version}/release", nothing, INSTRUCTORS),
        ("GET", f"{version}/bundle", nothing, MEMBERS),
        ("GET", f"/versions/{at.unreleased}/bundle", nothing, STAFF_ONLY_EXISTS),
        ("GET", f"{version}/preview", nothing, STAFF),
        ("GET", f"/versions/{at.unreleased}/preview", nothing, STAFF_ONLY_EXISTS),
        # Before anybody hands in again: work is the newest attempt.
        ("GET", manual, nothing, STAFF),
        ("GET", f"/assignments/{at.draft}/manual", nothing, STAFF_ONLY_EXISTS),
        ("GET", f"{manual}/work", nothing, STAFF),
        ("GET", f"{manual}/clusters?question=essay", nothing, STAFF),
        ("GET", work, nothing, STAFF_OF_WORK),
        ("PUT", f"{work}/claim", essay, STAFF_OF_WORK | dict.fromkeys(("ines", "root"), 409)),
        ("DELETE", f"{work}/claim?question=essay", nothing, STAFF_OF_WORK),
        # The first of the staff gives it; the others have not seen that.
        (
            "POST",
            f"{work}/scores",
            body(question="essay", points=1),
            STAFF_OF_WORK | dict.fromkeys(("ines", "root"), 409),
        ),
        ("GET", f"{work}/scores?question=essay", nothing, STAFF_OF_WORK),
        ("PUT", f"{work}/flag", body(question="essay", flagged=True), STAFF_OF_WORK),
        ("POST", f"{work}/comments", body(text="well done"), STAFF_OF_WORK),
        (
            "DELETE",
            f"{work}/comments/{at.comment}",
            nothing,
            STAFF_OF_WORK | dict.fromkeys(("tom", "ines", "root"), GONE),
        ),
        (
            "POST",
            f"{manual}/copies",
            body(question="essay", source=at.submission, targets=[at.submission]),
            STAFF | {"tara": 404},
        ),
        ("PUT", f"{manual}/anonymous", body(anonymous=False), INSTRUCTORS),
        ("GET", f"{assignment}/rubric", nothing, STAFF),
        ("POST", f"{assignment}/rubric", body(question="essay", text="Own words", points=1), STAFF),
        ("PATCH", f"{assignment}/rubric/{at.item}", body(text="Names Rayleigh"), STAFF),
        ("POST", f"{assignment}/rubric/{at.item}/changes", body(points=2), INSTRUCTORS),
        ("GET", f"{course}/saved-comments", nothing, STAFF),
        ("POST", f"{course}/saved-comments", body(text="Units?"), STAFF),
        (
            "DELETE",
            f"{course}/saved-comments/{at.saved}",
            nothing,
            STAFF | dict.fromkeys(("tara", "tom", "ines", "root"), GONE),
        ),
        ("POST", f"{assignment}/submissions", bundle, MEMBERS),
        (
            "POST",
            f"/assignments/{at.draft}/submissions",
            bundle,
            STAFF_ONLY_EXISTS | dict.fromkeys(["tara", "tom", "ines", "root"], 409),
        ),
        ("POST", f"{assignment}/submissions/for/sam", bundle_with_reason, STAFF_OF_WORK),
        ("GET", f"{assignment}/submissions/for/sam", nothing, STAFF_OF_WORK),
        ("GET", f"{assignment}/submissions", nothing, MEMBERS),
        ("GET", submission, nothing, OWNER_AND_STAFF),
        ("GET", f"{submission}/bundle", nothing, OWNER_AND_STAFF),
        # Of another section's it says that they are missing.
        (
            "POST",
            f"{course}/submissions/archive",
            body(submissions=[at.submission]),
            STAFF | {"tara": 404},
        ),
        ("GET", f"{submission}/grades", nothing, OWNER_AND_STAFF),
        ("GET", f"{submission}/notebooks", nothing, STAFF_OF_OWN),
        ("GET", f"{submission}/notebooks/0", nothing, STAFF_OF_OWN),
        ("GET", f"{submission}/notebooks/0/cells", nothing, STAFF_OF_OWN),
        # The first of the staff queues it; for the others it is on its way then.
        ("POST", f"{submission}/jobs", nothing, STAFF_OF_OWN | dict.fromkeys(("tom", "ines", "root"), QUEUED)),
        # Of another section's it says that they are missing.
        ("POST", f"{assignment}/jobs", body(submissions=[at.submission]), STAFF),
        ("GET", f"{assignment}/feedback", nothing, STAFF),
        ("GET", f"{assignment}/feedback/own", nothing, MEMBERS),
        ("POST", f"{assignment}/feedback/generate", body(), STAFF),
        ("POST", f"{assignment}/feedback/release", body(), STAFF),
        ("GET", f"{submission}/feedback", nothing, OWNER_AND_STAFF),
        ("GET", f"{submission}/feedback/bundle", nothing, OWNER_AND_STAFF),
        ("GET", f"{course}/todo", nothing, STAFF),
        ("GET", f"{course}/passback", nothing, STAFF),
        ("POST", f"{course}/passback/retry", body(), INSTRUCTORS),
        ("GET", f"{assignment}/passback", nothing, STAFF),
        ("GET", f"/assignments/{at.draft}/passback", nothing, STAFF_ONLY_EXISTS),
        # The service of this test knows no platform.
        ("PUT", f"{assignment}/passback", passback, INSTRUCTORS | {"ines": 400, "root": 400}),
        ("DELETE", f"{assignment}/passback", nothing, INSTRUCTORS),
        ("GET", f"{course}/requests", nothing, STAFF),
        ("GET", f"{submission}/requests", nothing, OWNER_AND_STAFF),
        # Staff do not ask in a student's place, nor withdraw.
        ("POST", f"{submission}/requests", body(text="why?", question="q1"), OWNER_AND_STAFF | NOT_ONES_OWN),
        (
            "POST",
            f"/requests/{at.request}/answer",
            body(text="so"),
            STAFF_OF_OWN | dict.fromkeys(("tom", "ines", "root"), DECIDED),
        ),
        ("POST", f"/requests/{at.request}/withdraw", nothing, OWNER_AND_STAFF | NOT_ONES_OWN | {"sam": DECIDED}),
        ("POST", f"{assignment}/feedback/unrelease", body(), STAFF),
        ("GET", f"{submission}/comments", nothing, STAFF_OF_OWN),
        ("POST", f"{submission}/comments", body(text="well done"), STAFF_OF_OWN),
        (
            "DELETE",
            f"{submission}/comments/{at.comment}",
            nothing,
            STAFF_OF_OWN | dict.fromkeys(("tom", "ines", "root"), GONE),
        ),
        ("GET", f"/jobs/{at.job}", nothing, OWNER_AND_STAFF),
        ("GET", f"/jobs/{at.build_job}", nothing, STAFF_ONLY_EXISTS),
        ("GET", f"{assignment}/score-changes", nothing, STAFF),
        ("GET", f"/assignments/{at.draft}/score-changes", nothing, STAFF_ONLY_EXISTS),
        ("GET", f"{assignment}/insight", nothing, STAFF),
        ("GET", f"/assignments/{at.draft}/insight", nothing, STAFF_ONLY_EXISTS),
        ("GET", f"{assignment}/insight/submissions?test=a", nothing, STAFF),
        ("POST", f"{assignment}/regrades", body(), INSTRUCTORS),
        ("POST", f"{assignment}/voids", body(question="q1", reason="wrong"), INSTRUCTORS),
        ("GET", change, nothing, STAFF_ONLY_EXISTS),
        ("POST", f"{change}/apply", body(), INSTRUCTORS_OF_CHANGE),
        ("POST", f"{change}/discard", body(), INSTRUCTORS_OF_CHANGE),
        ("POST", f"{change}/undo", body(), INSTRUCTORS_OF_CHANGE),
        ("GET", "/events", nothing, KNOWN),
        ("POST", "/events", body(events=[save]), KNOWN),
        # Nearly the last: a version without a proof has no tests that could be voided.
        ("POST", f"{assignment}/packages", package, INSTRUCTORS),
        ("POST", f"{course}/unarchive", nothing, INSTRUCTORS | {"ines": 403}),
        # The last: nobody is in the course then.
        ("POST", f"{course}/archive", nothing, INSTRUCTORS | {"ines": 403}),
    ]


def pages() -> list[Row]:
    """Return the rows of what is not below api/v1; the address is whole."""
    here = f"http://hub.example{PREFIX}"
    login = {"data": {"token": "of a stand-alone service"}}
    return [
        ("GET", here, nothing, EVERYBODY | {"": 302}),
        ("GET", f"{here}live", nothing, EVERYBODY | {"": 302}),
        ("GET", f"{here}login", nothing, dict.fromkeys(WHO, 302)),
        ("POST", f"{here}login", lambda: login, dict.fromkeys(WHO, 303)),
        ("GET", f"{here}oauth_callback", nothing, dict.fromkeys(WHO, 400)),
        ("POST", f"{here}logout", nothing, KNOWN),
        ("GET", f"{here}api/v1/openapi.json", nothing, EVERYBODY),
        # Where the labextension was not built there is none.
        ("GET", f"{here}static/standalone.js", nothing, dict.fromkeys(WHO, (200, 404))),
        ("GET", f"{here}texts/de-DE", nothing, dict.fromkeys(WHO, (200, 404))),
    ]


def blank(path: str, things: Things) -> str:
    """Return a path without what is in it only here, as routes have it."""
    for value in vars(things).values():
        path = path.replace(value, "{}")
    path = path.partition("?")[0]
    return path.replace("/notebooks/0", "/notebooks/{}").replace("/newcomer", "/{}").replace("/for/sam", "/for/{}")
