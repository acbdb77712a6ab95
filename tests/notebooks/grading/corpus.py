"""The fidelity corpus: assignments and submissions in plain text files, see `corpus/`.

A file is cut by lines that start with `# %%`: `config`, `setup`, `question NAME`, `public` and `hidden` (tests of the
question), then any number of `submission NAME`, each with `answer QUESTION` (a cell in place of the solution's) and
what else makes it odd: `first` and `last` (cells), `after QUESTION` (a cell behind the check), `without checks`,
`checks first`, `twice` (every cell doubled).
"""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "corpus"
MARK = "# %%"

Cell = dict[str, Any]
Notebook = dict[str, Any]


@dataclass
class Question:
    """A question of an assignment; `tests` are (hidden, source)."""

    name: str
    solution: str
    tests: list[tuple[bool, str]] = field(default_factory=list)


@dataclass
class Submission:
    """What a student hands in; `edits` are (what, name, source) in the file's order."""

    name: str
    edits: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class Topic:
    """One file of the corpus."""

    name: str
    config: str = ""
    setup: str = ""
    questions: list[Question] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)


@cache
def topic(name: str) -> Topic:
    """Read an assignment with its submissions."""
    made = Topic(name)
    for part in (HERE / f"{name}.txt").read_text().split(f"{MARK} ")[1:]:
        head, _, source = part.partition("\n")
        kind, _, title = head.partition(" ")
        source = source.strip("\n")
        if made.submissions and kind != "submission":
            made.submissions[-1].edits.append((kind, title, source))
        elif kind in ("config", "setup"):
            setattr(made, kind, source)
        elif kind == "question":
            made.questions.append(Question(title, source))
        elif kind in ("public", "hidden"):
            made.questions[-1].tests.append((kind == "hidden", source))
        elif kind == "submission":
            made.submissions.append(Submission(title))
        else:
            raise ValueError(f"{name}.txt: {head}")
    return made


def topics() -> list[str]:
    """Return the names of all assignments: those whose source notebook was made."""
    return sorted(path.stem for path in HERE.glob("*.ipynb"))


def submissions() -> list[tuple[str, str]]:
    """Return (assignment, submission) of the whole corpus; every solution is one."""
    return [(name, case) for name in topics() for case in ["solution", *(s.name for s in topic(name).submissions)]]


def files(name: str) -> dict[str, bytes]:
    """Return the source of an assignment: the notebook with the outputs of its tests, and its data files."""
    notebook = json.loads((HERE / f"{name}.ipynb").read_text())
    named = [path for path in HERE.iterdir() if path.name in notebook["cells"][0]["source"]]
    return {path.name: path.read_bytes() for path in [HERE / f"{name}.ipynb", *named]}


def source(made: Topic) -> Notebook:
    """Return the source notebook of an assignment, without the outputs that its tests compare with."""
    cells = [_cell("raw", f"# ASSIGNMENT CONFIG\ninit_cell: true\n{made.config}")]
    cells += [_cell("code", made.setup)] if made.setup else []
    for question in made.questions:
        cells.append(_cell("raw", f"# BEGIN QUESTION\nname: {question.name}\npoints: {len(question.tests)}"))
        cells += [_cell("raw", "# BEGIN SOLUTION"), _cell("code", question.solution), _cell("raw", "# END SOLUTION")]
        cells.append(_cell("raw", "# BEGIN TESTS"))
        cells += [_cell("code", f"# HIDDEN\n{test}" if hidden else test) for hidden, test in question.tests]
        cells += [_cell("raw", "# END TESTS"), _cell("raw", "# END QUESTION")]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def submitted(made: Topic, name: str, student: bytes, solved: bytes) -> bytes:
    """Return the notebook of a submission, from the versions that `otter assign` made."""
    notebook = json.loads(solved)
    # otter leaves the hidden tests in the metadata of the version with the solution.
    notebook["metadata"] = json.loads(student)["metadata"]
    (wanted,) = [case for case in made.submissions if case.name == name] or [Submission("solution")]
    for kind, title, text in wanted.edits:
        _edit(made, notebook["cells"], kind, title, text)
    return json.dumps(notebook).encode()


def _edit(made: Topic, cells: list[Cell], kind: str, title: str, text: str) -> None:
    if kind == "answer":
        cells[_check(cells, title) - 1] = _cell("code", text)
    elif kind == "after":
        cells.insert(_check(cells, title) + 1, _cell("code", text))
    elif kind == "first":
        cells.insert(0, _cell("code", text))
    elif kind == "last":
        cells.append(_cell("code", text))
    elif kind == "without":
        cells[:] = [cell for cell in cells if "grader.check(" not in cell["source"]]
    elif kind == "checks":
        checks = [cell for cell in cells if "grader.check(" in cell["source"]]
        cells[1:1] = copy.deepcopy(checks)
    elif kind == "twice":
        cells[:] = [copy.deepcopy(cell) for cell in cells for _ in range(2)]
    else:
        raise ValueError(f"{made.name}.txt: {kind}")
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"


def _check(cells: list[Cell], question: str) -> int:
    """Return the place of the check cell; the cell with the answer is in front of it."""
    (place,) = [place for place, cell in enumerate(cells) if f'grader.check("{question}")' in cell["source"]]
    return place


def _cell(kind: str, text: str) -> Cell:
    cell: Cell = {"cell_type": kind, "id": "", "metadata": {}, "source": text}
    return {**cell, "outputs": [], "execution_count": None} if kind == "code" else cell
