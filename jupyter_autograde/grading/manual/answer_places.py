"""Which cells of a notebook are the answer to a question. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from jupyter_autograde.notebook.texts import text_of

Cells = Sequence[Mapping[str, Any]]

_BEGIN = re.compile(r"\s*<!--\s*BEGIN QUESTION\s*-->")
_END = re.compile(r"\s*<!--\s*END QUESTION\s*-->")
"""**Source:** otter-grader 7.0, `NotebookTransformer.add_export_tag_to_cell`: on top of a Markdown cell."""
_QUESTION = re.compile(r"\s*#\s*BEGIN QUESTION\b", re.IGNORECASE)
_NAME = re.compile(r"^name:[ \t]*(\S.*)$", re.MULTILINE)
_MARKED = re.compile(r"^(?:manual|export):[ \t]*(?:true|yes|on)\b", re.MULTILINE | re.IGNORECASE)
"""**Source:** there, `question_config`: those with `manual` or `export` are marked."""


def answer_places(cells: Cells, question: str, manual: Sequence[str]) -> list[int] | None:
    """Return the places of the cells of a question; None where that can't be told.

    Parameters
    ----------
    question : str
        Its name in the notebook.
    manual : sequence of str
        Names of all questions of the notebook that a person grades, in their order: otter marks where such a question
        begins and ends, but not which it is.
    """
    return _nbgrader(cells, question) or _otter(cells, question, manual)


def asking_places(cells: Cells, place: int) -> list[int]:
    """Return where the text stands that asks what the cell at `place` answers: the Markdown before it, without points.

    Students can write there too: what was not handed out asks nothing.
    """
    begin = place
    while begin > 0 and cells[begin - 1].get("cell_type") == "markdown" and not _takes_points(cells[begin - 1]):
        begin -= 1
    return list(range(begin, place))


def marked_questions(source: Cells) -> list[str]:
    """Return the names of the questions that otter marks in what it hands out, in the order of the source.

    Parameters
    ----------
    source : sequence of cells
        Of the instructor's notebook, where raw cells say what each question is.
    """
    names = []
    for cell in source:
        text = text_of(cell.get("source"))
        name = _NAME.search(text)
        if cell.get("cell_type") == "raw" and _QUESTION.match(text) and _MARKED.search(text) and name:
            names.append(name[1].strip().strip("'\""))
    return names


def _nbgrader(cells: Cells, question: str) -> list[int] | None:
    roles = [_role(cell) for cell in cells]
    for place, role in enumerate(roles):
        if role.get("grade_id") == question:
            # What answers a task stands in cells of the student's own behind it.
            end = place + 1
            while role.get("task") and end < len(cells) and not roles[end]:
                end += 1
            return list(range(place, end))
    return None


def _takes_points(cell: Mapping[str, Any]) -> bool:
    role = _role(cell)
    return any(role.get(mark) for mark in ("grade", "solution", "task"))


def _role(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = cell.get("metadata")
    role = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return role if isinstance(role, dict) else {}


def _otter(cells: Cells, question: str, manual: Sequence[str]) -> list[int] | None:
    blocks: list[list[int]] = []
    inside = False
    for place, cell in enumerate(cells):
        source = text_of(cell.get("source"))
        if cell.get("cell_type") == "markdown":
            if _BEGIN.match(source):
                blocks.append([])
                inside = True
            elif _END.match(source):
                inside = False
        if inside:
            blocks[-1].append(place)
    if len(blocks) != len(manual) or question not in manual:
        return None  # other questions are marked too, or the student took a mark away
    return blocks[list(manual).index(question)]
