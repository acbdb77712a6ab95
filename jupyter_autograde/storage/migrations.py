"""Bring the database to the schema of this release, or refuse to start on another one."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from jupyter_autograde.errors import SchemaOutdated
from jupyter_autograde.storage.database import Database, storage_errors

_SCRIPTS = Path(__file__).parent / "alembic"


def upgrade(database: Database, revision: str = "head") -> None:
    """Run all missing migrations up to `revision` in one transaction; two processes that start together take turns."""
    with storage_errors(), database.engine.execution_options(autograde_writes=True).begin() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('migrations', 0))"))
        upgrade_on(connection, revision)


def upgrade_on(connection: Connection, revision: str = "head") -> None:
    """Run all missing migrations up to `revision` in the caller's transaction."""
    command.upgrade(_config(connection), revision)


def revision_of(connection: Connection) -> str | None:
    """Return the schema that the database has, None where there is none."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """Return the schema of this release."""
    return str(ScriptDirectory(str(_SCRIPTS)).get_current_head())


def known_revision(revision: str) -> str:
    """Return `revision` where this release can migrate from it; SchemaOutdated otherwise."""
    known = {script.revision for script in ScriptDirectory(str(_SCRIPTS)).walk_revisions()}
    if revision not in known:
        raise SchemaOutdated(
            f"It has schema {revision}, which is of a newer release; this one knows those up to {newest_revision()}. "
            "Install the newer release.",
            details={"found": revision, "needed": newest_revision()},
        )
    return revision


def check_revision(database: Database) -> None:
    """Raise SchemaOutdated, which names the command, unless the schema is the one of this release."""
    head = newest_revision()
    with storage_errors(), database.engine.connect() as connection:
        found = revision_of(connection)
    if found != head:
        raise SchemaOutdated(
            f"The database has schema {found or 'none'}, this release needs {head}. "
            "Back it up, then run: jupyter autograde db upgrade",
            details={"found": found, "needed": head},
        )


def make_revision(database: Database, message: str) -> None:
    """Write a new migration from the difference between the tables and the ORM (for developers)."""
    with database.engine.execution_options(autograde_writes=True).begin() as connection:
        command.revision(_config(connection), message=message, autogenerate=True)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    config.attributes["connection"] = connection
    return config
