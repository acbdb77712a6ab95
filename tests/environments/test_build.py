"""Environments built for real, with uv and with pip, from the configured package index."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jupyter_autograde.environments import BuiltEnvironment, EnvironmentStore, build_environment, take_image
from jupyter_autograde.environments.installers import PipInstaller, UvInstaller, find_installer
from jupyter_autograde.errors import EnvironmentUnavailable, InvalidInput, InvalidName, NotFound, SandboxUnavailable
from jupyter_autograde.sandbox.environment_layout import inspect_environment
from jupyter_autograde.service.environments import GradingEnvironments, as_environment
from jupyter_autograde.timestamps import now

IMAGE = "registry.example/course@sha256:" + "a1" * 32


@pytest.fixture
def store(tmp_path: Path) -> EnvironmentStore:
    return EnvironmentStore(tmp_path / "data")


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.txt"
    path.write_text("cowsay==6.1\n")
    return path


def silent(_: object) -> None:
    """Say nothing."""


def refuse(built: BuiltEnvironment) -> None:
    """Stand for a sandbox that does not hold in what was built."""
    assert Path(built.python).exists() or built.image
    raise SandboxUnavailable("It does not hold.")


BOTH_INSTALLERS = pytest.mark.parametrize(
    ("use_uv", "kind"), [(True, UvInstaller), (False, PipInstaller)], ids=["uv", "pip"]
)


@BOTH_INSTALLERS
def test_installers_lock_with_hashes_and_install_the_lock(requirements, tmp_path, use_uv, kind):
    installer = find_installer(use_uv=use_uv)
    assert type(installer) is kind
    interpreter = installer.make(tmp_path / "venv", sys.executable)
    text = installer.lock(interpreter, [requirements])
    assert text.startswith("cowsay==6.1")
    assert "--hash=sha256:" in text
    lock = tmp_path / "lock"
    lock.write_text(text)
    installer.install(interpreter, lock)
    lock.write_text("cowsay==6.0 --hash=sha256:" + "0" * 64 + "\n")
    with pytest.raises(EnvironmentUnavailable, match=r"(?i)hash"):
        installer.install(interpreter, lock)


@BOTH_INSTALLERS
def test_built_environment_has_exactly_its_lock(store, requirements, use_uv, kind):
    said: list[str] = []
    built = build_environment(
        store, "astro", requirements, python=sys.executable, on_progress=said.append, check=silent, use_uv=use_uv
    )
    assert said == ["Making a virtual environment", "Locking", "Installing", "Trying it"]
    lock = store.lock("astro", built.lock)
    assert hashlib.sha256(lock.encode()).hexdigest() == built.lock
    assert lock.startswith(f"# Python {built.version}, ")
    locked = {line.split("==")[0].lower() for line in lock.splitlines() if "==" in line}
    assert {"cowsay", "ipykernel", "ipython"} <= locked
    assert lock.count("--hash=sha256:") >= len(locked)
    assert "://" not in lock
    done = subprocess.run([built.python, "-I", "-c", "import cowsay; print(cowsay.__file__)"], capture_output=True)
    found = Path(done.stdout.decode().strip())
    assert found.is_relative_to(Path(built.python).parents[1])
    assert list(found.parent.glob("__pycache__/*.pyc"))
    assert inspect_environment(as_environment(built)).digest == built.lock
    assert store.get("astro") == built


def test_what_can_not_be_locked_is_told_by_the_end_of_the_installers_words(store, requirements):
    requirements.write_text("cowsay==0.0.0.0.1\n")
    with pytest.raises(EnvironmentUnavailable, match="cowsay==0\\.0\\.0\\.0\\.1"):
        build_environment(store, "astro", requirements, python=sys.executable, on_progress=silent, check=silent)
    assert store.all() == []


def test_failed_build_leaves_the_old_one(store, requirements):
    first = take_image(store, "astro", IMAGE, python="/p", version="3.12", check=silent)
    requirements.write_text("cowsay==0.0.0.0.1\n")
    with pytest.raises(EnvironmentUnavailable):
        build_environment(store, "astro", requirements, python=sys.executable, on_progress=silent, check=silent)
    assert store.get("astro") == first


def test_what_is_refused_after_it_was_built_leaves_the_old_one(store, requirements, tmp_path):
    first = take_image(store, "astro", IMAGE, python="/p", version="3.12", check=silent)
    with pytest.raises(SandboxUnavailable):
        build_environment(store, "astro", requirements, python=sys.executable, on_progress=silent, check=refuse)
    with pytest.raises(SandboxUnavailable):
        take_image(store, "astro", IMAGE.replace("a1", "b2"), python="/p", version="3.12", check=refuse)
    assert store.get("astro") == first
    home = tmp_path / "data" / "environments" / "astro"
    assert sorted(path.name for path in home.iterdir()) == ["environment.json", "locks"]


def put_build(store: EnvironmentStore) -> Path:
    """Make an empty build the current one, and return its folder."""
    folder = store.new_build("astro")
    built = BuiltEnvironment(
        name="astro", python="/p", version="3.12", lock="a1" * 32, build=folder.name, built_at=now()
    )
    store.put(built, "a lock\n")
    return folder


def test_an_old_build_that_can_not_be_removed_does_not_cost_the_new_one(store, tmp_path):
    kept = tmp_path / "on another disk"
    kept.mkdir()
    oldest = put_build(store)
    oldest.rmdir()
    oldest.symlink_to(kept)  # which shutil refuses to remove
    put_build(store)
    newest = put_build(store)
    assert oldest.exists()
    assert (store.get("astro").build, newest.exists()) == (newest.name, True)


def test_the_build_before_is_kept_though_one_in_between_was_never_finished(store):
    oldest, before = put_build(store), put_build(store)
    unfinished = store.new_build("astro")  # the power went off, or another `env build` is under way
    current = put_build(store)
    assert [path.exists() for path in (oldest, before, unfinished, current)] == [False, True, True, True]
    put_build(store)
    assert [path.exists() for path in (before, unfinished, current)] == [False, False, True]


def interrupt(_: object) -> None:
    """Stand for Ctrl-C."""
    raise KeyboardInterrupt


def test_an_interrupted_build_leaves_nothing_behind(store, requirements, tmp_path):
    first = put_build(store)
    with pytest.raises(KeyboardInterrupt):
        build_environment(store, "astro", requirements, python=sys.executable, on_progress=interrupt, check=silent)
    assert store.get("astro").build == first.name
    home = tmp_path / "data" / "environments" / "astro"
    assert sorted(path.name for path in home.iterdir()) == sorted([first.name, "environment.json", "locks"])


def test_a_build_that_is_interrupted_when_it_has_become_the_current_one_stays(store, requirements, monkeypatch):
    put_build(store)
    replace = os.replace

    def replace_and_interrupt(*paths: Path) -> None:
        replace(*paths)
        if paths[1].name == "environment.json":
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", replace_and_interrupt)
    with pytest.raises(KeyboardInterrupt):
        build_environment(store, "astro", requirements, python=sys.executable, on_progress=silent, check=silent)
    assert Path(store.get("astro").python).exists()


def test_missing_file_and_wrong_name_are_refused(store, requirements, tmp_path):
    with pytest.raises(InvalidInput, match=r"nothing\.txt"):
        build_environment(store, "a", tmp_path / "nothing.txt", python=sys.executable, on_progress=silent, check=silent)
    for name in ("..", "a/b", ""):
        with pytest.raises(InvalidName):
            build_environment(store, name, requirements, python=sys.executable, on_progress=silent, check=silent)
    with pytest.raises(EnvironmentUnavailable, match="virtual environment"):
        build_environment(store, "a", requirements, python="/nowhere/python", on_progress=silent, check=silent)


def test_image_is_taken_by_digest_only(store):
    built = take_image(store, "geo", IMAGE, python="/usr/local/bin/python3", version="3.12.4", check=silent)
    assert built.lock == "a1" * 32
    layout = inspect_environment(as_environment(store.get("geo")))
    assert (layout.digest, layout.version, layout.folders) == ("a1" * 32, "3.12.4", ())
    for image in ("python:3.12", "python@sha256:123", "sha256:" + "A1" * 32):
        with pytest.raises(InvalidInput, match="digest"):
            take_image(store, "geo", image, python="/usr/bin/python3", version="3.12.4", check=silent)


def test_locks_of_older_builds_stay_and_are_found_by_their_beginning(store):
    old = take_image(store, "geo", IMAGE, python="/p", version="3.12", check=silent)
    take_image(store, "geo", IMAGE.replace("a1", "b2"), python="/p", version="3.12", check=silent)
    assert store.full_digest("geo", "a1a1") == old.lock
    assert IMAGE in store.lock("geo", old.lock)
    with pytest.raises(NotFound):
        store.full_digest("geo", "c3")


def test_removed_environment_is_gone(store):
    take_image(store, "geo", IMAGE, python="/p", version="3.12", check=silent)
    store.remove("geo")
    with pytest.raises(NotFound, match="geo"):
        store.get("geo")
    with pytest.raises(NotFound):
        store.remove("geo")


def test_service_knows_one_that_is_built_while_it_runs(store):
    known = GradingEnvironments({"default": "/usr/bin/python3", "geo": "/usr/bin/python3"}, store)
    assert list(known) == ["default", "geo"]
    take_image(store, "astro", IMAGE, python="/p", version="3.12", check=silent)
    take_image(store, "geo", IMAGE, python="/p", version="3.12", check=silent)
    assert list(known) == ["default", "geo", "astro"]
    assert known["astro"].image == IMAGE
    assert not known["geo"].image
    assert "nothing" not in known
    assert "/usr/bin/python3" not in known
