from __future__ import annotations

import pytest

from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.testing.stub_service import StubService


@pytest.fixture
def service():
    with StubService() as stub:
        yield stub


@pytest.fixture
def client(service):
    with AutogradeClient(service.url, "student-token", timeout=5) as client:
        yield client


@pytest.fixture
def staff(service):
    with AutogradeClient(service.url, "staff-token", timeout=5) as client:
        yield client


@pytest.fixture
def assignment_id(service):
    course_id = service.add_course("data", {"ada": "student", "ines": "instructor"})
    return service.add_assignment(course_id, "hw 1", {"hw1.ipynb": b"{}", "data/a.csv": b"1,2\n"})
