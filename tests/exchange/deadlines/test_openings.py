"""What opens later, and when that is, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from jupyter_autograde import access
from jupyter_autograde.errors import (
    AssignmentNotOpen,
    AutogradeError,
    InvalidInput,
    NotFound,
)
from jupyter_autograde.exchange.announcements import announce_openings, has_openings
from jupyter_autograde.exchange.archive import archive_assignment, find_released, released_names
from jupyter_autograde.exchange.assignments import list_assignments, list_own_assignments
from jupyter_autograde.exchange.event_log import read_page
from jupyter_autograde.models.event import EventType
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.school import INSTRUCTOR, STUDENT, School
from jupyter_autograde.timestamps import in_words, now
from tests.exchange.deadlines.steps import (
    DAY,
    HOUR,
    change,
    change_of_course,
)


class TestOpening:
    def test_before_it_students_see_nothing_and_staff_may_try_it(self, school: School) -> None:
        assignment = school.draft(due_at=now() + 9 * DAY)
        opens = now() + DAY
        change(school, assignment.id, opens_at=opens)
        version = school.release(assignment.id)
        looks: list[Callable[[Any], object]] = [
            lambda session: access.assignment(session, STUDENT, assignment.id, Permission.SEE_COURSE),
            lambda session: access.version(session, STUDENT, version.id, Permission.FETCH),
        ]
        for look in looks:
            with school.database.read() as session, pytest.raises(NotFound):
                look(session)
        with school.database.read() as session:
            lists = [
                (
                    list_own_assignments(session, who),
                    list_assignments(session, access.course(session, who, school.course_id, Permission.SEE_COURSE)),
                    read_page(session, who, 0).events,
                )
                for who in (STUDENT, INSTRUCTOR)
            ]
            course = session.get_one(orm.Course, school.course_id)
            found = [find_released(session, course, "hw1", early=early) for early in (False, True)]
            names = [released_names(session, course, early=early) for early in (False, True)]
        assert lists[0] == ([], [], [])
        assert [len(one) > 0 for one in lists[1]] == [True, True, True]
        assert ([one is not None for one in found], [len(one) for one in names]) == ([False, True], [0, 1])
        with pytest.raises(AssignmentNotOpen, match="opens") as fault:
            school.submit(assignment.id)
        assert datetime.fromisoformat(fault.value.details["opens_at"]) == opens
        assert school.submit(assignment.id, INSTRUCTOR)[1]

    def test_students_hear_of_it_once_when_it_opens(self, school: School) -> None:
        assignment = school.draft()
        change(school, assignment.id, opens_at=now() + DAY)
        school.release(assignment.id)
        with school.database.read() as session:
            assert not has_openings(session)
        with school.database.write() as session:
            # Its time comes.
            session.get_one(orm.Assignment, assignment.id).opens_at = now()
        for expected in (True, False):
            with school.database.write() as session:
                assert has_openings(session) is expected
                announce_openings(session)
        with school.database.read() as session:
            events = read_page(session, STUDENT, 0).events
        assert [event.type for event in events] == [EventType.ASSIGNMENT_RELEASED]
        assert school.submit(assignment.id)[1]

    def test_who_releases_after_the_opening_has_told_of_it(self, school: School) -> None:
        assignment = school.draft()
        change(school, assignment.id, opens_at=now() - HOUR)
        school.release(assignment.id)
        with school.database.read() as session:
            assert not has_openings(session)

    def test_what_was_taken_away_before_it_opened_opens_for_nobody(self, school: School) -> None:
        assignment = school.draft()
        change(school, assignment.id, opens_at=now() + DAY)
        school.release(assignment.id)
        with school.database.write() as session:
            archive_assignment(
                session, access.assignment(session, INSTRUCTOR, assignment.id, Permission.EDIT_ASSIGNMENT)
            )
            session.get_one(orm.Assignment, assignment.id).opens_at = now()
        with school.database.read() as session:
            assert not has_openings(session)

    def test_what_was_acknowledged_is_acknowledged_after_it_was_hidden_again(
        self, school: School, assignment_id: str
    ) -> None:
        first, _ = school.submit(assignment_id, key="k1")
        change(school, assignment_id, opens_at=now() + DAY)
        assert school.submit(assignment_id, key="k1") == (first, False)
        with pytest.raises(AssignmentNotOpen):
            school.submit(assignment_id, key="k2")
        change(school, assignment_id, opens_at=None)
        assert school.submit(assignment_id, key="k2")[1]

    def test_it_opens_before_it_is_due(self, school: School, assignment_id: str) -> None:
        for end_of in ("due_at", "closes_at"):
            with pytest.raises(InvalidInput, match="before it opens"):
                change(school, assignment_id, **{"opens_at": now() + HOUR, end_of: now()})


def test_messages_name_the_moment_in_the_courses_zone(school: School, assignment_id: str) -> None:
    change_of_course(school, timezone="Europe/Berlin")
    change(school, assignment_id, closes_at="2026-07-01T21:59:00Z")
    with pytest.raises(AutogradeError) as fault:
        school.submit(assignment_id)
    assert "Wed 01 Jul 2026, 23:59 +0200 (Europe/Berlin)" in fault.value.message
    # The hour that clocks show twice.
    shown = [in_words(datetime(2026, 10, 25, hour, 30, tzinfo=UTC), "Europe/Berlin") for hour in (0, 1)]
    assert shown == [f"Sun 25 Oct 2026, 02:30 {offset} (Europe/Berlin)" for offset in ("+0200", "+0100")]
