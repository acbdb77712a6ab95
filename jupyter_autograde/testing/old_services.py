"""Databases as ngshare 0.6.0, nbgrader 0.9.6 and gofer_service make them, and files as they lay them down."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

NGSHARE = """
CREATE TABLE courses (_id INTEGER NOT NULL, id TEXT, PRIMARY KEY (_id), UNIQUE (id));
CREATE TABLE files (
  _id INTEGER NOT NULL, filename TEXT, checksum TEXT, actual_name TEXT, size INTEGER, PRIMARY KEY (_id));
CREATE TABLE users (id TEXT NOT NULL, PRIMARY KEY (id));
CREATE TABLE assignments (_id INTEGER NOT NULL, id TEXT, course_id INTEGER, due TIMESTAMP, PRIMARY KEY (_id),
  FOREIGN KEY(course_id) REFERENCES courses (_id));
CREATE TABLE instructor_assoc_table (left_id TEXT NOT NULL, right_id TEXT NOT NULL, first_name TEXT, last_name TEXT,
  email TEXT, PRIMARY KEY (left_id, right_id), FOREIGN KEY(left_id) REFERENCES users (id),
  FOREIGN KEY(right_id) REFERENCES courses (id));
CREATE TABLE student_assoc_table (left_id TEXT NOT NULL, right_id TEXT NOT NULL, first_name TEXT, last_name TEXT,
  email TEXT, PRIMARY KEY (left_id, right_id), FOREIGN KEY(left_id) REFERENCES users (id),
  FOREIGN KEY(right_id) REFERENCES courses (id));
CREATE TABLE assignment_files_assoc_table (left_id TEXT NOT NULL, right_id INTEGER NOT NULL,
  PRIMARY KEY (left_id, right_id));
CREATE TABLE submissions (_id INTEGER NOT NULL, assignment_id INTEGER, timestamp TIMESTAMP, student_id TEXT,
  PRIMARY KEY (_id), FOREIGN KEY(assignment_id) REFERENCES assignments (_id),
  FOREIGN KEY(student_id) REFERENCES users (id));
CREATE TABLE feedback_files_assoc_table (left_id TEXT NOT NULL, right_id INTEGER NOT NULL,
  PRIMARY KEY (left_id, right_id));
CREATE TABLE submission_files_assoc_table (left_id TEXT NOT NULL, right_id INTEGER NOT NULL,
  PRIMARY KEY (left_id, right_id));
"""

NBGRADER = """
CREATE TABLE course (id VARCHAR(128) NOT NULL, PRIMARY KEY (id), UNIQUE (id));
CREATE TABLE student (id VARCHAR(128) NOT NULL, first_name VARCHAR(128), last_name VARCHAR(128), email VARCHAR(128),
  lms_user_id VARCHAR(128), PRIMARY KEY (id));
CREATE TABLE assignment (id VARCHAR(32) NOT NULL, name VARCHAR(128) NOT NULL, duedate DATETIME,
  course_id VARCHAR(128) NOT NULL, PRIMARY KEY (id), UNIQUE (name), FOREIGN KEY(course_id) REFERENCES course (id));
CREATE TABLE notebook (id VARCHAR(32) NOT NULL, name VARCHAR(128) NOT NULL, assignment_id VARCHAR(32),
  kernelspec VARCHAR(1024), PRIMARY KEY (id), UNIQUE (name, assignment_id));
CREATE TABLE submitted_assignment (id VARCHAR(32) NOT NULL, assignment_id VARCHAR(32), student_id VARCHAR(128),
  timestamp DATETIME, extension DATETIME, PRIMARY KEY (id), UNIQUE (assignment_id, student_id));
CREATE TABLE base_cell (id VARCHAR(32) NOT NULL, name VARCHAR(128) NOT NULL, notebook_id VARCHAR(32) NOT NULL,
  type VARCHAR(50), PRIMARY KEY (id), UNIQUE (name, notebook_id, type));
