"""What is handed in: notebooks of a size, no two of the same content, as each client sends them."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import secrets
from collections.abc import Iterator
from urllib.parse import quote, urlencode

from benchmarks.load import request
from jupyter_autograde.bundles import write_bundle
from jupyter_autograde.bundles.content_digest import format_content_digest

NOTEBOOK = "hw1.ipynb"
_CODE = "def area(width, height):\n    # what the instructor asked for\n    return width * height\n\nprint(area(3, 4))"
_TEXT = "The heights are distributed as we expect, see the figure; the outlier is the teacher, who is taller. "


def notebook(size: int) -> bytes:
    """Return a notebook of about so many bytes: a third is text and code, the rest a figure."""
    cells = []
    for number in range(max(1, min(size, 300_000) // 3 // 1000)):
        cells.append(_cell("markdown", _TEXT * 4))
        cells.append(_cell("code", f"# {number}: {secrets.token_hex(8)}\n{_CODE}", [{"output_type": "stream"}]))
    left = size - len(json.dumps(cells, indent=1))
    figure = base64.b64encode(os.urandom(max(0, left) * 3 // 4)).decode()
    shown: dict[str, object] = {"output_type": "display_data", "data": {"image/png": figure}, "metadata": {}}
    cells.append(_cell("code", "plt.show()", [shown]))
    content = {"cells": cells, "metadata": {"kernelspec": {"name": "python3"}}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content, indent=1).encode()


def native(path: str, names: Iterator[str], size: int, number: int) -> list[bytes]:
    """Return hand-ins at our own API: a zip archive each, with digest and key."""
    made = []
    for name in (next(names) for _ in range(number)):
        archive = io.BytesIO()
        write_bundle(archive, [(NOTEBOOK, notebook(size))])
        body = archive.getvalue()
        headers = {
            "Authorization": f"token {name}",
            "Content-Type": "application/zip",
            "Content-Digest": format_content_digest(hashlib.sha256(body).digest()),
            "Idempotency-Key": secrets.token_hex(16),
        }
        made.append(request("POST", path, headers, body))
    return made


def ngshare(path: str, names: Iterator[str], size: int, number: int) -> list[bytes]:
    """Return hand-ins as ngshare-exchange sends them: a tree as JSON in a form."""
    return [form(path, next(names), files=tree(notebook(size))) for _ in range(number)]


def form(path: str, name: str, **fields: str) -> bytes:
    """Return a form, posted by somebody."""
    headers = {"Authorization": f"token {name}", "Content-Type": "application/x-www-form-urlencoded"}
    return request("POST", quote(path), headers, urlencode(fields).encode())


def tree(content: bytes) -> str:
    """Return one notebook as ngshare's directory tree."""
    checksum = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return json.dumps([{"path": NOTEBOOK, "content": base64.encodebytes(content).decode(), "checksum": checksum}])


def _cell(kind: str, source: str, outputs: list[dict[str, object]] | None = None) -> dict[str, object]:
    cell: dict[str, object] = {"cell_type": kind, "id": secrets.token_hex(4), "metadata": {}, "source": source}
    if outputs is not None:
        cell |= {"outputs": [{"name": "stdout", "text": "12\n"} | one for one in outputs], "execution_count": 1}
    return cell
