"""`jupyter autograde db backup|restore|check` beside a running service."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jupyter_autograde.cli.main import main
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database
from jupyter_autograde.testing.school import make_school
from jupyter_autograde.testing.service import configured, serving

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def no_configuration_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")


def hand_in(database: Database, blobs: BlobStore) -> None:
    school = make_school(database, blobs)
    assignment = school.draft()
    school.release(assignment.id)
    school.submit(assignment.id)
    school.stop()


@SQLITE
def test_a_running_service_is_backed_up_restored_and_checked(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    service = configured(tmp_path, database_url, standalone=True, prefix="/", load_courses={})
    components = service.build()
    here = [f"--db-url={database_url}", f"--blobs-url={service.blobs_url}", f"--data-dir={service.data_dir}"]
    file = str(tmp_path / "backup.tar.zst")
    hand_in(components.database, components.blobs)
    with serving(components):
        assert main(["db", "backup", file, *here]) == 0
        out, err = capsys.readouterr()
        assert "files, " in out and "secret" in out
        assert err == ""
        # Into what is in use nothing is restored, whatever is said.
        assert main(["db", "restore", file, *here, "--replace", "--yes"]) == 1
        assert "Stop the service" in capsys.readouterr().err
    there = [f"--data-dir={tmp_path / 'new'}"]
    assert main(["db", "restore", file, *there]) == 0
    assert "Restored the backup of" in capsys.readouterr().out
    assert main(["db", "check", *there, "--json"]) == 1  # no signer's key: the school signs with its own
    report = json.loads(capsys.readouterr().out)
    assert [problem["kind"] for problem in report["problems"]] == ["rows"]
    assert "receipt_key_id" in report["problems"][0]["message"]


@SQLITE
def test_restoring_asks_before_it_throws_anything_away(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    service = configured(tmp_path, database_url, load_courses={})
    database = service.open_database(upgrade=True)
    hand_in(database, BlobStore(service.blobs_url))
    database.close()
    here = [f"--db-url={database_url}", f"--blobs-url={service.blobs_url}", f"--data-dir={service.data_dir}"]
    file = str(tmp_path / "backup.tar")
    assert main(["db", "backup", file, *here]) == 0
    for options, code, said in [
        ([], 1, "not empty"),
        (["--replace"], 2, "Nothing was restored. Say --yes"),
        (["--replace", "--yes"], 0, ""),
    ]:
        capsys.readouterr()
        assert main(["db", "restore", file, *here, *options]) == code
        assert said in capsys.readouterr().err


def test_faults_of_the_call_are_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = [f"--data-dir={tmp_path / 'nothing'}"]
    for arguments, code, said in [
        (["db", "backup", "x.zip", *here], 2, "ends in .tar.zst"),
        (["db", "backup", str(tmp_path / "x.tar"), *here], 2, "There is no database"),
        (["db", "restore", str(tmp_path / "x.tar"), *here], 3, "There is no file"),
        (["db", "backup", *here], 2, "Usage"),
    ]:
        assert main(arguments) == code, arguments
        out, err = capsys.readouterr()
        assert said in err
        assert err.count("\n") == 1
        assert out == ""
    assert not (tmp_path / "x.tar").exists()
