"""From what `otter assign` makes of a source to student bundle, grading package and solution."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from jupyter_autograde.bundles import check_path
from jupyter_autograde.errors import InvalidSource
from jupyter_autograde.grading.formats import otter_package
from jupyter_autograde.grading.formats.base import MadeFiles
from jupyter_autograde.notebook.limits import read_notebook
from jupyter_autograde.notebook.normalise import normalised_notebook


def assemble(source: Mapping[str, bytes], notebooks: Sequence[str], made: Mapping[str, bytes], log: str) -> MadeFiles:
    """Put together what `BuildTool.assign` made.

    Raises
    ------
    InvalidSource, InvalidNotebook
        A part is missing, or is no notebook.
    """
    student: dict[str, bytes] = {}
    solution: dict[str, bytes] = {}
    folders = {path: f"notebooks/{number}" for number, path in enumerate(notebooks, start=1)}
    package = {otter_package.MANIFEST: otter_package.manifest(folders)}
    known = set(notebooks)
    for number, path in enumerate(notebooks):
        parts = _parts(made, number)
        home = posixpath.dirname(path)
        master = read_notebook(source[path], name=path)
        for name, content in parts["student"].items():
            student[check_path(posixpath.join(home, name))] = content
        if path not in student:
            raise InvalidSource(f"`otter assign` made no student version of {path}.")
        student[path] = normalised_notebook(student[path], master, path)
        solution[path] = normalised_notebook(parts["solution"]["notebook.ipynb"], master, path)
        package.update(otter_package.kept(parts["package"], folders[path]))
        known.update(otter_package.own_files(parts["package"], home))
    # What the notebooks' configuration does not name was sent for the students. What it names for the
    # grader alone (`autograder_files`) is in the package already and stays there.
    extra = {path: content for path, content in source.items() if path not in known}
    package.update(otter_package.shared(extra))
    return MadeFiles({**extra, **student}, package, solution, log)


def _parts(made: Mapping[str, bytes], number: int) -> dict[str, dict[str, bytes]]:
    parts: dict[str, dict[str, bytes]] = {"student": {}, "solution": {}, "package": {}}
    for name, content in made.items():
        owner, part, rest = name.split("/", 2)
        if owner == str(number) and part in parts:
            parts[part][rest] = content
    if not parts["solution"]:
        raise InvalidSource("`otter assign` made no version with the solution.")
    return parts
