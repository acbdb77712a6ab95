"""The nbgrader half of the fidelity corpus: files `corpus/nbgrader_*.txt`, written as `corpus.py` says.

Each test is a test cell with two points, `QUESTION-NUMBER`; an answer's cell has the question's name.
"""

from __future__ import annotations

import json
from typing import Any

import corpus

POINTS = 2
_FLAGS = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}


def topics() -> list[str]:
    """Return the names of the assignments."""
    return sorted(path.stem for path in corpus.HERE.glob("nbgrader_*.txt"))


def submissions() -> list[tuple[str, str]]:
    """Return (assignment, submission); every solution is one."""
    return [
        (name, case) for name in topics() for case in ["solution", *(s.name for s in corpus.topic(name).submissions)]
    ]


def source(name: str) -> bytes:
    """Return the source notebook, with solutions and hidden tests."""
    made = corpus.topic(name)
    cells = [_cell(made.setup)]
    for question in made.questions:
        solution = f"### BEGIN SOLUTION\n{question.solution}\n### END SOLUTION"
        cells.append(_cell(solution, solution=True, grade_id=question.name))
        for number, (hidden, test) in enumerate(question.tests, start=1):
            text = f"### BEGIN HIDDEN TESTS\n{test}\n### END HIDDEN TESTS" if hidden else test
            cells.append(_cell(text, grade=True, locked=True, points=POINTS, grade_id=f"{question.name}-{number}"))
    return _notebook(cells)


def submitted(name: str, case: str) -> bytes:
    """Return the notebook of a submission, without the hidden tests that a student never has."""
    made = corpus.topic(name)
    (wanted,) = [s for s in made.submissions if s.name == case] or [corpus.Submission("solution")]
    answers = {title: text for kind, title, text in wanted.edits if kind == "answer"}
    around = {kind: text for kind, _, text in wanted.edits if kind in ("first", "last")}
    cells = [_cell(around["first"])] if "first" in around else []
    cells.append(_cell(made.setup))
    for question in made.questions:
        text = answers.pop(question.name, question.solution)
        cells.append(_cell(text, solution=True, grade_id=question.name))
        for number, (hidden, test) in enumerate(question.tests, start=1):
            cells.append(
                _cell(
                    "" if hidden else test, grade=True, locked=True, points=POINTS, grade_id=f"{question.name}-{number}"
                )
            )
    cells += [_cell(around["last"])] if "last" in around else []
    if answers:
        raise ValueError(f"{name}: {case}: no question {answers}")
    return _notebook(cells)


def _cell(text: str, **nbgrader: Any) -> corpus.Cell:
    metadata = {"nbgrader": {**_FLAGS, **nbgrader, "cell_type": "code"}} if nbgrader else {}
    return {"cell_type": "code", "metadata": metadata, "source": text, "outputs": [], "execution_count": None}


def _notebook(cells: list[corpus.Cell]) -> bytes:
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}).encode()
