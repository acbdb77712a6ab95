"""Database and files: there, of this release, writable, with room."""

from __future__ import annotations

import os
import pwd
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote

from jupyter_autograde.cli.local.doctor.findings import Finding, problem, well
from jupyter_autograde.cli.local.doctor.hub import MOST_APART
from jupyter_autograde.errors import InvalidInput, SchemaOutdated, StorageError
from jupyter_autograde.service.config import AutogradeService
from jupyter_autograde.storage import migrations
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.shown_address import shown_address
from jupyter_autograde.timestamps import now

LITTLE_ROOM = 1 << 30
"""Bytes; a class that hands in a data set takes that in a minute."""
SLOW_SECONDS = 0.5
"""For one small file: students wait for it at each submission."""
_FAR = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "ceph", "fuse.ceph", "glusterfs", "fuse.glusterfs", "lustre"}
)
"""File systems over a network, on which SQLite's write-ahead log does not work."""

Look = tuple[list[Finding], Database | None, BlobStore | None]


@contextmanager
def look(service: AutogradeService) -> Iterator[Look]:
    """Give what was found, and what can be used to look further."""
    folder = Path(service.data_dir)
    findings = [_data_dir(folder)]
    if folder.is_dir():
        findings.append(user_of(folder, folder.stat().st_uid, os.geteuid(), service.options_of_store()))
    database = _open(service, findings)
    try:
        blobs = _blobs(service, findings)
        yield findings, database, blobs
    finally:
        if database is not None:
            database.close()


def _data_dir(folder: Path) -> Finding:
    if folder.exists() and not folder.is_dir():
        return problem(
            "data folder", f"{folder} is a file.", "Name a folder: --data-dir or c.AutogradeService.data_dir"
        )
    if not folder.is_dir():
        return problem("data folder", f"There is none at {folder}.", f"install -d -m 700 {quote(str(folder))}")
    mode = folder.stat().st_mode & 0o777
    if mode & 0o077:
        return problem(
            "data folder", f"Others can look into {folder} (mode {mode:o}).", f"chmod 700 {quote(str(folder))}"
        )
    return well("data folder", str(folder))


def user_of(folder: Path, owner: int, runs_as: int, options: str = "") -> Finding:
    """Return whether this program runs as the user to whom the service's files belong.

    Parameters
    ----------
    owner, runs_as : int
        Numbers of users.
    options : str
        With which this program was started, for the next time.
    """
    if owner == runs_as:
        return well("user", f"This runs as {_name_of(runs_as)}, to whom {folder} belongs.")
    return problem(
        "user",
        f"{folder} belongs to {_name_of(owner)}, and this runs as {_name_of(runs_as)}: what it says of files, the "
        "database and the sandbox may not be so for the service.",
        f"Run it as the service's user: sudo -u {_name_of(owner)} jupyter autograde doctor {options}".rstrip(),
    )


def _name_of(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"#{user}"  # as sudo takes it


def _open(service: AutogradeService, findings: list[Finding]) -> Database | None:
    """Return the database where it can be used; nothing is made or upgraded."""
    upgrade = f"jupyter autograde db upgrade {service.options_of_store()}"
    try:
        database = Database(service.db_url)
    except InvalidInput as fault:
        findings.append(problem("database", fault.message, "c.AutogradeService.db_url"))
        return None
    shown = shown_address(service.db_url)
    if (missing := database.missing_file) is not None:
        database.close()
        findings.append(problem("database", f"There is no file {missing} yet.", f"Start the service, or: {upgrade}"))
        return None
    if database.is_sqlite and (kind := file_system_of(Path(str(database.url.database)))) in _FAR:
        findings.append(
            problem(
                "database",
                f"SQLite lies on {kind}, a file system over the network, where it loses data.",
                "Put data_dir on a disk of this machine, or use PostgreSQL: c.AutogradeService.db_url",
            )
        )
    try:
        database.check()
        migrations.check_revision(database)
        database.check_writable()
        apart = abs(database.time() - now())
    except SchemaOutdated as fault:
        backup = f"jupyter autograde db backup FILE {service.options_of_store()}"
        findings.append(problem("database", fault.message, f"{backup} && {upgrade}"))
    except StorageError as fault:
        findings.append(
            problem(
                "database",
                f"{shown}: {fault.message} ({fault.__cause__ or 'no cause given'})".replace("\n", " "),
                "Start the database, see that its user may write, and look at c.AutogradeService.db_url",
            )
        )
    else:
        findings.append(well("database", f"{shown}, schema {migrations.newest_revision()}, writable"))
        if apart > MOST_APART:
            findings.append(
                problem(
                    "db clock",
                    f"The database's clock is {apart.total_seconds():.0f} seconds apart from this machine's.",
                    "timedatectl set-ntp true",
                )
            )
        return database
    database.close()
    return None


def _blobs(service: AutogradeService, findings: list[Finding]) -> BlobStore | None:
    before, shown = time.monotonic(), shown_address(service.blobs_url)
    try:
        blobs = BlobStore(service.blobs_url, looks_only=True)
        blobs.check()
    except (StorageError, OSError, ValueError, ImportError) as fault:
        # Any store that fsspec knows, each with faults of its own.
        findings.append(
            problem(
                "blobs",
                f"Nothing can be stored at {shown}: {_why(fault, told=shown == service.blobs_url)}",
                "Start the service once, see that its user may write there, or look at c.AutogradeService.blobs_url",
            )
        )
        return None
    seconds = time.monotonic() - before
    message = f"{shown}, a file is stored durably in {seconds * 1000:.0f} ms"
    if seconds > SLOW_SECONDS:
        findings.append(problem("blobs", f"{message}: students wait for that.", "Put it on a faster disk."))
    else:
        findings.append(well("blobs", message))
    if blobs.folder is not None:
        findings.append(_room(blobs.folder))
    return blobs


def _why(fault: Exception, *, told: bool) -> str:
    """Return what went wrong; what others say of an address with something secret in it may quote that."""
    return str(fault) if told or isinstance(fault, StorageError) else type(fault).__name__


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    if free < LITTLE_ROOM:
        return problem("disk", f"Only {free / 1e9:.1f} GB are free at {folder}.", f"df -h {folder}, and make room.")
    return well("disk", f"{free / 1e9:.1f} GB are free.")


def file_system_of(path: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """Return the kind of the file system that `path` lies on; empty where the system does not say."""
    try:
        lines = mounts.read_text().splitlines()
    except OSError:
        return ""
    whole = path.resolve()
    kind, deepest = "", -1
    for line in lines:
        _, place, found, *_ = line.split(" ")
        root = Path(place.replace("\\040", " "))
        if whole.is_relative_to(root) and len(root.parts) >= deepest:
            kind, deepest = found, len(root.parts)
    return kind
