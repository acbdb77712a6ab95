"""The sample data of ngshare's debug page: two courses with work in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from jupyter_autograde.access import Access, Asker
from jupyter_autograde.courses.members import course_names, find_course, open_course
from jupyter_autograde.courses.roster import set_role
from jupyter_autograde.exchange.archive import find_released
from jupyter_autograde.exchange.feedback import give_feedback
from jupyter_autograde.exchange.hand_ins import find_hand_in
from jupyter_autograde.exchange.ready_made import release_ready_made
from jupyter_autograde.exchange.submit import HandIn, submit_assignment
from jupyter_autograde.models.assignment import AssignmentFormat, AssignmentRequest
from jupyter_autograde.models.course import CourseRequest
from jupyter_autograde.permissions import Role
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.whole_courses import take_away
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import StoredFiles, store_files
from jupyter_autograde.storage.database import Session
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid

_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_COURSES = {
    "course1": ("kevin", "lawrence", {"challenge": 2}),
    "course2": ("abigail", "eric", {"assignment2a": 0, "assignment2b": 1}),
}


def load_samples(parts: Components, asker: Asker) -> None:
    """Make both courses; AlreadyExists when there is one of their names."""
    with parts.database.write() as session:
        for name, (instructor, student, assignments) in _COURSES.items():
            course = open_course(session, asker, CourseRequest(name=name), [instructor], source="ngshare")
            set_role(session, course, student, Role.STUDENT, source="ngshare")
            staff = Access(Asker(instructor), Role.INSTRUCTOR, course)
            for assignment, number in assignments.items():
                wanted = AssignmentRequest(name=assignment, format=AssignmentFormat.NBGRADER)
                release_ready_made(session, staff, wanted, _file(parts, number), parts.environments)
            challenge = find_released(session, course, "challenge")
            if challenge is not None:
                _hand_in(session, parts, staff.to(challenge), student)


def take_all_away(parts: Components, asker: Asker) -> None:
    """Archive every course."""
    with parts.database.write() as session:
        for name in course_names(session, asker):
            course = find_course(session, name)
            if course is not None:
                take_away(session, Access(asker, Role.ADMIN, course))


def _hand_in(session: Session, parts: Components, staff: Access[orm.Assignment], student: str) -> None:
    own = Access(Asker(student), Role.STUDENT, staff.object)
    for number, at in ((3, _LONG_AGO), (4, now())):
        submit_assignment(session, own, HandIn(_file(parts, number), new_ulid(), at), parts.signer)
    found = find_hand_in(session, staff, student, _LONG_AGO)
    if found is not None:
        give_feedback(session, staff, found, _file(parts, 5))


def _file(parts: Components, number: int) -> StoredFiles:
    files: Mapping[str, bytes] = {f"file{number}": str(number).encode() * 5}
    return store_files(parts.blobs, files.items())
