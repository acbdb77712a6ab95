"""The released text of one cell of a student's notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_autograde.errors import FileMissing, InvalidInput
from jupyter_autograde.models.own_work import ReleasedCell
from jupyter_autograde.notebook.limits import NotebookLimits, read_notebook
from jupyter_autograde.server.parts import Parts
from jupyter_autograde.server.workspace.disk import disk_errors
from jupyter_autograde.server.workspace.paths import refuse_link
from jupyter_autograde.server.workspace.record import base_path


def released_cell(parts: Parts, path: str, cell_id: str) -> ReleasedCell:
    """Return a cell of the notebook at an API path as it was fetched.

    Raises
    ------
    InvalidInput
        It is no notebook of an assignment, or the cell is the student's own.
    FileMissing
        The notebook as it was fetched is gone.
    """
    folder = parts.workspace.folder_of(path)
    name = path.strip("/").removeprefix(f"{folder.path}/") if folder is not None else ""
    if folder is None or name not in folder.record.notebooks:
        raise InvalidInput("This notebook belongs to no assignment, so no cell of it was released.")
    cell = next((cell for cell in _released(folder.place, name, path) if cell.get("id") == cell_id), None)
    if cell is None:
        raise InvalidInput("This cell is your own: it did not come with the assignment.")
    return ReleasedCell(cell_type=cell["cell_type"], source=cell["source"])


def _released(folder: Path, name: str, path: str) -> list[dict[str, Any]]:
    place = base_path(folder, name)
    refuse_link(place, path)
    if not place.is_file():
        raise FileMissing(f"{path!r} as it was fetched is not kept here any more. Fetch the assignment again.")
    with disk_errors("read the notebook"), place.open("rb") as stream:
        content = stream.read(NotebookLimits().size + 1)
    return list(read_notebook(content, name="The notebook as it was fetched")["cells"])
