"""Read nbgrader's gradebook (0.6 and newer): people, assignments, and what each cell was given."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.grade import QuestionResult
from jupyter_autograde.models.terminal_text import plain_line, plain_writing
from jupyter_autograde.moving_in.haul import Assignment, Course, Haul, Score, Work
from jupyter_autograde.moving_in.sqlite_source import Source, moment, open_source, person_of, points
from jupyter_autograde.permissions import Role

_TABLES = (
    "assignment",
    "student",
    "notebook",
    "submitted_assignment",
    "submitted_notebook",
    "base_cell",
    "grade_cells",
    "grade",
    "comment",
)
_UNNAMED = ("", "default_course")
"""What nbgrader calls a course that nobody named."""
PENALTY = "late submission"
"""Name of the question that takes nbgrader's penalties."""

_POINTS = ("auto_score", "manual_score", "extra_credit", "max_score")
_GRADES = """
SELECT s.assignment_id AS submitted, n.name AS notebook, c.name AS cell, g.auto_score, g.manual_score, g.extra_credit,
  g.needs_manual_grade, {max_score} AS max_score, coalesce(o.manual_comment, o.auto_comment) AS comment
FROM grade g
JOIN submitted_notebook s ON s.id = g.notebook_id
JOIN notebook n ON n.id = s.notebook_id
JOIN base_cell c ON c.id = g.cell_id
LEFT JOIN grade_cells k ON k.id = c.id
{task_cells}
LEFT JOIN comment o ON o.notebook_id = g.notebook_id AND o.cell_id IN (
  SELECT id FROM base_cell b WHERE b.name = c.name AND b.notebook_id = c.notebook_id)
GROUP BY g.id ORDER BY n.name, g.rowid
"""


def read_gradebook(haul: Haul, path: Path, course_name: str | None) -> None:
    """Add what is in a gradebook to `haul`: scores go to the work of the same moment.

    Parameters
    ----------
    course_name : str, optional
        What the gradebook's one course is called here; needed where nbgrader has no name for it.

    Raises
    ------
    FileMissing, InvalidInput
    """
    with open_source(path, _TABLES, kind="a gradebook of nbgrader 0.6 or newer") as source:
        courses = _courses(source, haul, course_name)
        _read_people(source, courses)
        assignments = _read_assignments(source, haul, courses)
        _read_scores(source, haul, assignments)
    haul.notes.append("nbgrader does not know who teaches a course. Enrol its instructors and TAs yourself.")


def _courses(source: Source, haul: Haul, wanted: str | None) -> dict[str, Course]:
    """Return the courses by the id that assignments have; None stands for databases that have no courses."""
    ids = _course_ids(source) or [""]
    if wanted is not None and len(ids) > 1:
        if wanted not in ids:
            raise InvalidInput(f"The gradebook has several courses, none of them is {wanted!r}: {', '.join(ids)}.")
        ids = [wanted]
    named = {one: wanted if wanted is not None else one for one in ids}
    if any(name in _UNNAMED for name in named.values()):
        raise InvalidInput("The gradebook does not say what its course is called. Say it with --course=NAME.")
    return {one: haul.courses.setdefault(name, Course(f"course {one}", name)) for one, name in named.items()}


def _course_ids(source: Source) -> list[str]:
    if not (source.has("course") and source.has("assignment", "course_id")):
        return []
    ids = [str(row["id"]) for row in source.rows("SELECT id FROM course ORDER BY id")]
    used = {str(row["course_id"]) for row in source.rows("SELECT DISTINCT course_id FROM assignment")}
    # Whoever opens a gradebook without saying its course adds nbgrader's `default_course` to it, with nothing in it.
    return [one for one in ids if one in used or one not in _UNNAMED] or ids


def _read_people(source: Source, courses: Mapping[str, Course]) -> None:
    for row in source.rows("SELECT id, first_name, last_name, email FROM student ORDER BY id"):
        for course in courses.values():
            user = str(row["id"])
            course.people[user] = person_of(row, user, Role.STUDENT)


