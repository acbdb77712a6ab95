"""The program that builds an assignment: files in, `otter assign`, files out (SEC-12).

Messages in: as in `workplace`, then `{"op": "assign", "notebooks": [path, ...]}`. Out, for each notebook:
`{"log", "code"}`, then if it worked any number of `{"file", "data"}` (base64, appended); at the end `{"end": true}`.
File names are `student/…`, `solution/…` and `package/…` below the number of the notebook.
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
            done = _assign(os.path.join(root, notebook), out)
            frames.send({"log": done.stdout[-LOG_CHARACTERS:], "code": done.returncode})
            if done.returncode == 0:
                for name, content in _results(out, os.path.basename(notebook)):
                    _send(frames, f"{number}/{name}", content)
        frames.send({"end": True})
    except Closed:
        pass


def _assign(notebook: str, out: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-I", "-m", "otter", "assign", "--no-run-tests", "--no-pdfs", notebook, out]
    return subprocess.run(
        words,
        cwd=os.path.dirname(notebook),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


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
