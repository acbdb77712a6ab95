"""What clients of ngshare send, and how tests read the answers."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

DOOR = "/services/ngshare"
NAMES = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org"}


def tree(files: Mapping[str, bytes]) -> str:
    """Encode files as ngshare_exchange does: contents in MIME lines, no checksum."""
    return json.dumps([{"path": p, "content": base64.encodebytes(c).decode()} for p, c in files.items()])


def listed(files: Mapping[str, bytes], *, contents: bool = True) -> list[dict[str, str]]:
    """What the server answers for files."""
    answer = []
    for path, content in sorted(files.items()):
        entry = {"path": path, "checksum": hashlib.md5(content).hexdigest()}
        answer.append(entry | ({"content": base64.encodebytes(content).decode()} if contents else {}))
    return answer


def at(*parts: str) -> str:
    return "/".join([DOOR, *(quote(part) for part in parts)])


def good(reply: httpx.Response) -> dict[str, Any]:
    answer: dict[str, Any] = reply.json()
    assert (reply.status_code, answer.pop("success")) == (200, True), reply.text
    return answer


def refused(reply: httpx.Response) -> tuple[int, str]:
    answer = reply.json()
    assert answer.keys() == {"success", "message"}, answer
    assert answer["success"] is False
    return reply.status_code, answer["message"]
