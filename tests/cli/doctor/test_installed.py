"""What the doctor finds of what is installed."""

from __future__ import annotations

import json
from pathlib import Path

from jupyter_autograde import __version__
from jupyter_autograde.cli.local.doctor.findings import Verdict
from jupyter_autograde.storage.database import Database
from tests.cli.doctor.asked import SQLITE, Doctor


@SQLITE
def test_a_labextension_of_another_release_is_noticed(doctor: Doctor, upgraded: Database, tmp_path: Path) -> None:
    folder = tmp_path / "share" / "labextensions" / "jupyter-autograde"
    for text, verdict in [
        ('{"version": "0.0.7"}', Verdict.PROBLEM),
        ("{", Verdict.PROBLEM),
        (json.dumps({"version": __version__}), Verdict.OK),
    ]:
        (folder / "package.json").write_text(text)
        assert doctor("--standalone")[1]["labextension"]["verdict"] == verdict, text
