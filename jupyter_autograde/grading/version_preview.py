"""Show the files that students get of a version, and only what is safe (SEC-50)."""

from __future__ import annotations

from jupyter_autograde.errors import InvalidNotebook
from jupyter_autograde.grading.feedback.outputs import safe_notebook
from jupyter_autograde.models.assignment import AssignmentVersion
from jupyter_autograde.models.manual import AnswerCell
from jupyter_autograde.models.version_preview import PreviewNotebook, VersionPreview
from jupyter_autograde.notebook.limits import read_notebook
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.blobs import BlobStore

MAX_SHOWN = 8 << 20
"""Bytes of all notebooks that are shown; who wants a longer one fetches it."""


def preview_files(blobs: BlobStore, version: AssignmentVersion, bundle: orm.Bundle) -> VersionPreview:
    """Return the notebooks of a version, those that are graded first, and the names of its other files."""
    graded = [path for path in version.notebooks if path in bundle.files]
    paths = graded + [path for path in sorted(bundle.files) if path.endswith(".ipynb") and path not in graded]
    room, notebooks = MAX_SHOWN, []
    for path in paths:
        digest, size = bundle.files[path]
        room -= int(size)
        shown = room >= 0
        notebooks.append(
            _shown(blobs, path, str(digest)) if shown else PreviewNotebook(path=path, cells=[], left_out=True)
        )
    return VersionPreview(
        version_id=version.id,
        number=version.number,
        notebooks=notebooks,
        files=sorted(set(bundle.files) - set(paths)),
    )


def _shown(blobs: BlobStore, path: str, digest: str) -> PreviewNotebook:
    try:
        notebook = safe_notebook(read_notebook(blobs.get(digest), name=path))
    except InvalidNotebook:
        # A file beside the graded ones may be anything, whatever its name says.
        return PreviewNotebook(path=path, cells=[], left_out=True)
    cells = [
        AnswerCell(cell_type=cell["cell_type"], source=cell["source"], outputs=cell.get("outputs", []))
        for cell in notebook["cells"]
    ]
    return PreviewNotebook(path=path, cells=cells)
