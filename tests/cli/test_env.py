"""`jupyter autograde env`, on a real installer and sandbox."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jupyter_autograde.cli.main import main


@pytest.fixture(autouse=True)
def no_configuration_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")


def test_environment_is_built_listed_used_and_removed(
    assignment: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("cowsay==6.1\n")
    assert main(["env", "build", "astro", f"--requirements={requirements}"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[-2].startswith("The sandbox (bubblewrap")
    lock = told[-1].rpartition(" ")[2]

    requirements.write_text("cowsay==6.0\n")
    config = tmp_path / "without_bubblewrap.py"
    config.write_text("c.AutogradeService.sandbox_options = {'search_path': '/nowhere'}\n")
    assert main(["env", "build", "astro", f"--requirements={requirements}", f"--config={config}"]) == 1
    assert "does not hold in it" in capsys.readouterr().err

    assert main(["env", "list"]) == 0
    head, default, astro = capsys.readouterr().out.splitlines()
    assert head.split() == ["NAME", "PYTHON", "LOCK", "BUILT", "PLACE"]
    assert default.startswith("default")
    assert astro.startswith("astro")
    assert lock in astro

    assert main(["env", "show", "astro"]) == 0
    shown = capsys.readouterr().out
    assert "cowsay==6.1" in shown
    assert "--hash=sha256:" in shown
    assert main(["env", "show", "astro", f"--lock={lock}"]) == 0
    assert "cowsay==6.1" in capsys.readouterr().out

    words = ["grade", str(assignment / "autograder.zip"), str(assignment / "solved.ipynb"), "--env=astro"]
    assert main([*words, "-o", str(tmp_path / "out")]) == 0
    record = json.loads((tmp_path / "out" / "solved" / "record.json").read_text())
    assert record["environment"].startswith("astro (Python 3.")
    assert lock in record["environment"]

    assert main(["env", "remove", "astro"]) == 0
    capsys.readouterr()
    assert main(["env", "list"]) == 0
    assert "astro" not in capsys.readouterr().out


def test_refusals_are_sentences_with_an_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "requirements.txt"
    broken.write_text("cowsay==0.0.0.0.1\n")
    for words, code, said in [
        (["build", "astro"], 2, "--requirements"),
        (["build"], 2, "NAME"),
        (["build", "default", f"--requirements={broken}"], 1, "Choose another name"),
        (["build", "astro", "--requirements=nowhere.txt"], 2, "nowhere.txt"),
        (["build", "a/b", f"--requirements={broken}"], 2, "can't name an environment"),
        (["build", "astro", f"--requirements={broken}"], 1, "cowsay==0.0.0.0.1"),
        (["build", "astro", "--image=python:3.12"], 2, "digest"),
        (["build", "astro", "--image=sha256:" + "0" * 64], 2, "can't run container images"),
        (["show", "astro"], 3, "astro"),
        (["remove", "astro"], 3, "astro"),
    ]:
        assert main(["env", *words]) == code, words
        assert said in capsys.readouterr().err, words
