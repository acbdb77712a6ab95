"""More time or attempts for some."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_autograde import access
from jupyter_autograde.errors import (
    AssignmentClosed,
    DeadlinePassed,
    InvalidInput,
    NotFound,
    PermissionDenied,
)
from jupyter_autograde.exchange.event_log import read_page
from jupyter_autograde.exchange.extensions import list_all_extensions
from jupyter_autograde.models.assignment import AssignmentState
from jupyter_autograde.models.event import EventType
from jupyter_autograde.permissions import Permission, Role
from jupyter_autograde.testing.school import INSTRUCTOR, OTHER_STUDENT, STRANGER, STUDENT, TA, School
from jupyter_autograde.timestamps import now
from tests.exchange.deadlines.steps import (
    DAY,
    HOUR,
    PER_DAY,
    change,
    counts,
    end,
    extend,
    extensions,
    in_section,
    newest,
    seen,
)


class TestExtensions:
    def test_one_counts_at_once_for_one_student_and_ends_at_once(self, school: School, assignment_id: str) -> None:
        due = now() - 3 * HOUR
        change(school, assignment_id, due_at=due, closes_at=due + HOUR, late_policy=PER_DAY)
        school.submit(assignment_id, at=due + HOUR)
        school.grade_everything()
        later = due + 2 * DAY
        (given,) = extend(school, assignment_id, users=["sam"], due_at=later, reason="ill")
        assert counts(newest(school, assignment_id)) == (False, 7, 0, 7)
        mine, theirs, staff = (seen(school, assignment_id, who) for who in (STUDENT, OTHER_STUDENT, INSTRUCTOR))
        assert (mine.due_at, mine.closes_at, mine.extended, mine.late_now) == (later, later, True, None)
        for other in (theirs, staff):
            assert (other.due_at, other.closes_at, other.extended) == (due, due + HOUR, False)
        assert school.submit(assignment_id)[0].late is False
        with pytest.raises(DeadlinePassed):
            school.submit(assignment_id, OTHER_STUDENT)
        end(school, assignment_id, given.id)
        with pytest.raises(DeadlinePassed):
            school.submit(assignment_id)
        assert newest(school, assignment_id).late

    def test_the_newest_counts_and_all_are_kept_with_who_and_why(self, school: School, assignment_id: str) -> None:
        due = now()
        change(school, assignment_id, due_at=due)
        extend(school, assignment_id, users=["sam"], due_at=due + 2 * DAY, reason="ill")
        (second,) = extend(school, assignment_id, TA, users=["sam"], due_at=due + DAY, reason="")
        assert seen(school, assignment_id).due_at == due + DAY
        assert [one.id for one in extensions(school, assignment_id)] == [second.id]
        end(school, assignment_id, second.id)
        end(school, assignment_id, second.id, TA)  # it has ended already
        assert (extensions(school, assignment_id), seen(school, assignment_id).due_at) == ([], due)
        kept = extensions(school, assignment_id, ended=True)
        assert [(one.created_by, one.reason, one.ended_by) for one in kept] == [
            ("tom", "", "ines"),
            ("ines", "ill", "tom"),
        ]

    def test_a_section_has_one_as_long_as_one_is_in_it_and_the_later_time_counts(
        self, school: School, assignment_id: str
    ) -> None:
        due = now()
        change(school, assignment_id, due_at=due)
        in_section(school, "A", "sam")
        extend(school, assignment_id, sections=["A"], due_at=due + DAY)
        extend(school, assignment_id, users=["sam"], due_at=due + HOUR)
        assert seen(school, assignment_id).due_at == due + DAY
        in_section(school, "B", "sam")
        assert seen(school, assignment_id).due_at == due + HOUR
        # Everybody's date is moved beyond: nobody is left behind by an extension.
        change(school, assignment_id, due_at=due + 9 * DAY)
        assert seen(school, assignment_id).due_at == due + 9 * DAY

    def test_all_that_are_named_or_none(self, school: School, assignment_id: str) -> None:
        change(school, assignment_id, due_at=now())
        for missing in ("nobody", "ines"):
            with pytest.raises(NotFound, match=missing):
                extend(school, assignment_id, users=["sam", missing], due_at=now() + DAY)
        with pytest.raises(NotFound, match="'C'"):
            extend(school, assignment_id, users=["sam"], sections=["C"], due_at=now() + DAY)
        assert extensions(school, assignment_id) == []
        assert len(extend(school, assignment_id, users=["sam", "olga", "sam"], due_at=now() + DAY)) == 2

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"due_at": -1}, "take time away"),
            ({"closes_at": 5}, "never closes"),
            ({"extra_attempts": 1}, "no limit of attempts"),
        ],
    )
    def test_what_gives_nothing_is_refused(
        self, school: School, assignment_id: str, given: dict[str, Any], words: str
    ) -> None:
        due = now()
        change(school, assignment_id, due_at=due)
        times = {name: due + value * HOUR if name.endswith("_at") else value for name, value in given.items()}
        with pytest.raises(InvalidInput, match=words):
            extend(school, assignment_id, users=["sam"], **times)

    def test_tas_give_them_in_their_sections_alone_and_students_not_at_all(
        self, school: School, assignment_id: str
    ) -> None:
        due = now()
        change(school, assignment_id, due_at=due)
        in_section(school, "A", "sam")
        in_section(school, "B", "olga")
        in_section(school, "A", "tom", Role.TA)
        (foreign,) = extend(school, assignment_id, users=["olga"], due_at=due + DAY)
        (own,) = extend(school, assignment_id, TA, users=["sam"], due_at=due + DAY)
        extend(school, assignment_id, TA, sections=["A"], due_at=due + DAY)
        for given in ({"users": ["olga"]}, {"sections": ["B"]}):
            with pytest.raises(NotFound):
                extend(school, assignment_id, TA, **given, due_at=due + DAY)
        with pytest.raises(NotFound):
            end(school, assignment_id, foreign.id, TA)
        assert [(one.user, one.section) for one in extensions(school, assignment_id, TA)] == [
            ("sam", None),
            (None, "A"),
        ]
        assert {one.user for one in extensions(school, assignment_id)} == {"sam", "olga", None}
        with pytest.raises(PermissionDenied):
            end(school, assignment_id, own.id, STUDENT)
        with pytest.raises(NotFound):
            end(school, assignment_id, own.id, STRANGER)

    def test_students_hear_of_their_own_and_never_why(self, school: School, assignment_id: str) -> None:
        due = now()
        change(school, assignment_id, due_at=due)
        in_section(school, "A", "sam")
        with school.database.read() as session:
            start = read_page(session, INSTRUCTOR, None).last_id
        extend(school, assignment_id, sections=["A"], due_at=due + DAY, reason="secret")
        with school.database.read() as session:
            mine, theirs, staff = (
                read_page(session, who, start).events for who in (STUDENT, OTHER_STUDENT, INSTRUCTOR)
            )
        assert [event.type for event in mine] == [EventType.EXTENSION_CHANGED]
        assert (theirs, staff) == ([], mine)
        assert "secret" not in mine[0].model_dump_json()
        assert mine[0].data["by"] == "ines"

    def test_one_that_was_closed_by_hand_stays_closed(self, school: School, assignment_id: str) -> None:
        change(school, assignment_id, due_at=now(), state=AssignmentState.CLOSED)
        extend(school, assignment_id, users=["sam"], due_at=now() + DAY)
        with pytest.raises(AssignmentClosed):
            school.submit(assignment_id)

    def test_those_of_a_whole_course_are_listed_as_far_as_the_askers_sections_reach(
        self, school: School, assignment_id: str
    ) -> None:
        due = now()
        change(school, assignment_id, due_at=due)
        in_section(school, "A", "sam")
        in_section(school, "A", "tom", Role.TA)
        extend(school, assignment_id, users=["olga"], due_at=due + DAY)
        extend(school, assignment_id, sections=["A"], due_at=due + DAY)
        listed = {}
        with school.database.read() as session:
            for asker in (INSTRUCTOR, TA):
                found = access.course(session, asker, school.course_id, Permission.EXTEND)
                listed[asker.name] = [(one.user, one.section) for one in list_all_extensions(session, found)]
        assert listed == {"ines": [("olga", None), (None, "A")], "tom": [(None, "A")]}