CREATE TABLE submitted_notebook (id VARCHAR(32) NOT NULL, assignment_id VARCHAR(32), notebook_id VARCHAR(32),
  flagged BOOLEAN, late_submission_penalty FLOAT, PRIMARY KEY (id), UNIQUE (notebook_id, assignment_id));
CREATE TABLE comment (id VARCHAR(32) NOT NULL, notebook_id VARCHAR(32), cell_id VARCHAR(32), auto_comment TEXT,
  manual_comment TEXT, PRIMARY KEY (id), UNIQUE (cell_id, notebook_id));
CREATE TABLE grade (id VARCHAR(32) NOT NULL, notebook_id VARCHAR(32), cell_id VARCHAR(32), auto_score FLOAT,
  manual_score FLOAT, extra_credit FLOAT, needs_manual_grade BOOLEAN NOT NULL, PRIMARY KEY (id),
  UNIQUE (cell_id, notebook_id));
CREATE TABLE grade_cells (id VARCHAR(32) NOT NULL, max_score FLOAT NOT NULL, cell_type VARCHAR(8) NOT NULL,
  PRIMARY KEY (id));
CREATE TABLE solution_cells (id VARCHAR(32) NOT NULL, PRIMARY KEY (id));
CREATE TABLE task_cells (id VARCHAR(32) NOT NULL, max_score FLOAT NOT NULL, cell_type VARCHAR(8) NOT NULL,
  PRIMARY KEY (id));
