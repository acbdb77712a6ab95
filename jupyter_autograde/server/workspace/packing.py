"""Make the bundle of a submission or a source from the user's files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from jupyter_autograde.bundles import BundleLimits, BundleReader, file_sha256, identity, write_bundle
from jupyter_autograde.errors import FileMissing, InvalidInput, InvalidNotebook
from jupyter_autograde.notebook.budget import NotebookBudget
from jupyter_autograde.notebook.limits import read_notebook
from jupyter_autograde.server.workspace.collect import FoundFile, check_sizes, find_files, read_file
from jupyter_autograde.server.workspace.disk import disk_errors
from jupyter_autograde.server.workspace.paths import Root, refuse_link
from jupyter_autograde.server.workspace.record import FolderRecord


@dataclass(frozen=True)
class Packed:
    """What went into a bundle."""

    sha256: str
    """Identity of the files."""
    paths: list[str]
    size: int
    """Bytes of all files."""


def pack_submission(folder: Path, record: FolderRecord, target: IO[bytes], limits: BundleLimits) -> Packed:
    """Write the work in a fetched folder to `target`; equal files give equal bytes.

    Raises
    ------
    BundleTooLarge, UnsafePath, InvalidNotebook, FileMissing
        The message names the file.
    """
    with disk_errors("read the files of the assignment"):
        files = list(find_files(folder))
    missing = sorted(set(record.notebooks) - {file.path for file in files})
    if missing:
        raise FileMissing(
            f"The notebook {missing[0]!r} is missing in the assignment's folder. If you have renamed it, "
            "give it its old name back.",
            details={"missing": missing},
        )
    return _pack(files, target, limits)


def pack_source(root: Root, notebook: str, extra: Sequence[str], target: IO[bytes], limits: BundleLimits) -> Packed:
    """Write a source notebook and chosen files to `target`; all paths are relative to the server's root."""
    place = root.locate_file(notebook)
    files = {place.name: place}
    for path in extra:
        other = root.locate_file(path)
        if not other.is_relative_to(place.parent):
            raise InvalidInput(
                f"{path!r} lies outside the notebook's folder. Move it beside the notebook.",
                details={"path": path},
            )
        files[other.relative_to(place.parent).as_posix()] = other
    found = [FoundFile(path, file, file.stat().st_size) for path, file in sorted(files.items())]
    return _pack(found, target, limits)


def _pack(files: list[FoundFile], target: IO[bytes], limits: BundleLimits) -> Packed:
    check_sizes(files, limits)
    digests: dict[str, str] = {}
    size = 0
    budget = NotebookBudget()

    def contents() -> Iterator[tuple[str, bytes]]:
        nonlocal size
        for file in files:
            refuse_link(file.place, file.path)
            content = read_file(file, limits)
            if file.path.endswith(".ipynb"):
                _check_notebook(file.path, content, budget)
            digests[file.path] = file_sha256(content)
            size += len(content)
            yield file.path, content

    with disk_errors("pack the files"):
        write_bundle(target, contents())
    # The service reads it by the same rules, so what it would refuse is refused before it is
    # queued.
    BundleReader(target, limits)
    return Packed(identity(digests), sorted(digests), size)


def _check_notebook(path: str, content: bytes, budget: NotebookBudget) -> None:
    """Refuse here what the service refuses, while the user can still mend it."""
    try:
        read_notebook(content, name=f"The file {path!r}", budget=budget)
    except InvalidNotebook as error:
        raise InvalidNotebook(
            f"{error.message} Open it, clear its outputs and save it again, or move it out of the folder.",
            details={**error.details, "path": path},
        ) from error
