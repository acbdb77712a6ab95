"""What the Moodle plugin sends: a bare token, and a form with one file."""

from __future__ import annotations

from typing import Any

import httpx
import jwt

from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import notebook

DOOR = "/services/gradeservice"
SECRET = "a secret that Moodle and we share, long enough"
HOUR = 3600


def token(key: Any = SECRET, algorithm: str = "HS256", headers: dict[str, Any] | None = None, **claims: Any) -> str:
    """The plugin's token holds nothing but the name."""
    return jwt.encode({"name": "moodle", **claims}, key, algorithm=algorithm, headers=headers)


async def send(
    knock: Asking,
    path: str,
    content: bytes | None = b"",
    *,
    file_name: str = "hw1.ipynb",
    authorization: str | None = "",
    **claims: Any,
) -> httpx.Response:
    """POST a file; None as authorization is no header, as content no file."""
    said = token(**claims) if authorization == "" else authorization
    return await knock("").post(
        f"{DOOR}{path}",
        files={"file": (file_name, content)} if content is not None else None,
        headers={"Authorization": said} if said is not None else {},
    )


async def delete(knock: Asking, path: str, **claims: Any) -> httpx.Response:
    return await knock("").delete(f"{DOOR}{path}", headers={"Authorization": token(**claims)})


async def create(knock: Asking, path: str = "/5/7", source: bytes = notebook(), **claims: Any) -> httpx.Response:
    return await send(knock, path, source, **claims)


def refused(reply: httpx.Response) -> tuple[int, str]:
    answer = reply.json()
    assert answer.keys() == {"detail"}, answer
    return reply.status_code, answer["detail"]
