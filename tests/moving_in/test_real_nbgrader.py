"""A gradebook that nbgrader itself has written, with what its own scores are."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from jupyter_autograde.storage import orm
from jupyter_autograde.testing.importing import Bring, Here
from jupyter_autograde.testing.old_clients import CLIENTS

_WRITE = """
import json, sys
from datetime import datetime
from nbgrader.api import Course, Gradebook

with Gradebook(sys.argv[1], course_id="astro") as book:
    book.add_assignment("ps1", duedate=datetime(2026, 1, 1))
    book.add_notebook("one", "ps1")
    book.add_notebook("two", "ps1")
    book.add_grade_cell("test", "one", "ps1", max_score=3, cell_type="code")
    book.add_grade_cell("essay", "one", "ps1", max_score=5, cell_type="markdown")
    book.add_solution_cell("essay", "one", "ps1")
    book.add_task_cell("job", "one", "ps1", max_score=4, cell_type="markdown")
    book.add_grade_cell("test", "two", "ps1", max_score=2, cell_type="code")
    for name in ("sam", "olga"):
        book.add_student(name, first_name=name.title(), last_name="S", email=f"{name}@example.org")
        book.add_submission("ps1", name, timestamp=datetime(2026, 1, 2, 3, 4, 5, 678))
    for cell, notebook, name, auto, manual, extra in (
        ("test", "one", "sam", 3, None, None), ("essay", "one", "sam", None, 4, 0.5), ("job", "one", "sam", 0, 2.5, None),
        ("test", "two", "sam", 0, None, None), ("test", "one", "olga", 1, None, None), ("essay", "one", "olga", None, None, None),
    ):
        grade = book.find_grade(cell, notebook, "ps1", name)
        grade.auto_score, grade.manual_score, grade.extra_credit = auto, manual, extra
        grade.needs_manual_grade = auto is None and manual is None
    book.find_comment("essay", "one", "ps1", "sam").manual_comment = "Well argued."
    book.find_submission_notebook("one", "ps1", "sam").late_submission_penalty = 1.25
    book.db.commit()
# Who forgets the course, as scripts and `nbgrader export` do, adds one of another name.
with Gradebook(sys.argv[1]) as book:
    found = {each.student.id: [each.score, each.late_submission_penalty, each.max_score] for each in book.assignment_submissions("ps1")}
    print(json.dumps([found, [course.id for course in book.db.query(Course).all()]]))
"""  # noqa: E501


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_scores_are_those_of_nbgrader_itself(here: Here, bring: Bring, tmp_path: Path) -> None:
    path = tmp_path / "gradebook.db"
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "JUPYTER"))}
    programs = CLIENTS / "bin"  # nbgrader calls alembic by its name
    said = subprocess.run(
        [str(programs / "python"), "-c", _WRITE, f"sqlite:///{path}"],
        env={**kept, "HOME": str(tmp_path), "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=120,
    ).stdout
    scores, courses = json.loads(said.splitlines()[-1])
    assert set(courses) == {"astro", "default_course"}
    code, report = bring("nbgrader", f"--gradebook={path}")
    assert code == 0, report
    with here.database.read() as session:
        assert [row.name for row in session.query(orm.Course)] == ["astro"]
        assert {(row.user, row.first_name, row.email) for row in session.query(orm.Enrollment)} == {
            ("sam", "Sam", "sam@example.org"),
            ("olga", "Olga", "olga@example.org"),
        }
    found = {one.user: one for one in here.submissions()}
    assert {user: (one.status.score, one.status.max_score) for user, one in found.items()} == {
        user: (max(0.0, score - penalty), most) for user, (score, penalty, most) in scores.items()
    }
    assert scores == {"sam": [10, 1.25, 14], "olga": [1, 0, 14]}
    assert found["sam"].submitted_at.isoformat() == "2026-01-02T03:04:05.000678+00:00"
    assert bring("nbgrader", f"--gradebook={path}")[1]["changes"] == []
