"""`jupyter autograde db upgrade|backup|restore|check|revision`."""

from __future__ import annotations

from traitlets import Bool

from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.counts import counted
from jupyter_autograde.cli.local.db_backup import BackupApp, RestoreApp
from jupyter_autograde.cli.local.progress import progress_bars
from jupyter_autograde.cli.local.service_app import StoreApp
from jupyter_autograde.storage import migrations
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.consistency import check_storage
from jupyter_autograde.storage.database import Database


class UpgradeApp(StoreApp):
    """Bring the database to the schema of this release. Back it up first."""

    name = "jupyter-autograde-db-upgrade"
    description = __doc__

    def run(self) -> None:
        """Run the missing migrations."""
        self.arguments()
        database = self.service().open_database(upgrade=True)
        database.close()
        self.say("The database has the schema of this release.")


class CheckApp(StoreApp):
    """See that what is stored fits together: rows, files, and their hashes. Nothing is changed."""

    name = "jupyter-autograde-db-check"
    description = """See that what is stored fits together. Nothing is changed, and the service may run.

    jupyter autograde db check [--quick] [--json]

    It ends with 1 where something does not fit.
    """
    quick = Bool(False, help="See only that each file is there; do not read it to compare its hash.").tag(config=True)
    json = Bool(False, help="Print JSON for programs.").tag(config=True)
    flags = {
        **StoreApp.flags,
        "quick": ({"CheckApp": {"quick": True}}, quick.help),
        "json": ({"CheckApp": {"json": True}}, json.help),
    }

    def run(self) -> None:
        """Look, and say what does not fit."""
        self.arguments()
        service = self.service()
        database = service.open_database(upgrade=False)
        try:
            with progress_bars() as on_progress:
                blobs = BlobStore(service.blobs_url, looks_only=True)
                report = check_storage(database, blobs, on_progress, contents=not self.quick)
        finally:
            database.close()
        self.exit_code = 0 if report.ok else 1
        if self.json:
            self.say(report.model_dump_json(indent=1))
            return
        for problem in report.problems:
            self.say(f"{problem.kind}: {problem.message}")
        counts = f"{report.rows} rows, {report.files} files; {report.unnamed} files that no row names"
        self.say(
            f"Everything fits: {counts}." if report.ok else f"{counted(len(report.problems), 'problem')} in {counts}."
        )
        if not report.ok:
            self.say("What is missing may be in a backup: restore it into another place and copy it from there.")


class RevisionApp(StoreApp):
    """Write a migration from the difference between the tables and the code (for developers)."""

    name = "jupyter-autograde-db-revision"
    description = __doc__

    def run(self) -> None:
        """Write it."""
        (message,) = self.arguments("message")
        database = Database(self.service().db_url)
        migrations.upgrade(database)
        migrations.make_revision(database, message)
        database.close()


class DatabaseApp(AutogradeApp):
    """Look after the service's database and files."""

    name = "jupyter-autograde-db"
    description = __doc__
    subcommands = {
        "backup": (BackupApp, BackupApp.__doc__),
        "restore": (RestoreApp, RestoreApp.__doc__),
        "check": (CheckApp, CheckApp.__doc__),
        "upgrade": (UpgradeApp, UpgradeApp.__doc__),
        "revision": (RevisionApp, RevisionApp.__doc__),
    }
