"""Our keyboard shortcuts beside those of JupyterLab and Notebook, as installed."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

OURS = Path(__file__).parents[2] / "schema"
THEIRS = Path(sys.prefix, "share", "jupyter", "lab", "schemas")


def _keys(folder: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    for path in folder.rglob("*.json"):
        schema = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(schema, dict):
            for shortcut in schema.get("jupyter.lab.shortcuts", []):
                for system in ("keys", "macKeys", "winKeys", "linuxKeys"):
                    if keys := tuple(shortcut.get(system, ())):
                        yield keys, shortcut["command"]


def test_no_shortcut_takes_a_key_of_the_lab() -> None:
    taken = defaultdict(set)
    for keys, command in _keys(THEIRS):
        for key in keys:
            taken[key].add(command)
    assert len(taken) > 50
    ours = list(_keys(OURS))
    assert len(ours) >= 5
    assert {keys: taken[key] for keys, _ in ours for key in keys if key in taken} == {}
    assert len({keys for keys, _ in ours}) == len(ours)
