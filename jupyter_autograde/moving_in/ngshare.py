"""Read the database and the files of ngshare (0.6.0 and before)."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from jupyter_autograde.moving_in.folders import read_file
from jupyter_autograde.moving_in.haul import Assignment, BadRow, Course, Files, Haul, UnreadableFiles, Work
from jupyter_autograde.moving_in.sqlite_source import Source, moment, open_source, person_of
from jupyter_autograde.permissions import Role

_TABLES = (
    "courses",
    "users",
    "assignments",
    "submissions",
    "files",
    "instructor_assoc_table",
    "student_assoc_table",
    "assignment_files_assoc_table",
    "submission_files_assoc_table",
    "feedback_files_assoc_table",
)
# The later role counts, as in ngshare, where an instructor is no student.
_ROLES = {"student_assoc_table": Role.STUDENT, "instructor_assoc_table": Role.INSTRUCTOR}

_SLASHES = re.compile("/+")

Stored = Mapping[str, tuple[str, str]]
"""Path -> (name in the storage folder, MD5)."""
FilesOf = Callable[[str, object], Files]
"""Gives the files of a row by the name of the table that links them, and the row's id."""


def read_ngshare(path: Path, storage: Path, *, limit: int) -> Haul:
    """Return what is in an ngshare database; contents are read from `storage` when they are needed.

    Parameters
    ----------
    limit : int
        Bytes that the files of one submission may have.

    Raises
    ------
    FileMissing, InvalidInput
    """
    haul = Haul("ngshare")
    with open_source(path, _TABLES, kind="a database of ngshare") as source:
        names = {row["_id"]: str(row["id"]) for row in source.rows("SELECT _id, id FROM courses ORDER BY _id")}
        haul.courses = {name: Course(f"course {name}", name) for name in names.values()}
        _read_people(source, haul)
        linked = {table: _read_links(source, table) for table in _TABLES if "_files_" in table}

        def files_of(table: str, row_id: object) -> Files:
            return partial(_read_files, storage, linked[table].get(str(row_id), {}), limit)

        _read_works(source, haul, _read_assignments(source, haul, names, files_of), files_of, linked)
    return haul


def _read_people(source: Source, haul: Haul) -> None:
    for table, role in _ROLES.items():
        for row in source.rows(f"SELECT * FROM {table} ORDER BY left_id"):
            course = haul.courses.get(str(row["right_id"]))
            if course is None:
                haul.fail(f"{table}: {row['left_id']}", f"Its course {row['right_id']!r} is not there.")
                continue
            user = str(row["left_id"])
            course.people[user] = person_of(row, user, role)


def _read_assignments(source: Source, haul: Haul, names: Mapping[int, str], files_of: FilesOf) -> dict[int, Assignment]:
    """Return the assignments by their ids."""
    found: dict[int, Assignment] = {}
    for row in source.rows("SELECT _id, id, course_id, due FROM assignments ORDER BY _id"):
        where, name = f"assignments._id {row['_id']}", str(row["id"])
        with haul.noting(where):
            course = haul.courses.get(names.get(row["course_id"], ""))
            if course is None:
                raise BadRow("Its course is not there.")
            if name in course.assignments:
                raise BadRow(f"The course {course.name!r} has a second assignment {name!r}.")
            files = files_of("assignment_files_assoc_table", row["_id"])
            found[row["_id"]] = course.assignments[name] = Assignment(where, name, moment(row["due"]), files)
    return found


def _read_works(
    source: Source,
    haul: Haul,
    assignments: Mapping[int, Assignment],
    files_of: FilesOf,
    linked: Mapping[str, Mapping[str, Stored]],
) -> None:
    query = "SELECT _id, assignment_id, timestamp, student_id FROM submissions ORDER BY timestamp, _id"
    for row in source.rows(query):
        where, assignment = f"submissions._id {row['_id']}", assignments.get(row["assignment_id"])
        with haul.noting(where):
            at = moment(row["timestamp"])
            if assignment is None:
                raise BadRow("Its assignment is not there.")
            given = str(row["_id"]) in linked["feedback_files_assoc_table"]
            assignment.works.append(
                Work(
                    where,
                    str(row["student_id"]),
                    at,
                    files_of("submission_files_assoc_table", row["_id"]),
                    files_of("feedback_files_assoc_table", row["_id"]) if given else None,
                )
            )


def _read_links(source: Source, table: str) -> dict[str, dict[str, tuple[str, str]]]:
    """Return id of the owner -> its files."""
    found: defaultdict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    query = f"SELECT a.left_id, f.* FROM {table} a JOIN files f ON f._id = a.right_id ORDER BY f._id"
    for row in source.rows(query):
        # ngshare takes `a//b`, and its clients write that to `a/b`; of a path that came twice the last file counts.
        path = _SLASHES.sub("/", str(row["filename"]))
        found[str(row["left_id"])][path] = str(row["actual_name"]), str(row["checksum"])
    return dict(found)


def _read_files(storage: Path, stored: Stored, limit: int) -> dict[str, bytes]:
    files = {}
    for path, (name, checksum) in stored.items():
        if "/" in name or name in ("", ".", ".."):
            raise UnreadableFiles(f"{path} is stored as {name[:80]!r}, which is no name of a file.")
        try:
            content = files[path] = read_file(storage, name, limit=limit)
        except FileNotFoundError as fault:
            raise UnreadableFiles(f"{path} is missing: there is no {storage / name}.") from fault
        limit -= len(content)
        if hashlib.md5(content, usedforsecurity=False).hexdigest() != checksum:
            raise UnreadableFiles(f"{path} is damaged: {storage / name} has another MD5 than the database says.")
    return files