"""

FIRST, SECOND = "2020-01-01 10:00:00.123456", "2020-01-02 10:00:00.000000"
"""When sam handed in, as SQLAlchemy writes times into SQLite."""
NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


class Ngshare:
    """An ngshare with a course `astro`: instructor ines, students sam and olga, assignment `orbits` (sam: twice)."""

    def __init__(self, folder: Path) -> None:
        self.path, self.storage = folder / "ngshare.db", folder / "files"
        self.storage.mkdir(parents=True)
        run(self.path, NGSHARE)
        rows: list[tuple[Any, ...]] = [
            ("courses", 1, "astro"),
            *(("users", name) for name in ("ines", "sam", "olga", "gone")),
            ("instructor_assoc_table", "ines", "astro", None, None, None),
            ("student_assoc_table", "sam", "astro", "Sam", "Smith", "sam@example.org"),
            ("student_assoc_table", "olga", "astro", "", "", ""),
            ("assignments", 1, "orbits", 1, None),
            ("submissions", 1, 1, FIRST, "sam"),
            ("submissions", 2, 1, SECOND, "sam"),
            ("submissions", 3, 1, SECOND, "gone"),
        ]
        for row in rows:
            self.insert(*row)
        self.file(1, "assignment_files_assoc_table", 1, "orbits.ipynb", NOTEBOOK)
        self.file(2, "submission_files_assoc_table", 1, "orbits.ipynb", NOTEBOOK + b" ")
        self.file(3, "submission_files_assoc_table", 1, "data/planets.csv", b"mars,2")
        self.file(4, "submission_files_assoc_table", 2, "orbits.ipynb", NOTEBOOK + b"  ")
        self.file(5, "feedback_files_assoc_table", 1, "orbits.html", b"<p>good</p>")
        self.file(6, "submission_files_assoc_table", 3, "orbits.ipynb", NOTEBOOK)

    def insert(self, table: str, *values: Any) -> None:
        """Add a row."""
        insert(self.path, table, *values)

    def file(self, number: int, table: str, owner: int, path: str, content: bytes, *, name: str | None = None) -> None:
        """Add a file as ngshare does."""
        stored = name or f"0000-{number}.ipynb"
        self.insert("files", number, path, hashlib.md5(content).hexdigest(), stored, len(content))
        self.insert(table, str(owner), number)
        if name is None:
            (self.storage / stored).write_bytes(content)


class Nbgrader:
    """nbgrader's gradebook of `astro`: `orbits` with two cells and a task; sam is graded, olga's essay waits."""

    def __init__(self, folder: Path, *, course: str = "astro") -> None:
        self.path = folder / "gradebook.db"
        run(self.path, NBGRADER)
        rows: list[tuple[Any, ...]] = [
            ("course", course),
            ("student", "sam", "Sam", "Smith", "sam@example.org", None),
            ("student", "olga", None, None, None, None),
            ("assignment", "a1", "orbits", "2020-01-01 12:00:00.000000", course),
            ("notebook", "n1", "orbits", "a1", None),
            ("base_cell", "c1", "cell-1", "n1", "GradeCell"),
            ("base_cell", "c2", "essay", "n1", "GradeCell"),
            ("base_cell", "c2s", "essay", "n1", "SolutionCell"),
            ("base_cell", "c3", "task", "n1", "TaskCell"),
            ("grade_cells", "c1", 3.0, "code"),
            ("grade_cells", "c2", 5.0, "markdown"),
            ("task_cells", "c3", 2.0, "markdown"),
            ("submitted_assignment", "s1", "a1", "sam", SECOND, "1970-01-02 00:00:00.000000"),
            ("submitted_notebook", "sn1", "s1", "n1", 0, 1.5),
            ("grade", "g1", "sn1", "c1", 2.0, None, None, 0),
            ("grade", "g2", "sn1", "c2", None, 4.0, 0.5, 0),
            ("grade", "g3", "sn1", "c3", 0.0, 1.0, None, 0),
            ("comment", "k1", "sn1", "c2s", None, "Well argued."),
            ("submitted_assignment", "s2", "a1", "olga", None, None),
            ("submitted_notebook", "sn2", "s2", "n1", 0, None),
            ("grade", "g4", "sn2", "c1", 3.0, None, None, 0),
            ("grade", "g5", "sn2", "c2", None, None, None, 1),
        ]
        for row in rows:
            self.insert(*row)

    def insert(self, table: str, *values: Any) -> None:
        """Add a row."""
        insert(self.path, table, *values)


def make_exchange(folder: Path) -> Path:
    """Return nbgrader's exchange folder with the same course, and feedback of sam's second hand-in."""
    course = folder / "exchange" / "astro"
    for name in ("inbound", "outbound/orbits", "feedback"):
        (course / name).mkdir(parents=True)
    (course / "outbound/orbits/orbits.ipynb").write_bytes(NOTEBOOK)
    hand_in(course, "sam", FIRST, {"orbits.ipynb": NOTEBOOK + b" ", "data/planets.csv": b"mars,2"})
    hand_in(course, "sam", SECOND, {"orbits.ipynb": NOTEBOOK + b"  "}, random="+Ab_-9z")
    hand_in(course, "sam+olga", SECOND, {"orbits.ipynb": NOTEBOOK})
    name = hashlib.md5(f"secret of sam {SECOND}orbits".encode()).hexdigest()
    (course / "feedback" / f"{name}.html").write_bytes(b"<p>good</p>")
    return course.parent


def hand_in(course: Path, user: str, at: str, files: dict[str, bytes], *, random: str = "") -> Path:
    """Lay a submission down as `nbgrader submit` does."""
    folder = course / "inbound" / f"{user}+orbits+{at} UTC{random}"
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    (folder / "timestamp.txt").write_text(f"{at} UTC")
    (folder / "submission_secret.txt").write_text(f"secret of {user} {at}")
    return folder


def make_gofer(path: Path, *rows: tuple[Any, ...]) -> Path:
    """Return gofer_service's gradebook."""
    run(path, "CREATE TABLE grades (userid text, grade real, section text, lab text, timestamp text)")
    for row in rows:
        insert(path, "grades", *row)
    return path


def run(path: Path, script: str) -> None:
    """Run SQL on a file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)


def insert(path: Path, table: str, *values: Any) -> None:
    """Add a row to a table."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)
        connection.commit()
