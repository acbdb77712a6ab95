"""From a source notebook to the student version, the version to grade by, and the solution. Nothing is run."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jupyter_autograde.grading.formats import nbgrader_package
from jupyter_autograde.grading.formats.base import MadeFiles
from jupyter_autograde.grading.formats.nbgrader_cells import SourceCell, read_cells
from jupyter_autograde.grading.formats.nbgrader_metadata import KEY
from jupyter_autograde.notebook.limits import read_notebook

_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
"""**Source:** nbformat 4.5, `cell_id`."""

_OF_A_RUN = ("collapsed", "scrolled", "execution")
"""Metadata that goes with outputs."""

Text = Callable[[SourceCell], str]


def make_release(source: Mapping[str, bytes], notebooks: Sequence[str]) -> MadeFiles:
    """Make student bundle, grading package and solution.

    Raises
    ------
    InvalidSource, InvalidNotebook
        The source is at fault; the message says why.
    """
    student = {path: content for path, content in source.items() if path not in notebooks}
    package = nbgrader_package.shared(student)
    solution: dict[str, bytes] = {}
    folders = {path: f"notebooks/{number}" for number, path in enumerate(notebooks, start=1)}
    package[nbgrader_package.MANIFEST] = nbgrader_package.manifest(folders)
    log = []
    for path in notebooks:
        master = read_notebook(source[path], name=path)
        cells = read_cells(master, path)
        student[path] = _version(master, cells, lambda cell: cell.released)
        solution[path] = _version(master, cells, _solved)
        package[f"{folders[path]}/{nbgrader_package.GRADED}"] = _version(master, cells, lambda cell: cell.graded)
        log.append(f"{path}: {_counted(cells)}")
    return MadeFiles(student, package, solution, "\n".join(log))


def _solved(cell: SourceCell) -> str:
    """Return the text of a perfect submission: whole answers, and the rest as it was handed out."""
    text: str = cell.cell["source"]
    return text if cell.role is not None and cell.role.solution else cell.released


def _version(master: Mapping[str, Any], cells: Sequence[SourceCell], text: Text) -> bytes:
    notebook = {key: copy.deepcopy(value) for key, value in master.items() if key != "cells"}
    notebook.setdefault("metadata", {}).pop("celltoolbar", None)
    notebook["nbformat"], notebook["nbformat_minor"] = 4, 5
    ids = _ids(cells)
    notebook["cells"] = [_cell(cell, text(cell), own) for cell, own in zip(cells, ids, strict=True)]
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _cell(source: SourceCell, text: str, own_id: str) -> dict[str, Any]:
    cell = copy.deepcopy(dict(source.cell))
    cell.update(id=own_id, source=text)
    metadata = cell.setdefault("metadata", {})
    if cell["cell_type"] == "code":
        cell.update(outputs=[], execution_count=None)
        for key in _OF_A_RUN:
            metadata.pop(key, None)
    role = source.role
    if role is not None:
        # The checksum is of what students get: it says whether they have changed it.
        metadata[KEY] = role.metadata(source.released, cell["cell_type"])
        if role.solution or role.is_restored:
            metadata["deletable"] = False
        if role.is_restored:
            metadata["editable"] = False
        _drop_attachments(cell)
    return cell


def _drop_attachments(cell: dict[str, Any]) -> None:
    """Take away pictures that the text no longer shows: those of a solution."""
    attachments = cell.get("attachments")
    if isinstance(attachments, dict):
        shown = {name: data for name, data in attachments.items() if f"attachment:{name}" in cell["source"]}
        cell["attachments"] = shown
        if not shown:
            del cell["attachments"]


def _ids(cells: Sequence[SourceCell]) -> list[str]:
    """Return the same cell ids for every version and every build: a newer release is merged by them."""
    ids: list[str] = []
    seen: Counter[str] = Counter()
    for cell in cells:
        own = cell.cell.get("id")
        if not isinstance(own, str) or not _CELL_ID.fullmatch(own) or own in ids:
            meaning = cell.role.grade_id if cell.role else f"{cell.cell['cell_type']}\0{cell.released}"
            seen[meaning] += 1
            own = hashlib.sha256(f"{meaning}\0{seen[meaning]}".encode()).hexdigest()[:16]
        ids.append(own)
    return ids


def _counted(cells: Sequence[SourceCell]) -> str:
    roles = [cell.role for cell in cells if cell.role is not None]
    counts = {
        "autograder tests": sum(role.is_test for role in roles),
        "answers": sum(role.solution and not role.grade for role in roles),
        "manually graded answers": sum(role.is_answer for role in roles),
        "tasks": sum(role.task for role in roles),
        "read-only cells": sum(role.is_restored and not role.grade and not role.task for role in roles),
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "no nbgrader cells"
