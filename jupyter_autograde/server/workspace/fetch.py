"""Write the files of a version into a folder: all of them, or none."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from jupyter_autograde.bundles import file_sha256
from jupyter_autograde.errors import InvalidBundle, InvalidNotebook, UnsafePath
from jupyter_autograde.folders import sync_folder
from jupyter_autograde.notebook.merge import merge_notebooks
from jupyter_autograde.server.workspace.disk import disk_errors, write_durably, write_new
from jupyter_autograde.server.workspace.paths import refuse_link
from jupyter_autograde.server.workspace.record import (
    BACKUP_PREFIX,
    PRIVATE,
    RECORD,
    FolderRecord,
    base_path,
    read_record,
)
from jupyter_autograde.ulids import new_ulid

_STAGING_PREFIX = ".autograde-part-"


@dataclass
class Fetched:
    """What was done; paths are relative to the folder."""

    written: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    backup: Path | None = None


@dataclass
class _Plan:
    """What is going to be done: everything is staged before the first file of the user is touched."""

    contents: dict[str, bytes] = field(default_factory=dict)
    backups: list[str] = field(default_factory=list)
    outcome: Fetched = field(default_factory=Fetched)


def fetch_into(
    folder: Path, record: FolderRecord, files: Mapping[str, bytes], *, reset: bool, moment: datetime
) -> Fetched:
    """Bring `files` into `folder`, which need not exist.

    A file that the student changed is never lost: notebooks are merged cell by cell and a copy of
    the old one is kept, other files stay as they are. `reset` puts all files back after copying the
    changed ones away. Killed in the middle, calling it again completes the work.

    Parameters
    ----------
    record : FolderRecord
        Of the version that is fetched.
    files : mapping
        Path -> content.
    moment : datetime
        Names the folder for copies.

    Raises
    ------
    StorageFull, StorageError
        Nothing was changed.
    UnsafePath
        A link lies where a file or folder should be.
    """
    _check_names(folder, files)
    with disk_errors("write the assignment"):
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder.parent)
        staging = folder.parent / f"{_STAGING_PREFIX}{new_ulid()}"
        try:
            if not folder.exists():
                return _create(folder, staging, record, files)
            plan = _plan(folder, files, read_record(folder), reset=reset)
            return _carry_out(folder, staging, plan, _remembered(record, files), moment)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def restore_into(folder: Path, files: Mapping[str, bytes], *, moment: datetime) -> Fetched:
    """Put `files` of an earlier attempt back into a fetched `folder`, after copying away what they replace.

    What is not among them stays, and so does what is remembered of the fetch. Raises as `fetch_into`.
    """
    files = {path: content for path, content in files.items() if not _is_ours(path)}
    _check_names(folder, files)
    with disk_errors("write the attempt"):
        _sweep(folder.parent)
        staging = folder.parent / f"{_STAGING_PREFIX}{new_ulid()}"
        try:
            return _carry_out(folder, staging, _plan(folder, files, None, reset=True), {}, moment)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _is_ours(path: str) -> bool:
    """Say whether a file has a name that only the extension itself gives."""
    return path.split("/")[0].casefold() in {RECORD, PRIVATE}


def _check_names(folder: Path, files: Mapping[str, bytes]) -> None:
    for path in files:
        parts = path.split("/")
        if _is_ours(path):
            raise InvalidBundle(f"The assignment has a file {path!r}, whose name is taken.", details={"path": path})
        for i in range(1, len(parts) + 1):
            place = folder.joinpath(*parts[:i])
            refuse_link(place, path)
            if i < len(parts) and place.exists() and not place.is_dir():
                raise UnsafePath(
                    f"{'/'.join(parts[:i])!r} is a file where the assignment has a folder. Rename it and fetch again.",
                    details={"path": path},
                )
            if i == len(parts) and place.is_dir():
                raise UnsafePath(
                    f"{path!r} is a folder where the assignment has a file. Rename it and fetch again.",
                    details={"path": path},
                )


def _sweep(parent: Path) -> None:
    """Remove what a killed server left behind; callers hold the workspace's lock."""
    for left in parent.glob(f"{_STAGING_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)


def _remembered(record: FolderRecord, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what tells of a fetch: the notebooks as they were fetched, and last the record."""
    kept = {f"{PRIVATE}/base/{path}": content for path, content in files.items() if path.endswith(".ipynb")}
    return {**kept, RECORD: (record.model_dump_json(indent=1) + "\n").encode()}


def _create(folder: Path, staging: Path, record: FolderRecord, files: Mapping[str, bytes]) -> Fetched:
    for path, content in {**files, **_remembered(record, files)}.items():
        write_new(staging / path, content)
    staging.rename(folder)
    sync_folder(folder.parent)
    return Fetched(written=sorted(files))


def _plan(folder: Path, files: Mapping[str, bytes], old: FolderRecord | None, *, reset: bool) -> _Plan:
    plan = _Plan()
    for path, content in sorted(files.items()):
        place = folder / path
        if not place.exists():
            plan.contents[path] = content
            plan.outcome.written.append(path)
            continue
        current = place.read_bytes()
        if current == content:
            continue
        if old is not None and file_sha256(current) == old.files.get(path):
            plan.contents[path] = content
            plan.outcome.written.append(path)
        elif reset:
            plan.contents[path] = content
            plan.outcome.written.append(path)
            plan.backups.append(path)
        else:
            _plan_changed(plan, folder, path, current, content)
    return plan


def _plan_changed(plan: _Plan, folder: Path, path: str, current: bytes, content: bytes) -> None:
    merged = _merge(folder, path, current, content) if path.endswith(".ipynb") else None
    if merged is None or merged == current:
        plan.outcome.kept.append(path)
        return
    plan.contents[path] = merged
    plan.backups.append(path)
    plan.outcome.merged.append(path)


def _merge(folder: Path, path: str, current: bytes, content: bytes) -> bytes | None:
    """Return the merged notebook; `current` when nothing came in; None when it can't be merged."""
    base_place = base_path(folder, path)
    base = _load(base_place.read_bytes()) if base_place.is_file() else None
    mine, theirs = _load(current), _load(content)
    if mine is None or theirs is None:
        return None
    try:
        result = merge_notebooks(base, mine, theirs)
    except InvalidNotebook:
        return None
    if not result.taken and [cell.get("source") for cell in result.notebook["cells"]] == [
        cell.get("source") for cell in mine["cells"]
    ]:
        return current
    return (json.dumps(result.notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _load(content: bytes) -> dict[str, Any] | None:
    try:
        notebook = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return notebook if isinstance(notebook, dict) else None


def _carry_out(folder: Path, staging: Path, plan: _Plan, remembered: Mapping[str, bytes], moment: datetime) -> Fetched:
    """Write everything beside the folder first, where a full disk shows itself; then move it to its places."""
    for path, content in plan.contents.items():
        write_new(staging / "new" / path, content)
    for path in plan.backups:
        write_new(staging / "backup" / path, (folder / path).read_bytes())
    for path, content in remembered.items():
        write_new(staging / path, content)
    return _apply(folder, staging, plan, remembered, moment)


def _apply(folder: Path, staging: Path, plan: _Plan, remembered: Mapping[str, bytes], moment: datetime) -> Fetched:
    """Move staged files to their places: copies first, the record last."""
    if plan.backups:
        plan.outcome.backup = _backup_folder(folder, moment)
        (staging / "backup").rename(plan.outcome.backup)
        sync_folder(folder)
    for path in plan.contents:
        _move(staging / "new" / path, folder / path)
    for path in remembered:
        _move(staging / path, folder / path)
    sync_folder(folder)
    return plan.outcome


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def _backup_folder(folder: Path, moment: datetime) -> Path:
    first = folder / f"{BACKUP_PREFIX}{moment:%Y%m%d-%H%M%S}"
    place, n = first, 2
    while place.exists():
        place, n = first.with_name(f"{first.name}-{n}"), n + 1
    return place


def write_receipt(place: Path, content: bytes) -> None:
    """Keep a receipt beside the work it is for."""
    with disk_errors("keep the receipt"):
        write_durably(place, content, mode=0o644)
