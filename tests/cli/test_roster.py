"""`jupyter autograde roster` against a running service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_autograde.cli.main import main
from jupyter_autograde.service.auth.local import LocalAuthenticator
from jupyter_autograde.testing.service import COURSES, configured, serving

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def service(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A service; ines' token is set, and the others' are given."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    settings = configured(tmp_path, database_url, standalone=True, prefix="/", load_courses=COURSES)
    components = settings.build(authenticator=LocalAuthenticator(settings.local_tokens))
    tokens = {name: settings.local_tokens.issue(name, admin=False) for name in ("ines", "tom", "sam")}
    with serving(components) as address:
        monkeypatch.setenv("JUPYTER_AUTOGRADE_URL", address)
        monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", tokens["ines"])
        yield tokens


def test_a_roster_is_previewed_imported_shown_and_exported(
    service: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, copy = tmp_path / "in.csv", tmp_path / "out.csv"
    file.write_bytes("\ufeffuser,role,section,name\r\nnina,student,A,'=Nina\r\nsam,student,B,\r\n".encode())
    assert main(["roster", "import", "physics", str(file)]) == 2
    out, err = capsys.readouterr()
    assert [line.split()[:2] for line in out.splitlines()[1:3]] == [["added", "nina"], ["changed", "sam"]]
    assert "- -> B" in out
    assert "2 rows change; 0 stay as they are" in out
    assert "--yes" in err
    assert main(["roster", "import", "physics", str(file), "--yes", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["changes"]) == 2
    assert main(["roster", "show", "physics"]) == 0
    shown = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["nina", "student", "A", "=Nina", "-", "csv"] in shown
    # What is there stays as it is, for whoever may read it, and the file takes its place.
    (old := tmp_path / "old.csv").write_text("old")
    old.chmod(0o644)
    copy.symlink_to(old)
    assert main(["roster", "export", "physics", str(copy)]) == 2
    assert "is there already, and was kept. Say --yes" in capsys.readouterr().err
    assert main(["roster", "export", "physics", str(copy), "--yes"]) == 0
    assert (old.read_text(), copy.is_symlink()) == ("old", False)
    assert "nina,student,A,'=Nina," in copy.read_text().splitlines()
    assert copy.stat().st_mode & 0o777 == 0o600
    capsys.readouterr()
    assert main(["roster", "export", "physics"]) == 0
    assert capsys.readouterr().out == copy.read_text()
    assert main(["roster", "import", "physics", str(copy), "--withdraw-missing"]) == 0
    assert "0 rows change; 5 stay as they are" in capsys.readouterr().out


def test_faults_are_told_by_line_and_nothing_is_changed(
    service: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "in.csv"
    file.write_text("user,role\nnina,student\nkim,boss\nk/m,ta\n")
    assert main(["roster", "import", "physics", str(file), "--yes"]) == 2
    err = capsys.readouterr().err
    assert "line 3: the role is 'boss'" in err
    assert "line 4: a name can't have '/'" in err
    assert main(["roster", "show", "physics"]) == 0
    assert "nina" not in capsys.readouterr().out
    file.write_bytes("user,role\njosé,ta\n".encode("latin-1"))
    assert main(["roster", "import", "physics", str(file)]) == 2
    assert "not UTF-8" in capsys.readouterr().err
    assert main(["roster", "import", "physics", str(tmp_path / "none.csv")]) == 2
    assert "can't be read" in capsys.readouterr().err


def test_tas_look_and_do_not_import_and_students_do_neither(
    service: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "in.csv"
    file.write_text("user,role\nnina,student\n")
    monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", service["tom"])
    assert main(["roster", "show", "physics"]) == 0
    assert main(["roster", "import", "physics", str(file), "--yes"]) == 4
    monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", service["sam"])
    assert main(["roster", "show", "physics"]) == 4
    assert main(["roster", "export", "physics"]) == 4
