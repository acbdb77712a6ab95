"""PACKAGE: what notebooks are graded with. Read here, it is made into the form that the engine takes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jupyter_autograde.bundles import BundleLimits, BundleReader, check_path
from jupyter_autograde.cli.local.grade.graded_with import Package
from jupyter_autograde.cli.local.grade.nbgrader_sources import NbgraderSources
from jupyter_autograde.cli.local.grade.otter_archive import OtterArchive, is_otter
from jupyter_autograde.errors import BundleTooLarge, InvalidInput, InvalidSource


def read_package(path: Path) -> Package:
    """Read PACKAGE.

    Raises
    ------
    InvalidInput
        There is none, or it can't be used; the message says why.
    """
    if not path.exists():
        raise InvalidInput(f"There is no package {path.name!r} at {path.parent}.")
    try:
        return _package(_files(path))
    except InvalidInput as refusal:
        raise InvalidInput(f"The package {path.name!r} can't be used: {refusal.message}") from refusal
    except OSError as fault:
        raise InvalidInput(f"The package {path.name!r} can't be read: {fault.strerror}.") from fault


def _package(files: Mapping[str, bytes]) -> Package:
    if is_otter(files):
        return OtterArchive(files)
    sources = NbgraderSources(files)
    if not sources:
        raise InvalidSource(
            "it holds neither otter's tests nor a notebook with nbgrader's metadata. PACKAGE is the autograder.zip "
            "that `otter assign` has made, or for nbgrader the source notebook, a folder or a zip with several."
        )
    return sources


def _files(path: Path) -> dict[str, bytes]:
    if path.suffix == ".ipynb":
        return {path.name: path.read_bytes()}
    if path.is_dir():
        return _folder(path)
    with path.open("rb") as archive:
        return dict(BundleReader(archive, BundleLimits()).files())


def _folder(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, hidden ones left out, under the limits of an archive."""
    limits, total = BundleLimits(), 0
    files: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if not path.is_file() or any(part.startswith(".") for part in name.parts):
            continue
        total += path.stat().st_size
        if total > limits.total or len(files) >= limits.files:
            raise BundleTooLarge("it has more or larger files than a package may hold.")
        files[check_path(name.as_posix())] = path.read_bytes()
    return files
