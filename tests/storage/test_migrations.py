import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select, text

from jupyter_autograde.errors import SchemaOutdated
from jupyter_autograde.grading.turns import Urgency
from jupyter_autograde.storage import migrations, orm
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.orm import Base


def test_migrations_make_exactly_the_tables_of_the_orm(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrations.upgrade(database)
    migrations.check_revision(database)


def test_jobs_of_the_first_release_get_their_course_and_their_place(database_url: str) -> None:
    database = Database(database_url)
    migrations.upgrade(database, "0001")
    at, ids = "2026-01-01 00:00:00", {name: name.ljust(26, "0") for name in ("c", "a", "v", "s", "job1", "job2")}
    digest = "0" * 64
    with database.engine.begin() as connection:
        for statement in (
            "INSERT INTO course VALUES (:c, 'physics', '', :at)",
            "INSERT INTO bundle VALUES (:digest, '{}', 0, :at)",
            "INSERT INTO assignment (id, course_id, name, format, state, created_by, created_at)"
            " VALUES (:a, :c, 'hw1', 'otter', 'released', 'ines', :at)",
            "INSERT INTO assignment_version"
            " (id, assignment_id, number, state, environment, notebooks, source_sha256, created_by, created_at)"
            " VALUES (:v, :a, 1, 'building', 'default', '[]', :digest, 'ines', :at)",
            'INSERT INTO submission (id, assignment_id, version_id, "user", attempt, submitted_at, late,'
            " bundle_sha256, size, idempotency_key, receipt_key_id, receipt_signature)"
            " VALUES (:s, :a, :v, 'sam', 1, :at, false, :digest, 0, 'k', 'k', 's')",
            "INSERT INTO job (id, kind, state, priority, tries, version_id, progress, log, created_at)"
            " VALUES (:job1, 'build', 'queued', 0, 0, :v, '', '', :at)",
            "INSERT INTO job (id, kind, state, priority, tries, submission_id, progress, log, created_at)"
            " VALUES (:job2, 'autograde', 'queued', 3, 0, :s, '', '', :at)",
        ):
            connection.execute(text(statement), {"at": at, "digest": digest, **ids})
    migrations.upgrade(database)
    with database.read() as session:
        build, regrade = session.scalars(select(orm.Job).order_by(orm.Job.id)).all()
    for job in (build, regrade):
        assert (job.course_id, job.assignment_id) == (ids["c"], ids["a"])
    assert (build.priority, build.fresh) == (Urgency.BUILD, False)
    assert (regrade.priority, regrade.fresh) == (Urgency.REGRADE, True)
    database.close()


def test_an_empty_database_is_refused_with_the_command_to_run(database_url: str) -> None:
    database = Database(database_url)
    with pytest.raises(SchemaOutdated, match="jupyter autograde db upgrade"):
        migrations.check_revision(database)
    database.close()
