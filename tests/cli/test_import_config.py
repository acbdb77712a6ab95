"""`jupyter autograde course import-config` against a running service."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_autograde.bundles import BundleLimits, BundleReader
from jupyter_autograde.cli.course_config import read_course_config
from jupyter_autograde.cli.main import main
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import FileMissing
from jupyter_autograde.grading.engine import GradingEngine
from jupyter_autograde.grading.otter_archive import read_otter_archive
from jupyter_autograde.sandbox import BubblewrapSandbox, Environment
from jupyter_autograde.sandbox.environment import default_python
from jupyter_autograde.service.auth.local import LocalAuthenticator
from jupyter_autograde.testing.service import configured, serving

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TEST = """OK_FORMAT = True
test = {"name": "q1", "points": %s, "suites": [{"cases": [{"code": ">>> x\\n1", "hidden": False}], "type": "doctest"}]}
"""
NEW = {"8x": {"1": {"course_id": "O+C+R", "subpath_to_zips": "zips/1/", "assignments": {"lab01": "b1", "hw02": "b2"}}}}
OLD = {"8x": {key: {"1": {"lab01": "x", "hw02": "x"}} for key in ("sourcedid", "outcomes_url")}}


@pytest.fixture
def service(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[AutogradeClient]:
    """A service without courses; its administrator's token is set, and her client given."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    settings = configured(tmp_path, database_url, standalone=True, prefix="/", load_courses={})
    components = settings.build(authenticator=LocalAuthenticator(settings.local_tokens))
    token = settings.local_tokens.issue("root", admin=True)
    with serving(components) as address, AutogradeClient(address, token) as root:
        monkeypatch.setenv("JUPYTER_AUTOGRADE_URL", address)
        monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", token)
        yield root


def write(path: Path, content: object) -> str:
    path.write_text(json.dumps(content))
    return str(path)


def pack(path: Path, points: int, test: str = "tests/q1.py") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(test, TEST % points)
        archive.writestr("otter_config.json", "{}")
        archive.writestr("run_autograder", "#!/bin/sh\n")


def imported(capsys: pytest.CaptureFixture[str], *words: str) -> list[list[str | int | None]]:
    assert main(["course", "import-config", *words, "--json"]) == 0, capsys.readouterr().err
    return [list(row.values()) for row in json.loads(capsys.readouterr().out)]


def test_sections_become_courses_with_their_packages_which_are_refreshed_on_demand(
    service: AutogradeClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, materials = write(tmp_path / "course-config.json", NEW), tmp_path / "materials"
    assert imported(capsys, config) == [["8x.1", "lab01", None, "created"], ["8x.1", "hw02", None, "created"]]
    pack(materials / "zips/1/lab01-autograder.zip", 3)
    words = (config, f"--materials={materials}")
    lab, hw = imported(capsys, *words)
    assert lab == ["8x.1", "lab01", 1, "package released"]
    assert hw == ["8x.1", "hw02", None, "no package found"]
    assert imported(capsys, *words)[0] == ["8x.1", "lab01", 1, "package unchanged"]
    pack(materials / "zips/1/lab01-autograder.zip", 5)
    pack(materials / "zips/1/hw02-autograder.zip", 5, "nothing.py")
    lab, hw = imported(capsys, *words)
    assert lab == ["8x.1", "lab01", 2, "package released"]
    assert "package refused" in str(hw[3])
    assert "no tests" in str(hw[3])
    (course,) = service.list_courses()
    states = {one.name: (one.state, one.max_score) for one in service.list_assignments(course.id)}
    assert states == {"lab01": ("released", 5.0), "hw02": ("draft", None)}
    lab_id = next(one.id for one in service.list_assignments(course.id) if one.name == "lab01")
    newest = service.list_versions(lab_id)[0]
    assert newest.notebooks == ["lab01.ipynb"]
    with open(os.devnull, "wb") as nowhere, pytest.raises(FileMissing, match="without its notebook"):
        service.download_version(newest.id, nowhere)


def test_the_old_format_takes_a_template_for_the_packages(
    service: AutogradeClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, materials = write(tmp_path / "config.json", OLD), tmp_path / "materials"
    pack(materials / "hw/1/hw02.zip", 1)
    rows = imported(capsys, config, f"--materials={materials}", "--zips={kind}/{section}/{assignment}.zip")
    assert [row[3] for row in rows] == ["created, no package found", "created, package released"]


def test_the_configuration_may_lie_in_the_materials(
    service: AutogradeClient, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    materials = tmp_path / "materials"
    pack(materials / "zips/1/lab01-autograder.zip", 3)
    write(materials / "course-config.json", NEW)
    rows = imported(capsys, "course-config.json", f"--materials={materials}")
    assert [row[3] for row in rows] == ["created, package released", "created, no package found"]
    assert main(["course", "import-config", "../c.json", f"--materials={materials}"]) == 2
    assert main(["course", "import-config", "c.json", "--materials=https://127.0.0.1/x"]) == 2
    assert "private network" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "words", "said"),
    [
        ([], [], "it is no object"),
        ({"8x": []}, [], "course '8x' is no object"),
        ({"8x": {"1": {"assignments": ["lab01"]}}}, [], "section '1' of '8x' is no object"),
        ({"8x": {"1": {"subpath_to_zips": 1}}}, [], "is no text"),
        ({"8x": {"1": {"assignments": {"../x": ""}}}}, [], "can't be a name"),
        ({"8x": {"sourcedid": {"1": []}}}, [], "section '1' of '8x' is no object"),
        (NEW, ["--materials=/nowhere/at/all"], "no folder"),
        (NEW, ["--materials=.", "--zips={x}"], "it takes {subpath}"),
        (NEW, ["--materials=.", "--zips=../{assignment}"], "lies outside"),
    ],
)
def test_what_can_not_be_imported_makes_nothing(
    service: AutogradeClient,
    tmp_path: Path,
    content: object,
    words: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["course", "import-config", write(tmp_path / "c.json", content), *words]) == 2
    assert said in capsys.readouterr().err
    assert service.list_courses() == []


def test_both_formats_say_the_same(database_url: str, tmp_path: Path) -> None:
    (new,), (old,) = (read_course_config(Path(write(tmp_path / "c.json", each))) for each in (NEW, OLD))
    assert (new.name, new.subpath, new.assignments) == ("8x.1", "zips/1", ("lab01", "hw02"))
    assert (old.name, old.subpath, old.assignments) == ("8x.1", "", ("lab01", "hw02"))


def test_what_otter_assign_makes_is_graded_as_it_is(database_url: str, assignment: Path) -> None:
    with (assignment / "autograder.zip").open("rb") as file:
        files = dict(BundleReader(file, BundleLimits()).files())
    package, points = read_otter_archive(files, "lab01.ipynb")
    engine = GradingEngine(BubblewrapSandbox(), {"default": Environment("default", default_python())})
    scores = [
        engine.grade(
            package,
            {"lab01.ipynb": (assignment / name).read_bytes()},
            environment="default",
            on_progress=lambda words: None,
            limits=engine.limits,
        ).result.score
        for name in ("solved.ipynb", "untouched.ipynb")
    ]
    engine.close()
    assert points == 8
    assert scores[0] == 8 > scores[1]
