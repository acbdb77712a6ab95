"""Use case: read a notebook as it was run, and only what is safe of it (SEC-50)."""

from __future__ import annotations

from jupyter_autograde.grading.feedback.outputs import AS_RUN, safe_notebook
from jupyter_autograde.models.grade_record import ExecutedNotebook
from jupyter_autograde.models.manual import AnswerCell, ExecutedCells
from jupyter_autograde.notebook.limits import read_notebook
from jupyter_autograde.storage.blobs import BlobStore


def read_cells(blobs: BlobStore, notebook: ExecutedNotebook) -> ExecutedCells:
    """Return the cells with their safe outputs."""
    read = read_notebook(blobs.get(notebook.sha256), name="notebook", limits=AS_RUN)
    cells = [
        AnswerCell(cell_type=cell["cell_type"], source=cell["source"], outputs=cell.get("outputs", []))
        for cell in safe_notebook(read)["cells"]
    ]
    return ExecutedCells(path=notebook.path, cells=cells)
