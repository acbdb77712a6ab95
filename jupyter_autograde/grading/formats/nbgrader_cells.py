"""The cells of a source notebook, each read once: its role, its text for students and for grading.

**Source:** nbgrader 0.9.6, `converters.generate_assignment` and the preprocessors that it names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jupyter_autograde.errors import InvalidSource
from jupyter_autograde.grading.formats.nbgrader_metadata import Role, RoleFault, read_role
from jupyter_autograde.grading.formats.nbgrader_regions import (
    HIDDEN_TESTS,
    MARK_SCHEME,
    SOLUTION,
    RegionFault,
    clear_regions,
)

CODE_STUBS = {
    "python": "# YOUR CODE HERE\nraise NotImplementedError()",
    "R": "# YOUR CODE HERE\nfail()",
    "matlab": "% YOUR CODE HERE\nerror('No Answer Given!')",
    "octave": "% YOUR CODE HERE\nerror('No Answer Given!')",
    "sas": "/* YOUR CODE HERE */\n %notImplemented;",
    "java": "// YOUR CODE HERE",
}
"""Language of the kernel -> what stands for a solution; nbgrader's own texts, so that students know them."""

TEXT_STUB = "YOUR ANSWER HERE"

_AUTOTEST = re.compile(r"^\s*#.*AUTOTEST", re.MULTILINE)
_ATTACHMENT = re.compile(r"!\[.*\]\(attachment:.+?\)")
_SHOWN_FAULTS = 10


@dataclass(frozen=True)
class SourceCell:
    """A cell of a source.

    Parameters
    ----------
    role : Role or None
        None: nbgrader has no interest in it.
    graded : str
        The text that a submission's cell is restored to: hidden tests in, solutions out.
    released : str
        The text that students get.
    """

    cell: Mapping[str, Any]
    role: Role | None
    graded: str
    released: str


def language_of(notebook: Mapping[str, Any]) -> str:
    """Return the language of a notebook's kernel, `python` when it names none."""
    kernel = notebook.get("metadata", {}).get("kernelspec")
    language = kernel.get("language", "python") if isinstance(kernel, dict) else "python"
    return language if isinstance(language, str) else ""


def read_cells(notebook: Mapping[str, Any], path: str, *, solved: bool = True) -> list[SourceCell]:
    """Read all cells of a source notebook.

    Parameters
    ----------
    path : str
        How messages call the notebook.
    solved : bool
        False: the solutions have been taken out already.

    Raises
    ------
    InvalidSource
        Cells are at fault; the message names each with its reason.
    """
    language = language_of(notebook)
    if language not in CODE_STUBS:
        known = ", ".join(CODE_STUBS)
        raise InvalidSource(f"{path} is for a kernel of the language {language!r}; there are stubs for {known}.")
    cells: list[SourceCell] = []
    faults: list[str] = []
    places: dict[str, int] = {}
    for number, cell in enumerate(notebook["cells"], start=1):
        role = None
        try:
            role = read_role(cell)
            if role is not None and role.grade_id in places:
                raise RoleFault(f"has the same nbgrader id as cell {places[role.grade_id]}")
            cells.append(_read(cell, role, CODE_STUBS[language] if solved else None))
        except (RoleFault, RegionFault) as fault:
            name = f"Cell {number} of {path}" + (f" ({role.grade_id})" if role else "")
            faults.append(f"{name} {fault}.")
        if role is not None:
            places.setdefault(role.grade_id, number)
    tests = any(source.role is not None and source.role.is_test for source in cells)
    if language != "python" and tests:
        faults.append(f"{path} has autograder tests, but its language is {language}: only Python is run here.")
    if faults:
        more = [f"And {len(faults) - _SHOWN_FAULTS} more."] if len(faults) > _SHOWN_FAULTS else []
        raise InvalidSource("\n".join([*faults[:_SHOWN_FAULTS], *more]), details={"faults": faults[:100]})
    return cells


def _read(cell: Mapping[str, Any], role: Role | None, code_stub: str | None) -> SourceCell:
    text: str = cell["source"]
    if cell["cell_type"] == "code" and _AUTOTEST.search(text):
        raise RegionFault(
            "has an AUTOTEST line, whose tests nbgrader makes by running the notebook: "
            "write the assertions themselves, or take them from the version that `nbgrader generate_assignment` makes"
        )
    if code_stub is not None:
        text = _without_solution(text, role, code_stub if cell["cell_type"] == "code" else TEXT_STUB)
    tests = clear_regions(text, HIDDEN_TESTS)
    if tests.inside and not (role is not None and role.is_test):
        raise RegionFault(
            "has hidden tests, but students edit it: put them into a cell of autograder tests"
            if role is not None and role.solution
            else "has hidden tests, but is not marked as autograder tests"
        )
    scheme = clear_regions(tests.text, MARK_SCHEME)
    if scheme.inside:
        _check_scheme(tests.text, scheme.inside, role)
    return SourceCell(cell, role, text, scheme.text)


def _without_solution(source: str, role: Role | None, stub: str) -> str:
    cleared = clear_regions(source, SOLUTION, stub.split("\n"))
    is_solution = role is not None and role.solution
    if cleared.inside and not is_solution:
        raise RegionFault("has a solution region, but is not marked as an answer")
    return stub if is_solution and not cleared.inside else cleared.text


def _check_scheme(text: str, inside: tuple[int, ...], role: Role | None) -> None:
    if role is None or not role.task:
        raise RegionFault("has a mark scheme, but is not marked as a manually graded task")
    lines = text.split("\n")
    if any(_ATTACHMENT.search(lines[number]) for number in inside):
        raise RegionFault(
            "has an attached picture in its mark scheme, which students would get with the cell: "
            "link to a file, or write the picture into the text"
        )
