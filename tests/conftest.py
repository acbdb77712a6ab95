"""Fixtures that every test folder may use."""

from __future__ import annotations

import os
import resource
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_autograde.storage import migrations
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database
from jupyter_autograde.testing.postgres import Postgres, run_postgres
from jupyter_autograde.testing.school import School, make_school

LONG = {"journeys", "packaging"}
"""Folders of tests that wait for programs of several seconds: begun last, one of them would be waited for alone."""


def pytest_configure() -> None:
    """Take Ctrl+C as from a terminal: a run in a shell's background has it ignored, and so would all it starts."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long ones."""
    items.sort(key=lambda item: LONG.isdisjoint(item.path.parts))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL server, one for the test run."""
    with run_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables, to be copied: the migrations take longer than most tests."""
    file = tmp_path_factory.mktemp("template") / "autograde.db"
    _make_tables(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    """URL of a database with all tables, to be copied."""
    url = postgres.create_database()
    _make_tables(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a database with all tables and nothing in them; each test that asks runs on both systems."""
    if request.param == "sqlite":
        file = tmp_path / "autograde.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.create_database(request.getfixturevalue("postgres_template"))
    yield url
    server.drop_database(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """That database, opened."""
    opened = Database(database_url)
    yield opened
    opened.close()


def _make_tables(url: str) -> None:
    made = Database(url)
    migrations.upgrade(made)
    made.close()


@pytest.fixture
def many_files() -> Iterator[None]:
    """This process has more than a thousand files open, as a busy service has: `select` knows 1024 only."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, before[1]))
    opened = [os.open("/dev/null", os.O_RDONLY) for _ in range(1100)]
    yield
    for descriptor in opened:
        os.close(descriptor)
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    """An empty blob store in a folder."""
    return BlobStore(str(tmp_path / "blobs"))


@pytest.fixture
def school(database: Database, blobs: BlobStore) -> School:
    """A course with people, without hub and sandbox."""
    return make_school(database, blobs)
