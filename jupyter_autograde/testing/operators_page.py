"""What docs/operators/hub-config.md tells operators to write, read from the page itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path

_OPERATORS = Path(__file__).parents[2] / "docs" / "operators"
PAGE = _OPERATORS / "hub-config.md"
DOORS = _OPERATORS / "doors.md"
_SERVICE = "c.JupyterHub.services.append"
_BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def managed_snippet() -> str:
    """Return the block for `jupyterhub_config.py`."""
    return _blocks("python")[0]


def external_snippet() -> str:
    """Return the same block with an external service, put together as the page says."""
    managed, external = (block for block in _blocks("python") if _SERVICE in block)
    lines = managed.splitlines(keepends=True)
    for statement in ast.parse(managed).body:
        if ast.unparse(statement).startswith(_SERVICE):
            return "".join([*lines[: statement.lineno - 1], external, *lines[statement.end_lineno :]])
    raise ValueError(f"{PAGE} shows no entry of c.JupyterHub.services")


def external_start() -> tuple[dict[str, str], list[str]]:
    """Return the variables and the command that start an external service."""
    environment = {}
    *exports, command = _blocks("sh")[0].splitlines()
    for line in exports:
        name, _, value = line.removeprefix("export ").partition("=")
        environment[name] = value.strip('"')
    return environment, command.split()


def door_snippet(containing: str) -> str:
    """Return the block for `jupyterhub_config.py` on the page of the doors that has a text in it."""
    (found,) = (block for block in _blocks("python", DOORS) if "c.JupyterHub" in block and containing in block)
    return found


def _blocks(language: str, page: Path = PAGE) -> list[str]:
    return [found["text"] for found in _BLOCK.finditer(page.read_text()) if found["language"] == language]
