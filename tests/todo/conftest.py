"""A released assignment, and the work queue of its course."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.models.todo import Todo
from jupyter_autograde.permissions import Permission
from jupyter_autograde.testing.school import INSTRUCTOR, School
from jupyter_autograde.todo.queue import what_to_do

Queue = Callable[..., Todo]


@pytest.fixture
def assignment_id(school: School) -> str:
    assignment = school.draft()
    school.release(assignment.id)
    return assignment.id


@pytest.fixture
def todo(school: School) -> Queue:
    """Return what somebody of the staff has to do."""

    def look(asker: Asker = INSTRUCTOR) -> Todo:
        with school.database.read() as session:
            found = access.course(session, asker, school.course_id, Permission.SEE_ALL_SUBMISSIONS)
            return what_to_do(session, found)

    return look


@pytest.fixture
def worker(school: School) -> Iterator[None]:
    """A worker that takes jobs, so that the queue says nothing of it."""
    school.other.begin(1, lambda: None)
    yield
    school.other.end()


def items(todo: Todo, *kinds: str) -> list[Any]:
    """Return kind, count, state of the filter, and names of each item of some kinds; of all without any."""
    return [
        (item.kind, item.count, item.filter and item.filter.state, item.users)
        for item in todo.items
        if not kinds or item.kind in kinds
    ]
