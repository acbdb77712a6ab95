"""`jupyter autograde db upgrade|revision`."""

from __future__ import annotations

from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.local.service_app import ServiceApp
from jupyter_autograde.storage import migrations
from jupyter_autograde.storage.database import Database


class UpgradeApp(ServiceApp):
    """Bring the database to the schema of this release. Back it up first."""

    name = "jupyter-autograde-db-upgrade"
    description = __doc__

    def run(self) -> None:
        """Run the missing migrations."""
        self.arguments()
        database = self.service().open_database(upgrade=True)
        database.close()
        self.say("The database has the schema of this release.")


class RevisionApp(ServiceApp):
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
    """Look after the service's database."""

    name = "jupyter-autograde-db"
    description = __doc__
    subcommands = {
        "upgrade": (UpgradeApp, UpgradeApp.__doc__),
        "revision": (RevisionApp, RevisionApp.__doc__),
    }
