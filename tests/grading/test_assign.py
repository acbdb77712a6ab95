"""Lists of the questions that a person grades, with an older otter-grader, and when there is none."""

from __future__ import annotations

import json
import socket
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from jupyter_autograde.errors import InvalidSource
from jupyter_autograde.grading.engine.assign import BoxedAssign
from jupyter_autograde.sandbox import Environment, Limits, Sandbox
from jupyter_autograde.sandbox.environment import default_python
from jupyter_autograde.sandbox.runner.assign import ASSIGN, LIST, LIST_MANUAL
from jupyter_autograde.sandbox.runner.frames import Frames

WITHOUT_NEWER_NAMES = "from otter.assign import blocks\ndel blocks.extract_all_fenced_otter_cells\n"
"""What otter 5 and 6 lack."""


@pytest.mark.parametrize("before", ["", WITHOUT_NEWER_NAMES], ids=["as it is", "before 7"])
def test_manual_questions_are_listed_by_any_otter(tmp_path: Path, before: str) -> None:
    cells = [
        ("raw", "# BEGIN QUESTION\nname: why\nmanual: true\npoints: 5"),
        ("markdown", "Why?"),
        ("raw", "# END QUESTION"),
        ("markdown", ""),
        ("markdown", "```otter\n# BEGIN QUESTION\nname: how\nmanual: true\n```"),
        ("markdown", "```otter\n# END QUESTION\n```"),
        ("raw", "# BEGIN QUESTION\nname: sum"),
        ("raw", "# END QUESTION"),
    ]
    notebook, listed = tmp_path / "hw1.ipynb", tmp_path / "listed.json"
    made = [
        {"cell_type": kind, "id": f"c{place}", "metadata": {}, "source": text}
        for place, (kind, text) in enumerate(cells)
    ]
    notebook.write_text(json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    done = subprocess.run(
        [default_python(), "-I", "-c", before + LIST_MANUAL, notebook, listed], capture_output=True, text=True
    )
    assert done.stderr == ""
    assert json.loads(listed.read_text()) == [{"name": "why", "points": 5}, {"name": "how", "points": 0}]


@pytest.mark.parametrize(
    ("step", "said"),
    [(ASSIGN, "^`otter assign` refused the notebook: ImportError"), (LIST, "does not tell which .* ImportError")],
)
def test_a_refusal_names_the_step_that_failed(step: str, said: str) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        Frames(theirs.fileno()).send({"log": "ImportError: no such name", "code": 1, "step": step})
        box = SimpleNamespace(channel=ours, kill=lambda: None)
        sandbox = cast(Sandbox, SimpleNamespace(start=lambda *_: box))
        with pytest.raises(InvalidSource, match=said):
            BoxedAssign(sandbox, Environment("default", default_python()), Limits()).assign({"a.ipynb": b"{}"}, [])