def _read_assignments(source: Source, haul: Haul, courses: Mapping[str, Course]) -> dict[str, Assignment]:
    found = {}
    for row in source.rows("SELECT * FROM assignment ORDER BY name"):
        where, name = f"assignment {row['name']}", str(row["name"])
        course = courses.get(str(row["course_id"]) if "" not in courses else "")
        if course is None:
            continue  # of a course that was not asked for
        with haul.noting(where):
            due_at = moment(row["duedate"])
            assignment = course.assignments.setdefault(name, Assignment(where, name))
            assignment.due_at = due_at
            found[str(row["id"])] = assignment
    return found


def _read_scores(source: Source, haul: Haul, assignments: Mapping[str, Assignment]) -> None:
    questions = _read_questions(source, haul)
    extended = 0
    for row in source.rows("SELECT * FROM submitted_assignment ORDER BY timestamp, id"):
        assignment = assignments.get(str(row["assignment_id"]))
        if assignment is None:
            continue
        where = f"submitted_assignment of {row['student_id']} at {assignment.name}"
        extended += row["extension"] is not None
        graded = questions.get(str(row["id"]), [])
        with haul.noting(where):
            at = moment(row["timestamp"])
            if graded is not None:
                _give(assignment, where, str(row["student_id"]), at, Score(graded) if graded else None)
    if extended:
        haul.notes.append(f"{extended} students had more time at an assignment. That is not brought over.")


def _give(assignment: Assignment, where: str, user: str, at: datetime | None, score: Score | None) -> None:
    """Give a score to the work of the same moment, or note a work that has nothing else."""
    for place, work in enumerate(assignment.works):
        if work.user == user and work.at == at:
            assignment.works[place] = replace(work, score=score)
            return
    assignment.works.append(Work(where, user, at, score=score))


def _read_questions(source: Source, haul: Haul) -> dict[str, list[QuestionResult] | None]:
    """Return the questions of each submitted assignment; None where something stands in place of points."""
    tasks = source.has("task_cells")
    query = _GRADES.format(
        max_score="coalesce(k.max_score, t.max_score, 0.0)" if tasks else "coalesce(k.max_score, 0.0)",
        task_cells="LEFT JOIN task_cells t ON t.id = c.id" if tasks else "",
    )
    found: defaultdict[str, list[QuestionResult]] = defaultdict(list)
    wrong = set()
    for row in source.rows(query):
        by_hand = row["manual_score"] is not None
        given = row["manual_score"] if by_hand else row["auto_score"]
        waits = bool(row["needs_manual_grade"]) and not by_hand
        try:
            score = points(given) + points(row["extra_credit"])
            max_score = points(row["max_score"])
        except ValueError:
            said = ", ".join(repr(row[name])[:40] for name in _POINTS if row[name] is not None)
            haul.fail(
                f"submitted_assignment.id {row['submitted']}: grade of {row['cell']}",
                f"Among {said} is no number of points, so this score can't be brought in.",
            )
            wrong.add(str(row["submitted"]))
            continue
        found[str(row["submitted"])].append(
            QuestionResult(
                name=plain_line(str(row["cell"])),
                notebook=plain_line(f"{row['notebook']}.ipynb"),
                score=score,
                max_score=max_score,
                cases=[],
                manual=by_hand or waits,
                needs_manual_grade=waits,
                message=plain_writing(str(row["comment"] or "")),
            )
        )
    query = "SELECT assignment_id, late_submission_penalty AS penalty FROM submitted_notebook"
    penalties: defaultdict[str, list[float]] = defaultdict(list)
    for row in source.rows(query):
        submitted = str(row["assignment_id"])
        try:
            penalties[submitted].append(points(row["penalty"]))
        except ValueError:
            haul.fail(
                f"submitted_assignment.id {submitted}: late_submission_penalty",
                f"{repr(row['penalty'])[:40]} is no number of points, so this score can't be brought in.",
            )
            wrong.add(submitted)
    for submitted, questions in found.items():
        _take(questions, math.fsum(penalties[submitted]))
    return {**found, **dict.fromkeys(wrong)}


def _take(questions: list[QuestionResult], penalty: float) -> None:
    """Take a penalty off, and no more than there is: nbgrader's own exports end at 0 as well."""
    whole = math.fsum(question.score for question in questions)
    taken = min(penalty, whole) if whole > 0 else whole
    if taken:
        questions.append(QuestionResult(name=PENALTY, notebook="", score=-taken, max_score=0.0, cases=[], manual=True))
