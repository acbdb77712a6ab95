from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from jupyter_autograde.storage.bundle_store import StoredFiles, name_bundle, name_bundles
from jupyter_autograde.storage.database import Database
from jupyter_autograde.testing.postgres import wait_for_waiting


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_brings_the_same_sets_in_another_order_waits_and_no_more(database: Database) -> None:
    """Two services take in what two classes hand in; on SQLite one writes after the other anyway."""
    first, last = sorted((StoredFiles({name: (name * 64, 1)}) for name in "ab"), key=lambda one: one.sha256)

    def bring_both() -> list[str]:
        with database.write() as session:
            return name_bundles(session, [last, first])

    with ThreadPoolExecutor() as others:
        with database.write() as session:
            name_bundle(session, first)
            brought = others.submit(bring_both)
            wait_for_waiting(database)
            name_bundle(session, last)
        assert brought.result() == [last.sha256, first.sha256]
