"""Use case: write the grades of a course as a file."""

from __future__ import annotations

import base64
from collections.abc import Callable

from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.gradebook.book import read_gradebook
from jupyter_autograde.gradebook.exports import long, wide
from jupyter_autograde.gradebook.exports.questions import questions_table
from jupyter_autograde.gradebook.exports.table import Table
from jupyter_autograde.models.gradebook import FOR_OTHER_SYSTEMS, Encoding, ExportedFile, ExportFormat, Gradebook
from jupyter_autograde.storage import orm

_WIDE: dict[ExportFormat, Callable[[Gradebook], Table]] = {
    ExportFormat.GRADEBOOK: wide.gradebook_table,
    ExportFormat.MOODLE: wide.moodle_table,
    ExportFormat.CANVAS: wide.canvas_table,
    ExportFormat.EDX: wide.edx_table,
}


def export_grades(
    session: Session,
    access: Access[orm.Course],
    wanted: ExportFormat,
    *,
    assignment_id: str | None = None,
    as_json: bool = False,
    unfinished: bool = False,
) -> ExportedFile:
    """Return a file of grades, of those students whom the asker sees.

    Parameters
    ----------
    assignment_id : str, optional
        Of `ExportFormat.QUESTIONS`, which needs it.
    as_json : bool
        The lines as JSON objects instead.
    unfinished : bool
        Of `FOR_OTHER_SYSTEMS`: also scores and totals of which something is still to be graded.

    Raises
    ------
    InvalidInput
        The format needs an assignment, or a time zone that this machine does not know.
    NotFound
        The course has no such assignment.
    """
    if wanted is not ExportFormat.QUESTIONS and assignment_id is not None:
        raise InvalidInput("Only the questions are of one assignment; leave it out.")
    name = f"{access.object.name}-{wanted}"
    if wanted is ExportFormat.GOFER_DB and not as_json:
        rows = long.gofer_rows(session, access)
        content = base64.b64encode(long.as_gofer_database(rows)).decode()
        return ExportedFile(
            name=f"{access.object.name}-gradebook.db",
            media_type="application/vnd.sqlite3",
            encoding=Encoding.BASE64,
            content=content,
            rows=len(rows),
        )
    left_open = wide.Unfinished(0, 0)
    if wanted in _WIDE:
        book = read_gradebook(session, access)
        left_open = wide.unfinished_of(book)
        if wanted in FOR_OTHER_SYSTEMS and not unfinished:
            book = wide.finished(book)
        table = _WIDE[wanted](book)
    else:
        table = _table(session, access, wanted, assignment_id)
    return ExportedFile(
        name=f"{name}.{'json' if as_json else 'csv'}",
        media_type="application/json" if as_json else "text/csv",
        content=table.as_json() if as_json else table.as_csv(),
        rows=len(table.lines),
        unfinished_scores=left_open.scores,
        unfinished_totals=left_open.totals,
    )


def _table(session: Session, access: Access[orm.Course], wanted: ExportFormat, assignment_id: str | None) -> Table:
    if wanted is ExportFormat.QUESTIONS:
        return questions_table(session, access, assignment_id)
    if wanted is ExportFormat.CSV:
        return long.as_table(long.GradeRow, long.grade_rows(session, access))
    return long.as_table(long.GoferRow, long.gofer_rows(session, access))
