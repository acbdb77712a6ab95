import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from jupyter_autograde.errors import SchemaOutdated
from jupyter_autograde.storage import migrations
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.orm import Base


def test_migrations_make_exactly_the_tables_of_the_orm(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrations.upgrade(database)
    migrations.check_revision(database)


def test_an_empty_database_is_refused_with_the_command_to_run(database_url: str) -> None:
    database = Database(database_url)
    with pytest.raises(SchemaOutdated, match="jupyter autograde db upgrade"):
        migrations.check_revision(database)
    database.close()
