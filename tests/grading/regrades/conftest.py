"""An assignment whose scores are changed."""

from __future__ import annotations

import pytest

from jupyter_autograde.testing.school import OTHER_STUDENT, STUDENT, School


@pytest.fixture
def assignment_id(school: School) -> str:
    """An assignment with 5 + 2 points for sam and 4 + 0 for olga, of 5 + 5."""
    assignment = school.draft()
    school.release(assignment.id)
    school.submit(assignment.id, STUDENT, text=b"score: 7")
    school.submit(assignment.id, OTHER_STUDENT, text=b"score: 4")
    school.grade_everything()
    return assignment.id
