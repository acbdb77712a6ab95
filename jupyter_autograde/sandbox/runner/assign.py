"""The program that builds an assignment: files in, `otter assign`, files out (SEC-12).

Messages in: as in `workplace`, then `{"op": "assign", "notebooks": [path, ...]}`. Out, for each notebook:
`{"log", "code", "step"}` with the last step that was taken, `ASSIGN` or `LIST`, then if it worked any number of
`{"file", "data"}` (base64, appended); at the end `{"end": true}`.
File names are `student/…`, `solution/…` and `package/…` below the number of the notebook. Beside otter's own,
`package/manual_questions.json` lists the questions that a person grades, which otter's archive says nothing of.
"""

from __future__ import annotations

import base64
import glob
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator

from .frames import Closed, Frames

CHUNK = 4 << 20
LOG_CHARACTERS = 20_000
SOURCE = "source"
ASSIGN, LIST = "assign", "list"

# With otter's own reading of a notebook: what it ignores, and which cells begin a question.
LIST_MANUAL = """
import json, sys
import nbformat
from otter.assign import blocks
from otter.assign.blocks import BlockType, get_cell_config, is_block_boundary_cell
from otter.assign.question_config import QuestionConfig
from otter.assign.utils import is_ignore_cell

cells = nbformat.read(sys.argv[1], as_version=4)["cells"]
if hasattr(blocks, "extract_all_fenced_otter_cells"):
    cells = blocks.extract_all_fenced_otter_cells(cells)
else:  # before otter 7 a fence is a cell of its own
    cells = [blocks.extract_fenced_otter_cell(cell) for cell in cells]
listed = []
for cell in cells:
    if not is_ignore_cell(cell) and is_block_boundary_cell(cell, BlockType.QUESTION):
        question = QuestionConfig(get_cell_config(cell))
        if question.manual:
            listed.append({"name": question.name, "points": question.points or 0})
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(listed, file)
"""


def main(channel: int) -> None:
    """Serve one build."""
    os.closerange(3, channel)
    os.closerange(channel + 1, 4096)
    frames = Frames(channel)
    try:
        root = os.path.abspath(SOURCE)
        os.makedirs(root)
        while (message := frames.receive())["op"] == "file":
            path = os.path.join(root, message["path"])
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "ab") as file:
                file.write(base64.b64decode(message["data"]))
        for number, notebook in enumerate(message["notebooks"]):
            out = os.path.abspath(f"out{number}")
            source = os.path.join(root, notebook)
            manual = os.path.abspath(f"manual{number}.json")
            step, done = ASSIGN, _run(source, "-m", "otter", "assign", "--no-run-tests", "--no-pdfs", source, out)
            if done.returncode == 0 and _may_have_manual(source):
                step, done = LIST, _run(source, "-c", LIST_MANUAL, source, manual, before=done.stdout)
            frames.send({"log": done.stdout[-LOG_CHARACTERS:], "code": done.returncode, "step": step})
            if done.returncode == 0:
                if os.path.exists(manual):
                    with open(manual, "rb") as file:
                        _send(frames, f"{number}/package/manual_questions.json", file.read())
                for name, content in _results(out, os.path.basename(notebook)):
                    _send(frames, f"{number}/{name}", content)
        frames.send({"end": True})
    except Closed:
        pass


def _may_have_manual(notebook: str) -> bool:
    """Return whether it is worth to load otter once more."""
    with open(notebook, "rb") as file:
        return b"manual" in file.read()


def _run(notebook: str, *words: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """Run this Python beside a notebook; `before` was printed until then."""
    done = subprocess.run(
        [sys.executable, "-I", *words],
        cwd=os.path.dirname(notebook),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    done.stdout = before + done.stdout
    return done


def _results(out: str, notebook: str) -> Iterator[tuple[str, bytes]]:
    student = os.path.join(out, "student")
    for folder, _, names in os.walk(student):
        for name in sorted(names):
            path = os.path.join(folder, name)
            if stat.S_ISREG(os.lstat(path).st_mode):
                with open(path, "rb") as file:
                    yield "student/" + os.path.relpath(path, student), file.read()
    with open(os.path.join(out, "autograder", notebook), "rb") as file:
        yield "solution/notebook.ipynb", file.read()
    # `otter assign` names the archive after the notebook and the time.
    (archive,) = glob.glob(os.path.join(glob.escape(os.path.join(out, "autograder")), "*-autograder_*.zip"))
    with zipfile.ZipFile(archive) as members:
        for member in members.infolist():
            if not member.is_dir():
                yield "package/" + member.filename, members.read(member)


def _send(frames: Frames, name: str, content: bytes) -> None:
    for start in range(0, len(content) or 1, CHUNK):
        frames.send({"file": name, "data": base64.b64encode(content[start : start + CHUNK]).decode()})
