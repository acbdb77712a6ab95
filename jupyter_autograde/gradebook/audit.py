"""Use cases: read the audit trail of a course, and write it as a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.gradebook.exports.table import Table
from jupyter_autograde.models.audit import AuditAction, AuditEntry
from jupyter_autograde.models.gradebook import ExportedFile
from jupyter_autograde.storage import orm

MAX_PAGE = 1000
"""Most entries in one answer."""
MAX_FILE = 100_000
"""Most entries in one file; the newest."""


@dataclass(frozen=True)
class AuditFilter:
    """Which entries; what is None is not asked for."""

    assignment_id: str | None = None
    submission_id: str | None = None
    user: str | None = None
    """Whose grade."""
    author: str | None = None
    """Who did it."""
    action: AuditAction | None = None
    since: datetime | None = None
    until: datetime | None = None


def list_audit(
    session: Session,
    access: Access[orm.Course],
    wanted: AuditFilter,
    *,
    before: str | None = None,
    limit: int = MAX_PAGE,
) -> list[AuditEntry]:
    """Return changes of grades, the newest first; for a TA with sections, those of their students.

    Parameters
    ----------
    before : str, optional
        Id of the last entry of the page before.
    """
    query = _query(access, wanted)
    if before is not None:
        query = query.where(orm.AuditEntry.id < before)
    rows = session.scalars(query.limit(min(limit, MAX_PAGE)))
    return [AuditEntry.model_validate(row) for row in rows]


def export_audit(session: Session, access: Access[orm.Course], wanted: AuditFilter) -> ExportedFile:
    """Return the same as CSV, the newest `MAX_FILE` of them."""
    names = {
        row.id: row.name
        for row in session.execute(
            select(orm.Assignment.id, orm.Assignment.name).where(orm.Assignment.course_id == access.object.id)
        )
    }
    table = Table(["at", "action", "by", "student", "assignment", "question", "before", "after", "reason", "id"])
    for row in session.scalars(_query(access, wanted).limit(MAX_FILE)):
        table.lines.append(
            [
                row.at.isoformat(),
                row.action,
                row.author,
                row.user,
                names.get(row.assignment_id or ""),
                row.question,
                _text(row.before),
                _text(row.after),
                row.reason,
                row.id,
            ]
        )
    return ExportedFile(
        name=f"{access.object.name}-audit.csv", media_type="text/csv", content=table.as_csv(), rows=len(table.lines)
    )


def _query(access: Access[orm.Course], wanted: AuditFilter) -> Select[orm.AuditEntry]:
    table = orm.AuditEntry
    query = select(table).where(table.course_id == access.object.id).order_by(table.id.desc())
    if access.sections is not None:
        query = query.where(access.sees(access.object.id, table.user))
    for column, value in (
        (table.assignment_id, wanted.assignment_id),
        (table.submission_id, wanted.submission_id),
        (table.user, wanted.user),
        (table.author, wanted.author),
        (table.action, wanted.action),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(table.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(table.at < wanted.until)
    return query


def _text(content: object) -> str | None:
    return None if content is None else json.dumps(content, ensure_ascii=False, sort_keys=True)
