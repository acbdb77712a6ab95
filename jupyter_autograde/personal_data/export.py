"""Use case: everything about a person in one archive, for that person."""

from __future__ import annotations

import json
import os
import secrets
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.errors import AlreadyExists, InvalidInput, NotFound, StorageError
from jupyter_autograde.models.grade import GradeResult
from jupyter_autograde.models.visibility import BY_DEFAULT
from jupyter_autograde.personal_data.rows import PersonalRows
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.bundle_store import read_files
from jupyter_autograde.timestamps import now

_OF_STAFF = {
    "grade": ("log", "errors", "notebooks", "record", "signature", "content_key"),
    "job": ("log",),
    "grading_flag": ("note",),
}
"""Columns that are no word about the person: what staff sees, and how it was reckoned."""

OnProgress = Callable[[int, int], None]
"""Told how many submissions are done, and of how many."""


def export_person(
    session: Session, blobs: BlobStore, user: str, course: str | None, path: Path, on_progress: OnProgress
) -> dict[str, int]:
    """Write what is kept about `user` into a zip archive that only its owner may read.

    Hidden tests stay hidden, as in everything that a student gets (SEC-60). Contents that the store has lost are named
    in `lost.json`.

    Returns
    -------
    dict
        Table -> rows in it.

    Raises
    ------
    NotFound
        Nothing is kept, or there is no such course.
    AlreadyExists, InvalidInput
    """
    rows = PersonalRows(session, user, course)
    counts = rows.counts()
    if not counts:
        raise NotFound(f"Nothing is kept about {user!r}" + (f" in {course!r}." if course else "."))
    if path.exists():
        raise AlreadyExists(f"There is a file {path} already. Give another name.")
    temporary = path.parent / f".{path.name}.{secrets.token_hex(6)}.part"
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            about = {"user": user, "course": course, "exported_at": now(), "rows": counts}
            _write(archive, "about.json", about)
            for table, condition in rows.conditions():
                if table.name in counts:
                    found = session.execute(select(table).where(condition).order_by(*table.primary_key)).mappings()
                    _write(archive, f"rows/{table.name}.json", [_shown(table.name, dict(row)) for row in found])
            lost = list(_write_files(archive, session, blobs, rows, on_progress))
            if lost:
                _write(archive, "lost.json", lost)
        temporary.rename(path)
    except OSError as fault:
        raise InvalidInput(f"{path} can't be written: {fault.strerror}.") from fault
    finally:
        temporary.unlink(missing_ok=True)
    return counts


def _write_files(
    archive: zipfile.ZipFile, session: Session, blobs: BlobStore, rows: PersonalRows, on_progress: OnProgress
) -> Iterator[str]:
    """Write submissions and feedback; yields a sentence for each that is lost."""
    submissions = list(
        session.scalars(
            select(orm.Submission).where(orm.Submission.id.in_(rows.submissions())).order_by(orm.Submission.id)
        )
    )
    for done, one in enumerate(submissions, 1):
        place = f"work/{one.assignment.course.name}/{one.assignment.name}/attempt-{one.attempt}"
        bundles = {f"{place}/submitted": session.get_one(orm.Bundle, one.bundle_sha256)}
        given = session.scalars(
            select(orm.Feedback).where(orm.Feedback.submission_id == one.id).order_by(orm.Feedback.id)
        )
        bundles |= {f"{place}/feedback-{number}": feedback.bundle for number, feedback in enumerate(given, 1)}
        for folder, bundle in bundles.items():
            try:
                for path, content in read_files(blobs, bundle):
                    archive.writestr(f"{folder}/{path}", content)
            except StorageError as fault:
                yield f"{folder}: {fault.message}"
        on_progress(done, len(submissions))


def _shown(table: str, row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: value for name, value in row.items() if name not in _OF_STAFF.get(table, ())}
    if table == "grade":
        shown["result"] = BY_DEFAULT.of(GradeResult.model_validate(row["result"])).model_dump(mode="json")
    return shown


def _write(archive: zipfile.ZipFile, name: str, value: Any) -> None:
    archive.writestr(name, json.dumps(value, indent=1, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
