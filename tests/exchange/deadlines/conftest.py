"""An assignment that has been released."""

from __future__ import annotations

import pytest

from jupyter_autograde.testing.school import School


@pytest.fixture
def assignment_id(school: School) -> str:
    assignment = school.draft()
    school.release(assignment.id)
    return assignment.id
