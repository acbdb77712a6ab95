"""What a list of assignments takes."""

from __future__ import annotations

import pytest

from jupyter_autograde.exchange.assignments import list_own_assignments
from jupyter_autograde.models.visibility import HiddenTests
from jupyter_autograde.testing.school import STUDENT, School
from jupyter_autograde.testing.statements import statements
from tests.exchange.deadlines.steps import change


def listing(school: School) -> int:
    """Return how many statements a student's list takes."""
    with statements(school.database) as made, school.database.read() as session:
        list_own_assignments(session, STUDENT)
    return len(made)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_students_list_takes_as_many_statements_for_three_assignments_with_rules_as_for_one(school: School) -> None:
    taken = []
    for name in ("hw1", "hw2", "hw3"):
        made = school.draft(name)
        school.release(made.id)
        change(school, made.id, state="closed", visibility={"hidden_tests": HiddenTests.OUTCOME})
        taken.append(listing(school))
    assert taken == [taken[0]] * 3
