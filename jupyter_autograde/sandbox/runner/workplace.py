"""The folder that a notebook runs in."""

from __future__ import annotations

import base64
import contextlib
import os
import sys
from typing import Any

from .frames import Frames

SUBMISSION = "submission"


def prepare(frames: Frames) -> dict[str, Any]:
    """Write the files that come in, go to the notebook's folder, and return the `setup` message.

    Messages: any number of `{"op": "file", "path", "data"}` (base64, appended), then one
    `{"op": "setup", "folder", "tests", "otter", "cpu", ...}`. Paths were checked by the trusted side and are relative.
    """
    root = os.path.abspath(SUBMISSION)
    os.makedirs(root)
    while (message := frames.receive())["op"] == "file":
        path = os.path.join(root, message["path"])
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "ab") as file:
            file.write(base64.b64decode(message["data"]))
    folder = os.path.join(root, message["folder"])
    os.makedirs(os.path.join(folder, "tests") if message["otter"] else folder, exist_ok=True)
    os.chdir(folder)
    for question in message["tests"]:
        # Empty: `otter.Notebook` asks only whether they are there.
        open(os.path.join("tests", question + ".py"), "w").close()
    if message["cpu"] is not None:
        with contextlib.suppress(OSError):  # an engine may have given this box others
            os.sched_setaffinity(0, {message["cpu"]})
    sys.path.append(folder)  # as otter's GradingPreprocessor.add_cwd_to_path does
    return message
