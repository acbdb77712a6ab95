from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from jupyter_autograde.gradebook.exports.long import GoferRow, as_gofer_database
from jupyter_autograde.models.assignment import AssignmentState
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.importing import Bring, Here, new
from jupyter_autograde.testing.old_services import make_gofer

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_gofers_scores_become_ours(here: Here, bring: Bring, tmp_path: Path) -> None:
    rows = [
        GoferRow("sam", 0.5, "a", "lab1", "2026-07-01-12:00:00.250"),
        GoferRow("sam", 0.75, "b", "lab1", "2026-07-02-12:00:00.000"),
        GoferRow("olga", 1.0, "", "lab1", "2026-01-01-00:00:00.000"),
    ]
    path = tmp_path / "gradebook.db"
    path.write_bytes(as_gofer_database(rows))
    code, report = bring("gofer", str(path))
    assert code == 2 and "--course" in report["said"]
    code, report = bring("gofer", str(path), "--course=data8")
    assert (code, new(report)) == (0, {"course": 1, "person": 2, "assignment": 1, "submission": 3, "grade": 3})
    found = {(one.user, one.attempt): one for one in here.submissions()}
    assert found["sam", 1].submitted_at == datetime(2026, 7, 1, 19, 0, 0, 250_000, tzinfo=UTC)
    assert found["olga", 1].submitted_at == datetime(2026, 1, 1, 8, tzinfo=UTC)
    assert (found["sam", 2].status.score, found["sam", 2].status.max_score) == (0.75, 1.0)
    with here.database.read() as session:
        sections = dict(session.execute(select(orm.Enrollment.user, orm.Enrollment.section)).all())
        assert sections == {"sam": "b", "olga": None}
        assert session.scalars(select(orm.Assignment.state)).one() == AssignmentState.CLOSED
    before = here.rows()
    assert bring("gofer", str(path), "--course=data8")[1]["changes"] == []
    assert here.rows() == before


@SQLITE
def test_gofers_rows_with_problems_are_listed(here: Here, bring: Bring, tmp_path: Path) -> None:
    at = "2026-07-01-12:00:00.250"
    path = make_gofer(
        tmp_path / "gradebook.db",
        ("sam", 2.0, "a", "lab1", at),
        ("sam", "x", "a", "lab1", at),
        ("sam", 1, "a", "l", "?"),
    )
    code, report = bring("gofer", str(path), "--course=data8")
    assert code == 2
    assert [problem["where"] for problem in report["problems"]] == [f"grades.rowid {number}" for number in (1, 2, 3)]
