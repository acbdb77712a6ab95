"""The wheel as a site installs it: no Node.js, no checkout, a fresh environment."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BARE = {"HOME": "/nonexistent", "JUPYTER_NO_CONFIG": "1", "LANG": "C.UTF-8"}


def run(*words: str | Path, environment: dict[str, str] | None = None, folder: Path = ROOT) -> str:
    done = subprocess.run(
        [str(word) for word in words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the files that are committed or about to be, built as for a release."""
    folder = tmp_path_factory.mktemp("release")
    names = run("git", "ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    for name in names:
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    tools = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", folder=folder, environment=tools)
    (found,) = (folder / "dist").glob("*.whl")
    return found


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel and JupyterLab, and without Node.js on its path."""
    place = tmp_path_factory.mktemp("site") / "venv"
    venv.create(place, with_pip=True)
    installed = place / "bin" / "python"
    settings = {key: value for key, value in os.environ.items() if key.startswith(("PIP_", "HOME", "LANG", "SSL_"))}
    run(
        installed,
        "-m",
        "pip",
        "install",
        "--quiet",
        # Half of the time, and nothing that is asked here.
        "--no-compile",
        wheel,
        "jupyterlab",
        environment={**BARE, "PATH": str(installed.parent), **settings},
    )
    return installed


def test_the_wheel_holds_the_labextension_and_the_page_and_no_path_of_this_machine(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        assert any(name.endswith("labextensions/jupyter-autograde/package.json") for name in names)
        assert any(name.endswith("pages/static/standalone.js") for name in names)
        assert any(name.endswith("alembic/versions/0001_first_tables.py") for name in names)
        built_in = str(wheel.parents[1]).encode() + b"/"
        traces = [name for name in names if built_in in archive.read(name)]
    assert traces == []


def test_jupyter_finds_both_extensions_enabled_and_ok(python: Path, tmp_path: Path) -> None:
    environment = {**BARE, "PATH": str(python.parent), "HOME": str(tmp_path)}
    lab = run(python.parent / "jupyter-labextension", "list", environment=environment, folder=tmp_path)
    (line,) = [line for line in lab.splitlines() if "jupyter-autograde" in line]
    assert "enabled" in line
    assert "OK" in line
    server = run(python.parent / "jupyter-server", "extension", "list", environment=environment, folder=tmp_path)
    plain = re.sub(r"\x1b\[\d+m", "", server)
    assert re.search(r"jupyter_autograde +enabled", plain), plain
    assert re.search(r"jupyter_autograde \d+\.\d+\.\S+ +OK", plain), plain
