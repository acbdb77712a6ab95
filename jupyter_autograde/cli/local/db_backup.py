"""`jupyter autograde db backup|restore`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from traitlets import Bool

from jupyter_autograde.cli.asking import require_yes
from jupyter_autograde.cli.counts import counted
from jupyter_autograde.cli.local.progress import progress_bars
from jupyter_autograde.cli.local.service_app import StoreApp
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.personal_data.journal import Journal
from jupyter_autograde.service.folders import make_private
from jupyter_autograde.storage.backup import compression_of, restore_backup, write_backup
from jupyter_autograde.storage.backup.restore import contents_of
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.shown_address import shown_address


class BackupApp(StoreApp):
    """Write database and files into one archive, while the service runs."""

    name = "jupyter-autograde-db-backup"
    description = """Write database and files into one archive, while the service runs.

    jupyter autograde db backup FILE.tar.zst|FILE.tar.gz|FILE.tar

    The file is secret: it holds everybody's work and the keys that sign receipts. Only you can read it. It ends with
    1 where the store had lost files before; everything else is in the backup then.
    """

    def run(self) -> None:
        """Write it."""
        (name,) = self.arguments("file")
        path = Path(name)
        compression_of(path)
        service = self.service()
        # Not `open_database`: a backup comes before the upgrade of a database of an older release.
        database = Database(service.db_url)
        if database.missing_file is not None:
            raise InvalidInput(f"There is no database {database.missing_file}. Look at --data-dir and --config.")
        try:
            with progress_bars() as on_progress:
                ending = write_backup(database, BlobStore(service.blobs_url, looks_only=True), path, on_progress)
        finally:
            database.close()
        size = path.stat().st_size
        self.say(f"{path}: {sum(ending.rows.values())} rows, {ending.blobs} files, {size / 1e6:.1f} MB.")
        self.say("It is secret: it holds everybody's work and the keys that sign receipts.")
        for message in ending.lost.values():
            print(message, file=sys.stderr)
        if ending.lost:
            print(
                f"{counted(len(ending.lost), 'file was', 'files were')} lost before. See: jupyter autograde db check",
                file=sys.stderr,
            )
            self.exit_code = 1


class RestoreApp(StoreApp):
    """Fill an empty database and file store from a backup."""

    name = "jupyter-autograde-db-restore"
    description = """Fill an empty database and file store from a backup; SQLite or PostgreSQL, whichever is configured.

    jupyter autograde db restore FILE [--replace [--yes]]

    Each file's hash is compared. The rows appear when everything has come and is right, or not at all. Stop the
    service and all workers before.
    """
    replace = Bool(False, help="Throw away what is in the database.").tag(config=True)
    yes = Bool(False, help="Do not ask before that.").tag(config=True)
    flags = {
        **StoreApp.flags,
        "replace": ({"RestoreApp": {"replace": True}}, replace.help),
        "yes": ({"RestoreApp": {"yes": True}}, yes.help),
    }

    def run(self) -> None:
        """Ask where something is lost, and restore."""
        (name,) = self.arguments("file")
        path = Path(name)
        service = self.service()
        # As in `serve`: nothing that is written here is for others on this machine.
        umask = os.umask(0o077)
        try:
            make_private(Path(service.data_dir))
            database = Database(service.db_url)
            try:
                self._ask(database)
                with progress_bars() as on_progress:
                    done = restore_backup(
                        database, BlobStore(service.blobs_url), path, on_progress, replace=self.replace
                    )
            finally:
                database.close()
        finally:
            os.umask(umask)
        ending = done.ending
        self.say(
            f"Restored the backup of {done.manifest.created_at:%Y-%m-%d %H:%M} UTC: "
            f"{sum(ending.rows.values())} rows, {ending.blobs} files."
        )
        for removal in Journal(Path(service.data_dir)).since(done.manifest.created_at):
            course = f" --course={removal.course}" if removal.course else ""
            self.say(f"Deleted since then, and back now: jupyter autograde student delete {removal.user}{course}")
        if ending.lost:
            print(
                f"{counted(len(ending.lost), 'file was', 'files were')} lost before that backup was made.",
                file=sys.stderr,
            )
            self.exit_code = 1

    def _ask(self, database: Database) -> None:
        if not self.replace:
            return
        there = contents_of(database)
        if there:
            rows = ", ".join(f"{count} {name}" for name, count in there.items())
            require_yes(
                f"Throw away what is in {shown_address(database.url.render_as_string(hide_password=True))} ({rows})?",
                "Nothing was restored.",
                yes=self.yes,
            )
