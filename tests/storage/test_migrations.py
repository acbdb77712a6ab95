from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, select, text

from jupyter_autograde.errors import SchemaOutdated
from jupyter_autograde.grading.turns import Urgency
from jupyter_autograde.storage import migrations, orm
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.orm import Base
from jupyter_autograde.timestamps import now


@pytest.fixture
def database(empty_url: str) -> Iterator[Database]:
    """A database with all tables."""
    opened = Database(empty_url)
    migrations.upgrade(opened)
    yield opened
    opened.close()


def test_migrations_make_exactly_the_tables_of_the_orm(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrations.upgrade(database)
    migrations.check_revision(database)


AT, DIGEST = "2026-01-01 00:00:00", "0" * 64
IDS = {name: name.ljust(26, "0") for name in ("c", "a", "v", "s", "g", "job1", "job2")}
COMMON_ROWS = (
    "INSERT INTO course (id, name, title, created_at) VALUES (:c, 'physics', 'Physics 1', :at)",
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
)
"""Rows that a database of each release can have."""
GRADE = (
    "INSERT INTO grade (id, submission_id, version_id, job_id, status, score, max_score, result, log, notebooks,"
    " created_at) VALUES (:g, :s, :v, :job2, 'ok', 7, 10, '{}', '', '{}', :at)"
)


def filled(empty_url: str, revision: str, *more: str) -> Database:
    """Return a database at `revision` with the common rows and `more`."""
    database = Database(empty_url)
    migrations.upgrade(database, revision)
    with database.engine.begin() as connection:
        for statement in (*COMMON_ROWS, *more):
            connection.execute(text(statement), {"at": AT, "digest": DIGEST, **IDS})
    return database


def test_jobs_of_the_first_release_get_their_course_and_their_place(empty_url: str) -> None:
    database = filled(empty_url, "0001")
    migrations.upgrade(database)
    with database.read() as session:
        build, regrade = session.scalars(select(orm.Job).order_by(orm.Job.id)).all()
    for job in (build, regrade):
        assert (job.course_id, job.assignment_id) == (IDS["c"], IDS["a"])
    assert (build.priority, build.fresh) == (Urgency.BUILD, False)
    assert (regrade.priority, regrade.fresh) == (Urgency.REGRADE, True)
    database.close()


def test_grades_and_jobs_from_before_regrades_belong_to_none(empty_url: str) -> None:
    database = filled(empty_url, "0002", GRADE)
    migrations.upgrade(database, "0003")
    with database.engine.connect() as connection:
        assert set(connection.scalars(text("SELECT score_change_id FROM job"))) == {None}
    migrations.upgrade(database)
    with database.write() as session:
        grade = session.get_one(orm.Grade, IDS["g"])
        assert (grade.score, grade.score_change_id) == (7, None)
        assignment = session.get_one(orm.Assignment, IDS["a"])
        assert (assignment.name, assignment.limits) == ("hw1", None)
        change = orm.ScoreChange(assignment_id=IDS["a"], kind="regrade", state="open", versions=[], created_by="ines")
        session.add(change)
        session.flush()
        session.add(orm.ScoreChangeItem(score_change_id=change.id, submission_id=IDS["s"], grade_id=grade.id))
        grade.score_change_id = change.id
    with database.read() as session:
        assert session.scalars(select(orm.ScoreChangeItem.grade_id)).all() == [IDS["g"]]
    database.close()


def test_courses_from_before_they_could_choose_have_the_services_environment(empty_url: str) -> None:
    database = filled(empty_url, "0003", GRADE)
    migrations.upgrade(database)
    with database.write() as session:
        course = session.get_one(orm.Course, IDS["c"])
        assert (course.name, course.title, course.environment) == ("physics", "Physics 1", None)
        assert session.get_one(orm.AssignmentVersion, IDS["v"]).environment == "default"
        course.environment = "astro"
    with database.read() as session:
        assert session.get_one(orm.Course, IDS["c"]).environment == "astro"
        assert session.get_one(orm.Grade, IDS["g"]).score == 7
    database.close()


GRADED = (
    "INSERT INTO submission_status (submission_id, state, grade_id, score, max_score) VALUES (:s, 'graded', :g, 7, 10)"
)
QUEUED = "INSERT INTO submission_status (submission_id, state) VALUES (:s, 'queued')"


@pytest.mark.parametrize(
    ("rows", "pending"),
    [([GRADE.replace("'{}'", """'{"pending": 5.0}'""", 1), GRADED], 5), ([GRADE, GRADED], 0), ([QUEUED], None)],
    ids=["with an essay", "tests alone", "not graded"],
)
def test_submissions_from_before_say_what_a_person_has_still_to_give(
    empty_url: str, rows: list[str], pending: float | None
) -> None:
    database = filled(empty_url, "0004", *rows)
    migrations.upgrade(database)
    with database.read() as session:
        assert session.get_one(orm.SubmissionStatus, IDS["s"]).pending == pending
    database.close()


LIVE = (
    "UPDATE course SET live_days = 14",
    "INSERT INTO course (id, name, title, live_days, created_at) VALUES ('quiet', 'quiet', '', 3, :at)",
    "INSERT INTO course (id, name, title, created_at) VALUES ('off', 'off', '', :at)",
    "INSERT INTO course (id, name, title, live_days, archived_at, created_at)"
    " VALUES ('gone', 'gone', '', 180, :at, :at)",
    *(
        'INSERT INTO notebook_event (id, type, "user", filename, path, at, received_at)'
        f" VALUES ({number}, 'save-notebook', 'sam', 'a', '{number}', :at, :at)"
        for number in (1, 2)
    ),
    "INSERT INTO live_notebook (event_id, course_id, kept_at, cells, run, size) VALUES (1, :c, :at, 1, 1, 1)",
    "INSERT INTO live_notebook (event_id, course_id, kept_at, cells, run, size) VALUES (2, 'gone', :at, 1, 1, 1)",
)


def test_live_classrooms_from_before_show_what_they_surely_showed_and_end_with_their_course(empty_url: str) -> None:
    database = filled(empty_url, "0010", *LIVE)
    before = now()
    migrations.upgrade(database)
    with database.read() as session:
        found = {row.name: (row.live_days, row.live_since) for row in session.scalars(select(orm.Course))}
        days, since = found.pop("quiet")
        assert (days, since is not None and before <= since <= now()) == (3, True)
        (kept,) = session.scalars(select(orm.LiveNotebook)).all()
        assert found == {"physics": (14, kept.kept_at), "off": (None, None), "gone": (None, None)}
        assert (kept.event_id, kept.course_id) == (1, IDS["c"])
    database.close()


def newest_of(assignment: str, *, restarted_at: str) -> tuple[str, ...]:
    """Return the rows of an assignment to which sam has handed in."""
    return (
        "INSERT INTO assignment (id, course_id, name, format, state, created_by, created_at, restarted_at)"
        f" VALUES ('{assignment}', :c, '{assignment}', 'otter', 'released', 'ines', :at, {restarted_at})",
        'INSERT INTO submission (id, assignment_id, version_id, "user", attempt, submitted_at, late,'
        " bundle_sha256, size, idempotency_key, receipt_key_id, receipt_signature)"
        f" VALUES ('{assignment}', '{assignment}', :v, 'sam', 1, :at, false, :digest, 0, '{assignment}', 'k', 's')",
        f"INSERT INTO latest_submission VALUES ('{assignment}', 'sam', '{assignment}', 1)",
    )


def test_work_from_before_an_assignment_began_anew_is_nobodys_newest(empty_url: str) -> None:
    rows = [
        *newest_of("once", restarted_at="NULL"),
        *newest_of("again", restarted_at="'9999-01-01 00:00:00'"),
        *newest_of("since", restarted_at="'2000-01-01 00:00:00'"),
    ]
    database = filled(empty_url, "0011", *rows)
    migrations.upgrade(database)
    with database.read() as session:
        assert set(session.scalars(select(orm.LatestSubmission.submission_id))) == {"once", "since"}
        assert session.scalar(select(func.count()).select_from(orm.Submission)) == 4
    database.close()


def test_an_empty_database_is_refused_with_the_command_to_run(empty_url: str) -> None:
    database = Database(empty_url)
    with pytest.raises(SchemaOutdated, match="jupyter autograde db upgrade"):
        migrations.check_revision(database)
    database.close()
