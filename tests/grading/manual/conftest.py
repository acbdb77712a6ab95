"""An assignment with an essay that a person grades."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from jupyter_autograde.storage import orm
from jupyter_autograde.testing.school import OTHER_STUDENT, STUDENT, School
from tests.grading.manual.grader import Grader, essay


@pytest.fixture
def tom(school: School) -> Grader:
    """The TA, before whom lie the essays of sam (7 of 10 automatic points) and olga (4), of 4 points each."""
    school.engine.essay = 4
    assignment = school.draft()
    school.release(assignment.id)
    school.submit(assignment.id, STUDENT, text=essay("Because of Rayleigh scattering.", 7))
    school.submit(assignment.id, OTHER_STUDENT, text=essay("It reflects the sea.", 4))
    school.grade_everything()
    with school.database.read() as session:
        known = frozenset(session.scalars(select(orm.AuditEntry.id)))
    return Grader(school, assignment.id, known=known)
