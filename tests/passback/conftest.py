"""A course whose grades go to a platform that runs, and a sender whose steps tests call."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.exchange.assignments import change_assignment
from jupyter_autograde.models.assignment import AssignmentChange
from jupyter_autograde.models.passback import PassbackItem, PassbackItems, ResendRequest, Resent, TargetRequest
from jupyter_autograde.models.visibility import VisibilityRequest
from jupyter_autograde.passback.items import list_items, send_again
from jupyter_autograde.passback.lti11 import Lti11Channel
from jupyter_autograde.passback.platforms import platforms_of
from jupyter_autograde.passback.sender import PassbackSender
from jupyter_autograde.passback.targets import end_target, set_target
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.fake_lms import FakeLms
from jupyter_autograde.testing.school import INSTRUCTOR, STUDENT, School
from jupyter_autograde.timestamps import now

LOG = logging.getLogger("jupyter_autograde.testing")


@dataclass
class Passback:
    """The school, the platform, and what goes between them."""

    school: School
    lms: FakeLms
    assignment_id: str
    sender: PassbackSender

    def another_sender(self) -> PassbackSender:
        """Return the sender of another process."""
        return PassbackSender(self.school.database, self._channel, LOG, pause=0.0)

    @property
    def _channel(self) -> Lti11Channel:
        return Lti11Channel(platforms_of({"edx": self.lms.settings}))

    def grade(self, points: int, asker: Asker = STUDENT) -> str:
        """Hand in and grade; of 10 points."""
        made, _ = self.school.submit(self.assignment_id, asker, text=f"score: {points}".encode())
        self.school.grade_everything()
        return made.id

    def items(self, asker: Asker = INSTRUCTOR, **query: Any) -> list[PassbackItem]:
        """Return what somebody of the staff sees."""
        return self.page(asker, **query).items

    def page(self, asker: Asker = INSTRUCTOR, **query: Any) -> PassbackItems:
        """Return the same with their count."""
        with self.school.database.read() as session:
            found = access.course(session, asker, self.school.course_id, Permission.SEE_ALL_SUBMISSIONS)
            return list_items(session, found, **query)

    def resend(self, *ids: str) -> Resent:
        """Send some again, or all that failed."""
        with self.school.database.write() as session:
            found = access.course(session, INSTRUCTOR, self.school.course_id, Permission.CHANGE_SCORES)
            return send_again(session, found, ResendRequest(items=list(ids) or None))

    def aim(self, url: str | None = None, sourced_id: str = "x:y:{user}") -> None:
        """Say where the grades go."""
        request = TargetRequest(platform="edx", outcome_url=url or self.lms.url, sourced_id=sourced_id)
        with self.school.database.write() as session:
            found = access.assignment(session, INSTRUCTOR, self.assignment_id, Permission.EDIT_ASSIGNMENT)
            set_target(session, found, platforms_of({"edx": self.lms.settings}), request)

    def end(self) -> None:
        """Let them go nowhere."""
        with self.school.database.write() as session:
            found = access.assignment(session, INSTRUCTOR, self.assignment_id, Permission.EDIT_ASSIGNMENT)
            end_target(session, found, {})

    def show(self, score: str) -> None:
        """Say when students see their score."""
        change = AssignmentChange(visibility=VisibilityRequest.model_validate({"score": score}))
        with self.school.database.write() as session:
            found = access.assignment(session, INSTRUCTOR, self.assignment_id, Permission.EDIT_ASSIGNMENT)
            change_assignment(session, found, change)

    def pass_time(self, at: datetime | None = None) -> None:
        """Let all that waits for its time be due."""
        with self.school.database.write() as session:
            waiting = orm.PassbackItem.due_at.is_not(None)
            session.execute(update(orm.PassbackItem).where(waiting).values(due_at=at or now()))

    def trail(self) -> list[orm.AuditEntry]:
        """Return what the audit trail has of grade passback."""
        with self.school.database.read() as session:
            query = select(orm.AuditEntry).where(orm.AuditEntry.action == "passback").order_by(orm.AuditEntry.id)
            return list(session.scalars(query))


@pytest.fixture
def lms() -> Iterator[FakeLms]:
    """A platform that takes scores."""
    with FakeLms() as running:
        yield running


@pytest.fixture
def passback(school: School, lms: FakeLms) -> Passback:
    """An assignment whose grades go there."""
    assignment = school.draft()
    school.release(assignment.id)
    made = Passback(school, lms, assignment.id, None)  # type: ignore[arg-type]
    made.sender = made.another_sender()
    made.aim()
    return made
