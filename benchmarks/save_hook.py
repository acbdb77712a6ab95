"""What the post-save hook adds to a save, beside the save of a notebook of 100 cells by Jupyter itself."""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat.v4
from jupyter_server.services.contents.largefilemanager import LargeFileManager

from benchmarks.report import Finding, median_seconds, milliseconds
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.server.save_hook import SaveReporter, post_save_hook
from jupyter_autograde.server.workspace import Workspace


def run() -> list[Finding]:
    """Measure both."""
    with tempfile.TemporaryDirectory() as folder:
        manager = LargeFileManager(root_dir=folder)
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(f"x = {i}") for i in range(100)])
        model = {"type": "notebook", "format": "json", "content": notebook}
        save = median_seconds(lambda: manager.save(dict(model), "a.ipynb"), times=30)

        # Nobody listens on port 9 (discard), and the reporter's thread is not started: the hook must not care.
        client = AutogradeClient("http://127.0.0.1:9/", "token")
        workspace = Workspace(Path(folder), "{course}/{assignment}", Path(folder, "lock"))
        hook = post_save_hook(SaveReporter(client, workspace, everything=True))
        saved = {"type": "notebook", "path": "a.ipynb"}
        added = median_seconds(lambda: hook(model=saved, os_path="a.ipynb", contents_manager=manager), times=2000)
    return [
        Finding(
            "time the hook adds to a save",
            milliseconds(added),
            f"{milliseconds(save)} the save",
            f"{added / save:.4f} ×",
        )
    ]
