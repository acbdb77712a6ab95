"""PACKAGE: what notebooks are graded with. Read here, it is made into the form that the engine takes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from jupyter_autograde.bundles import BundleLimits, BundleReader, check_path
from jupyter_autograde.cli.local.grade.graded_with import Package
from jupyter_autograde.cli.local.grade.nbgrader_sources import NbgraderSources
from jupyter_autograde.cli.local.grade.otter_archive import OtterArchive, has_config, has_tests
from jupyter_autograde.errors import BundleTooLarge, InvalidInput, InvalidSource


def read_package(path: Path) -> Package:
    """Read PACKAGE; its source notebooks lie at the top, and what is below is their data.

    Raises
    ------
    InvalidInput
        There is none, or it can't be used; the message says why.
    """
    try:
        return _package(_files(path))
    except FileNotFoundError as fault:
        raise InvalidInput(f"There is no package {path.name!r} at {path.parent}.") from fault
    except InvalidInput as refusal:
        raise InvalidInput(f"The package {path.name!r} can't be used: {refusal.message}") from refusal
    except OSError as fault:
        raise InvalidInput(f"The package {path.name!r} can't be read: {fault.strerror}.") from fault


def check_apart(package: Path, places: Iterable[Path]) -> None:
    """See that nothing that is graded, nor a result, lies in PACKAGE.

    It would be shown to all submissions, as data of the source, and a submission at the top would be a source.

    Raises
    ------
    InvalidInput
    """
    if not os.path.isdir(package):
        return
    home = os.path.realpath(package)
    for place in places:
        if Path(os.path.realpath(place)).is_relative_to(home):
            raise InvalidInput(
                f"{place} lies in the package {package.name!r}: submissions and results (-o) must lie elsewhere, "
                "for what is in the package is shown to every submission."
            )


def _package(files: Mapping[str, bytes]) -> Package:
    if has_config(files):
        return OtterArchive(files)
    sources = NbgraderSources(files)
    if sources:
        return sources
    if has_tests(files):
        return OtterArchive(files)
    raise InvalidSource(
        "it holds neither otter's tests nor, at its top, a notebook with nbgrader's metadata. PACKAGE is the "
        "autograder.zip that `otter assign` has made, or for nbgrader the source notebook, a folder or a zip with "
        "several."
    )


def _files(path: Path) -> dict[str, bytes]:
    if path.suffix == ".ipynb":
        return {path.name: path.read_bytes()}
    if path.is_dir():
        return _folder(path)
    with path.open("rb") as archive:
        return _unwrapped(dict(BundleReader(archive, BundleLimits()).files()))


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


def _unwrapped(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files without the one folder that all of them may lie in."""
    while not has_tests(files) and len(folders := {path.partition("/")[0] for path in files}) == 1:
        (folder,) = folders
        if folder in files:
            break
        files = {path.removeprefix(f"{folder}/"): content for path, content in files.items()}
    return files
