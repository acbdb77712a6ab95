from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jupyter_autograde.bundles import identity_of, write_bundle
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.server.outbox import OutboxEntry, OutboxStore, Sender
from jupyter_autograde.ulids import new_ulid


@pytest.fixture
def store(tmp_path):
    store = OutboxStore(tmp_path / "outbox")
    store.prepare()
    return store


@pytest.fixture
def add(store, assignment_id, tmp_path):
    """Put a submission into the outbox; returns its entry."""

    def add(content: bytes = b"{}", *, assignment: str = assignment_id) -> OutboxEntry:
        files = {"hw1.ipynb": content}
        entry = OutboxEntry(
            id=new_ulid(),
            assignment_id=assignment,
            assignment="hw 1",
            course_id=new_ulid(),
            notebook="hw1.ipynb",
            clicked_at=datetime(2026, 1, 2, tzinfo=UTC),
            version=1,
            sha256=identity_of(files),
            folder=str(tmp_path),
        )

        def make(bundle):
            write_bundle(bundle, files.items())
            return entry

        return store.add(entry.id, make)

    return add


@pytest.fixture
def changes():
    return []


@pytest.fixture
def start_sender(store, service, changes):
    """Start a sender as a server does; returns it."""
    started = []

    def start(token: str = "student-token") -> Sender:
        client = AutogradeClient(service.url, token, timeout=5, retries=0)
        sender = Sender(store, client, lambda entry, submission: changes.append((entry, submission)))
        sender.start()
        started.append(sender)
        return sender

    yield start
    for sender in started:
        sender.stop()
        sender.join(10)
