from __future__ import annotations

import os
import stat
import subprocess
import sys
import time

import pytest
from ulid import ULID

from jupyter_autograde.errors import NotFound
from jupyter_autograde.server.outbox import OutboxStore


def test_an_entry_is_there_after_adding_and_gone_after_removing(store, add):
    entry = add()
    assert OutboxStore(store.folder).entries() == [entry]
    store.remove(entry.id)
    assert store.entries() == []
    with pytest.raises(NotFound):
        store.get(entry.id)


def test_the_folder_is_the_users_alone(store, add):
    entry = add()
    for place in (store.folder, store.folder / entry.id):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert stat.S_IMODE((store.folder / entry.id / "entry.json").stat().st_mode) == 0o600


def test_when_packing_fails_nothing_is_left(store):
    def make(bundle):
        bundle.write(b"half")
        raise ValueError("a file went away")

    with pytest.raises(ValueError, match="went away"):
        store.add("01ARZ3NDEKTSV4RRFFQ69G5FAV", make)
    assert os.listdir(store.folder) == ["acknowledged"]


KILLED = """
import os
from pathlib import Path
from jupyter_autograde.server.outbox import OutboxStore

def make(bundle):
    bundle.write(b"half")
    bundle.flush()
    os.kill(os.getpid(), 9)

OutboxStore(Path({folder!r})).add({id!r}, make)
"""


def test_killed_while_writing_there_is_no_entry_and_the_rest_is_swept_later(store):
    old = str(ULID.from_timestamp(time.time() - 7200))
    young = str(ULID())
    for entry_id in (old, young):
        script = KILLED.format(folder=str(store.folder), id=entry_id)
        assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    assert store.entries() == []
    store.sweep()
    assert sorted(os.listdir(store.folder)) == [f".part-{young}", "acknowledged"]


def test_an_entry_that_can_not_be_read_does_not_hide_the_others(store, add):
    first, second = add(), add()
    (store.folder / first.id / "entry.json").write_bytes(b"{")
    assert store.entries() == [second]
