"""Options: what is misspelt or has no fitting value ends a verb before it does anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from traitlets.utils.importstring import import_item

from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.local.service_app import ServiceApp
from jupyter_autograde.cli.main import main
from jupyter_autograde.cli.verbs import MainApp


def every_verb(app: Any = MainApp, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], type[AutogradeApp]]]:
    if not isinstance(app.subcommands, dict):
        return  # a trait: it has none
    for name, (below, _) in app.subcommands.items():
        kind = import_item(below) if isinstance(below, str) else below
        yield (*words, name), kind
        yield from every_verb(kind, (*words, name))


VERBS = dict(every_verb())


@pytest.fixture(autouse=True)
def nothing_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", "x")
    monkeypatch.setenv("JUPYTER_AUTOGRADE_URL", "http://127.0.0.1:9/")


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert main(arguments) == 2, arguments
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1, err
    return err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("c.AutogradeService.dors = {'ngshare': []}", "no setting c.AutogradeService.dors. Did you mean doors?"),
        ("c.AutogradeService.qqq = 1", "no setting c.AutogradeService.qqq. See docs/operators/settings.md."),
        ("c.ServeApp.dors = 'ngshare'", "no setting c.ServeApp.dors. Did you mean doors?"),
    ],
)
def test_no_verb_goes_on_with_a_setting_that_there_is_not(
    line: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.py"
    config.write_text(f"{line}\n")
    assert said in refused(["serve", "--standalone", f"--config={config}"], capsys)


def test_settings_of_classes_that_a_verb_does_not_load_are_not_its_business(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.py"
    data = tmp_path / "data"
    data.mkdir()
    config.write_text("c.AutogradeClient.timeout = 3\nc.Other.any = 1\nc.AutogradeService.group_roles.update({})\n")
    assert main(["token", "sam", f"--config={config}", f"--data-dir={data}"]) == 0


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_no_verb_goes_on_with_a_misspelt_option(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    for misspelt in ("--confgi=x", "--confgi", "-q"):
        said = refused([*words, "a", misspelt], capsys).replace("'", "")
        assert f"There is no option {misspelt.partition('=')[0]}" in said
    if issubclass(VERBS[words], ServiceApp):
        err = refused([*words, "--AutogradeService.urll=http://127.0.0.1:9"], capsys)
        assert "no option --AutogradeService.urll. Did you mean --AutogradeService.url?" in err
        assert "no option --AutogradeServices.url." in refused([*words, "--AutogradeServices.url=x"], capsys)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["feedback", "release", "C/A", "--studnet=amara"],
            "no option --studnet. Did you mean --student? See: jupyter ",
        ),
        (["student", "delete", "ben", "--corse=physics", "--yes"], "no option --corse. Did you mean --course?"),
        (["course", "list", "--JSON"], "no option --JSON"),
        (
            ["grades", "export", "C", "--format=excel"],
            "--format takes csv, gradebook, moodle, canvas, edx, questions, gofer or gofer-db, not 'excel'.",
        ),
        (["submission", "list", "C/A", "--status=foo"], "--status takes queued, running, graded or failed, not 'foo'."),
        (["submission", "list", "C/A", "--attempt=first"], "--attempt takes a whole number, not 'first'."),
        (["course", "list", "--log-level=loud"], "--log-level takes DEBUG, INFO, WARN, ERROR or CRITICAL, not 'loud'."),
        (["course", "list", "--url"], "--url needs a value."),
        (["student", "delete", "ben", "--yes=no"], "--yes takes no value."),
        (["course", "list", "--ListCoursesApp.url=a", "--ListCoursesApp.url=b"], "only accepts one value"),
        (["grade", "--AutogradeService.slotz=1", "a", "b"], "no option --AutogradeService.slotz."),
    ],
)
def test_the_sentence_names_the_option_and_the_next_step(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in refused(arguments, capsys)


@pytest.mark.parametrize(
    "arguments",
    [
        ["course", "enroll", "physics", "--role=ta", "sam", "--json", "olga"],
        ["course", "list", "--AutogradeClient.url=http://127.0.0.1:9/"],
        ["course", "list", "--Application.log_level=INFO", "--ListCoursesApp.json=True"],
        ["feedback", "release", "C/A", "--student", "sam", "--student=-x", "--attempts", "all"],
    ],
)
def test_what_is_spelt_right_goes_on_in_any_order(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 5  # nobody listens there
    assert "can't be reached" in capsys.readouterr().err


def test_settings_of_the_service_are_options_of_its_verbs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "other.db"
    assert (
        main(
            ["db", "upgrade", f"--AutogradeService.data_dir={tmp_path}", f"--AutogradeService.db_url=sqlite:///{file}"]
        )
        == 0
    )
    assert file.exists()
