"""`jupyter autograde doctor`: a service that is well has no problem, and looking changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jupyter_autograde.cli.local.doctor.findings import Verdict
from jupyter_autograde.cli.main import main
from jupyter_autograde.storage.database import Database
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.service import configured, serving
from tests.cli.doctor.asked import CONFIG, SQLITE, Doctor, verdicts


def test_a_service_that_is_well_has_no_problem(doctor: Doctor, upgraded: Database, known: FakeHub) -> None:
    code, found = doctor()
    assert verdicts(found) == set()
    assert code == 0
    assert {"hub", "scopes", "clock", "database", "blobs", "disk", "sandbox", "jupyterhub"} <= verdicts(
        found, Verdict.OK
    )
    assert "in the environments default" in found["sandbox"]["message"]
    assert found["service"]["verdict"] == found["queue"]["verdict"] == Verdict.UNKNOWN  # it does not run


@SQLITE
def test_a_service_that_runs_is_seen(tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    service = configured(tmp_path, database_url, standalone=True, prefix="/")
    with serving(service.build()) as address:
        config = tmp_path / "jupyter_autograde_config.py"
        settings = {"url": address.rstrip("/")}
        config.write_text(CONFIG.format(data=service.data_dir, db=database_url, settings=settings))
        while main(["doctor", "--standalone", f"--config={config}"]) or "2 slots" not in (
            out := capsys.readouterr().out
        ):
            pass  # until its sandbox is tested, and its worker has said so
    lines = out.splitlines()
    assert [line.split()[0] for line in lines[:-1] if line.split()[1] == "service"] == ["ok"]
    assert any(line.startswith("ok       queue        1 worker, 2 slots") for line in lines), lines
    assert lines[-1] == "Nothing is wrong."


@SQLITE
def test_a_service_of_the_hub_is_looked_for_where_the_hub_puts_it(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ["--json", f"--data-dir={tmp_path / 'none'}", f"--db-url={database_url}"]

    def service_seen(*more: str) -> dict[str, str]:
        main(["doctor", *options, *more])
        (finding,) = [one for one in json.loads(capsys.readouterr().out) if one["name"] == "service"]
        return finding  # type: ignore[no-any-return]

    monkeypatch.setattr("jupyter_autograde.cli.local.doctor.hub.STANDALONE_URL", "http://127.0.0.1:9")
    unseen = service_seen("--url=http://127.0.0.1:9")
    assert (unseen["verdict"], "Not seen" in unseen["message"]) == (Verdict.UNKNOWN, True)
    assert "--url=http://HOST:PORT --AutogradeService.prefix=/services/NAME/" in unseen["fix"]
    service = configured(tmp_path, database_url, standalone=True)
    with serving(service.build()) as whole:
        address = whole.removesuffix(service.prefix)
        typed = service_seen(f"--url={address}", f"--AutogradeService.prefix={service.prefix}")
        monkeypatch.setenv("JUPYTERHUB_SERVICE_URL", address)
        monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", service.prefix)
        of_the_hub = service_seen()
        there = "It runs at", "says 'degraded'"  # its sandbox may not have been tested yet
        assert any(said in seen["message"] for seen in (typed, of_the_hub) for said in there)
        assert "nobody listens" not in typed["message"] + of_the_hub["message"]


@SQLITE
def test_nothing_is_changed_by_looking(doctor: Doctor, upgraded: Database, tmp_path: Path) -> None:
    def everything() -> set[Path]:
        return {path for folder in (tmp_path / "service", tmp_path / "typo") for path in folder.rglob("*")}

    before = everything()
    doctor("--standalone")
    doctor("--standalone", blobs_url=str(tmp_path / "typo" / "blobs"))
    options = [f"--data-dir={tmp_path / 'service'}", f"--db-url={upgraded.url}"]
    assert main(["db", "check", *options]) == 0
    assert everything() == before
    assert not (tmp_path / "typo").exists()
    assert main(["db", "check", f"--data-dir={tmp_path / 'typo'}"]) == 1
    assert not (tmp_path / "typo").exists()
