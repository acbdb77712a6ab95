"""A service that things are imported into."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_autograde.cli.main import main
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.testing.importing import Bring, Here
from jupyter_autograde.testing.service import configured


@pytest.fixture
def here(tmp_path: Path, database_url: str) -> Iterator[Here]:
    """An empty service."""
    service = configured(tmp_path, database_url, load_courses={})
    database = service.open_database(upgrade=True)
    yield Here(service, database, BlobStore(service.blobs_url))
    database.close()


@pytest.fixture
def bring(
    here: Here, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Bring:
    """Run `jupyter autograde import`; gives its exit code and its report."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")

    def run(*words: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        place = [f"--db-url={database_url}", f"--data-dir={here.service.data_dir}"]
        code = main(["import", *words, "--json", *place])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else {"said": said.err}

    return run
