"""The doctor, and what it looks at."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_autograde import __version__
from jupyter_autograde.cli.local.doctor.hub import SCOPES
from jupyter_autograde.cli.main import main
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.service import configured
from tests.cli.doctor.asked import CONFIG, Doctor, Found


@pytest.fixture(autouse=True)
def no_configuration_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    for name in [name for name in os.environ if name.startswith("JUPYTERHUB_")]:
        monkeypatch.delenv(name)
    # Before that of this machine, which may be of another build.
    folder = tmp_path / "share" / "labextensions" / "jupyter-autograde"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"version": __version__}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share"))


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    """A hub that listens on loopback."""
    fake = FakeHub()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def doctor(tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """Run the doctor on a service with some settings; gives its exit code and its findings by their names."""

    def run(*options: str, **settings: Any) -> tuple[int, Found]:
        config = tmp_path / "jupyter_autograde_config.py"
        config.write_text(CONFIG.format(data=str(tmp_path / "service"), db=database_url, settings=settings))
        capsys.readouterr()
        code = main(["doctor", "--json", f"--config={config}", *options])
        return code, {finding["name"]: finding for finding in json.loads(capsys.readouterr().out)}

    return run


@pytest.fixture
def upgraded(tmp_path: Path, database_url: str) -> Iterator[Database]:
    """The service's database, as a first start leaves it; the folder of its files is there too."""
    service = configured(tmp_path, database_url)
    database = service.open_database(upgrade=True)
    BlobStore(service.blobs_url)
    yield database
    database.close()


@pytest.fixture
def known(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> FakeHub:
    """A hub that knows the service, which has its variables."""
    token = hub.add_user("autograde", kind="service", scopes=SCOPES)
    monkeypatch.setenv("JUPYTERHUB_API_URL", hub.api_url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", token)
    return hub
