"""Limits of an assignment: within the service's maxima, given to each grading; what had finished counts."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_autograde import access
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.exchange.assignments import change_assignment
from jupyter_autograde.exchange.release import start_release
from jupyter_autograde.grading.engine import BuiltRelease, GradingEngine
from jupyter_autograde.grading.limits import job_limits
from jupyter_autograde.models.assignment import Assignment, AssignmentChange
from jupyter_autograde.models.grade import GradeStatus
from jupyter_autograde.models.limits import MIB, AssignmentLimitsRequest, MaxLimits
from jupyter_autograde.permissions import Permission
from jupyter_autograde.sandbox import Limits
from jupyter_autograde.storage.bundle_store import store_files
from jupyter_autograde.testing.school import INSTRUCTOR, NOTEBOOK, School


def change(
    school: School, assignment_id: str, limits: dict[str, Any] | None, most: MaxLimits | None = None
) -> Assignment:
    with school.database.write() as session:
        found = access.assignment(session, INSTRUCTOR, assignment_id, Permission.EDIT_ASSIGNMENT)
        request = AssignmentChange(limits=AssignmentLimitsRequest(**limits) if limits is not None else None)
        return change_assignment(session, found, request, most)


def test_each_grading_gets_the_limits_of_its_assignment(school: School) -> None:
    assignment = school.draft()
    changed = change(school, assignment.id, {"wall_seconds": 600, "cell_seconds": 300, "memory": 512 * MIB})
    assert changed.limits is not None
    assert (changed.limits.wall_seconds, changed.limits.output) == (600, None)
    school.release(assignment.id)
    school.submit(assignment.id)
    school.grade_everything()
    (limits,) = school.engine.asked
    assert (limits.wall_seconds, limits.cell_seconds, limits.memory) == (600, 300, 512 * MIB)
    assert limits.cpu_seconds == 600
    assert limits.question_seconds == Limits().question_seconds


def test_without_limits_of_its_own_an_assignment_has_the_services(school: School) -> None:
    assignment = school.draft()
    change(school, assignment.id, {"cell_seconds": 3})
    assert change(school, assignment.id, None).limits is None
    school.release(assignment.id)
    school.submit(assignment.id)
    school.grade_everything()
    assert school.engine.asked == [school.engine.limits]


def test_other_limits_are_another_content(school: School) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    school.submit(assignment.id, text=b"score: 1")
    school.grade_everything()
    change(school, assignment.id, {"cell_seconds": 3})
    school.submit(assignment.id, text=b"score: 1")
    school.grade_everything()
    assert len(school.engine.graded) == 2


def test_output_of_a_cell_is_within_that_of_the_notebook() -> None:
    limits = job_limits(Limits(), {"output": 64 * 1024, "question_seconds": 2})
    assert (limits.notebook_output_bytes, limits.cell_output_bytes, limits.question_seconds) == (65536, 65536, 2)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"wall_seconds": 1801}, "The time of a notebook may be at most 1800 s here, not 1801 s"),
        ({"cell_seconds": 1000}, "The time of a cell may be at most 900 s"),
        ({"question_seconds": 121}, "The time of a test may be at most 120 s"),
        ({"memory": 8192 * MIB}, "The memory of a notebook may be at most 4096 MiB here, not 8192 MiB"),
        ({"output": 11 * MIB}, "The output of a notebook may be at most 10 MiB"),
        ({"wall_seconds": 10, "cell_seconds": 20}, "One cell can't have more time than the whole notebook"),
    ],
)
def test_limits_above_the_services_are_refused_by_name(school: School, limits: dict[str, Any], said: str) -> None:
    assignment = school.draft()
    with pytest.raises(InvalidInput, match=said):
        change(school, assignment.id, limits)


def test_a_release_is_refused_when_the_service_has_lowered_its_maxima(school: School) -> None:
    assignment = school.draft()
    change(school, assignment.id, {"wall_seconds": 600})
    stored = store_files(school.blobs, [("hw1.ipynb", NOTEBOOK)])
    with school.database.write() as session, pytest.raises(InvalidInput, match="at most 300 s"):
        owner = access.assignment(session, INSTRUCTOR, assignment.id, Permission.RELEASE)
        start_release(session, owner, stored, [], "default", MaxLimits(wall_seconds=300))


def test_what_had_finished_before_a_limit_of_the_assignment_counts(
    engine: GradingEngine, plain: BuiltRelease, submit: Any
) -> None:
    limits = job_limits(engine.limits, {"wall_seconds": 8, "cell_seconds": 2})
    slow = submit(plain, {"class Point": "import time\ntime.sleep(60)"})
    result = engine.grade(plain.package, slow, environment="default", limits=limits).result
    assert result.status is GradeStatus.TIMEOUT
    assert "cell_time" in result.limits_hit
    points = {question.name: question.score for question in result.questions}
    assert points == {"square": 2, "evens": 2, "point": 0, "divide": 1, "factorial": 1}
