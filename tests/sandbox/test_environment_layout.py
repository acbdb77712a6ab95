"""What identifies a grading environment that was not locked."""

from __future__ import annotations

import sys
import venv
from pathlib import Path

import pytest

from jupyter_autograde.sandbox.environment import Environment
from jupyter_autograde.sandbox.environment_layout import inspect_environment


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An environment with one package."""
    made = tmp_path / "env"
    venv.create(made, with_pip=False, symlinks=True)
    distribution(made, "gismo-1.0").mkdir()
    return made


def distribution(folder: Path, name: str) -> Path:
    """Return where pip notes an installed package."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return folder / "lib" / version / "site-packages" / f"{name}.dist-info"


def digest(folder: Path, lock: str = "") -> str:
    return inspect_environment(Environment("default", folder / "bin" / "python", lock=lock)).digest


def test_an_upgrade_makes_another_environment_though_no_program_changes(folder: Path) -> None:
    before = digest(folder)
    assert digest(folder) == before
    distribution(folder, "gismo-1.0").rename(distribution(folder, "gismo-2.0"))
    after = digest(folder)
    assert after != before
    distribution(folder, "gadget-1.0").mkdir()
    assert digest(folder) not in {before, after}


def test_what_was_missing_is_seen_once_it_is_installed(folder: Path) -> None:
    environment = Environment("default", folder / "bin" / "python")
    assert "tornado" in inspect_environment(environment).missing
    installed = distribution(folder, "tornado-6.5")
    installed.mkdir()
    (installed.parent / "tornado.py").touch()
    assert "tornado" not in inspect_environment(environment).missing


def test_a_locked_environment_is_its_lock(folder: Path) -> None:
    assert digest(folder, lock="ab" * 32) == "ab" * 32


def test_packages_of_the_python_below_count_where_they_are_in_sight(folder: Path) -> None:
    alone = digest(folder)
    config = folder / "pyvenv.cfg"
    config.write_text(config.read_text().replace("system-site-packages = false", "system-site-packages = true"))
    assert digest(folder) != alone
