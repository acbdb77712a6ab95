"""Write the source notebooks of the corpus again, with the outputs that a kernel gives: `make parity` does it.

Runs with the project's Python; the notebooks run with the grading environment's.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import corpus

PYTHON = Path(os.environ.get("AUTOGRADE_GRADING_PYTHON", Path(__file__).parents[3] / ".venv-grading/bin/python"))

_EXECUTE = """
import json, sys
import nbclient, nbformat
notebook = nbformat.read(sys.stdin, 4)
nbclient.NotebookClient(notebook, kernel_name="python3", allow_errors=True).execute()
print(nbformat.writes(notebook))
"""


def main(names: list[str]) -> None:
    topics = sorted(
        path.stem
        for path in corpus.HERE.glob("*.txt")
        if corpus.MARK in path.read_text() and not path.stem.startswith("nbgrader_")
    )
    for name in [name for name in topics if not names or name in names]:
        made = corpus.source(corpus.topic(name))
        text = json.dumps(_kept(made, _outputs(made)), indent=1)
        (corpus.HERE / f"{name}.ipynb").write_text(text + "\n")
        print(name, flush=True)


def _outputs(notebook: corpus.Notebook) -> list[list[dict[str, Any]]]:
    """Run the notebook and return the outputs of each cell."""
    environment = {**os.environ, "PATH": f"{PYTHON.parent}:{os.environ['PATH']}"}
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(corpus.HERE, folder, dirs_exist_ok=True)
        done = subprocess.run(
            [str(PYTHON), "-c", _EXECUTE],
            cwd=folder,
            env=environment,
            input=json.dumps(notebook),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return [cell.get("outputs", []) for cell in json.loads(done.stdout)["cells"]]


def _kept(notebook: corpus.Notebook, outputs: list[list[dict[str, Any]]]) -> corpus.Notebook:
    """Put the outputs of tests into the notebook, and only what `otter assign` reads of them."""
    tests = False
    for cell, shown in zip(notebook["cells"], outputs, strict=True):
        tests = cell["source"] == "# BEGIN TESTS" or (tests and cell["source"] != "# END TESTS")
        if cell["cell_type"] == "code" and tests:
            cell["outputs"] = [_output(output) for output in shown]
    return notebook


def _output(output: dict[str, Any]) -> dict[str, Any]:
    kind = output["output_type"]
    if kind == "stream":
        return {"output_type": "stream", "name": output["name"], "text": "".join(output["text"])}
    if kind == "error":
        # What an instructor has to write by hand: otter passes over errors.
        last = ": ".join(word for word in (output["ename"], output["evalue"]) if word)
        text = f"Traceback (most recent call last):\n    ...\n{last}"
        return {"output_type": "stream", "name": "stdout", "text": text}
    plain = "".join(output["data"]["text/plain"])
    return {"output_type": kind, "data": {"text/plain": plain}, "metadata": {}, "execution_count": 1}


if __name__ == "__main__":
    main(sys.argv[1:])
