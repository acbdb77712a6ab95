"""How the calls of the client ask: JSON to models, uploads with their digest, downloads with their cap."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import IO, Any, TypeVar
from urllib.parse import quote

import pydantic
import requests
from pydantic import BaseModel

from jupyter_autograde.bundles.content_digest import format_content_digest
from jupyter_autograde.bundles.limits import MIB, BundleLimits
from jupyter_autograde.client.downloads import Download, save_body
from jupyter_autograde.client.refusals import unreachable
from jupyter_autograde.client.transport import Transport
from jupyter_autograde.errors import InvalidInput, UpstreamError

_M = TypeVar("_M", bound=BaseModel)

MAX_BODY = BundleLimits().total + 8 * MIB
"""Bytes of a bundle's archive."""


class Calls:
    """What the calls of each noun share."""

    _transport: Transport

    def _send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: BaseModel | None = None,
        upload: IO[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        keyed: bool = False,
    ) -> Any:
        extra: dict[str, Any] = {"headers": dict(headers or {})}
        if upload is not None:
            extra["body"] = upload
            extra["headers"] |= {
                "Content-Type": "application/zip",
                "Content-Digest": format_content_digest(_digest(upload)),
            }
        elif body is not None:
            extra |= json_body(body)
        return plain(self._transport.send(method, path, query=query, keyed=keyed, **extra))

    def _one(self, model: type[_M], method: str, path: str, **how: Any) -> _M:
        try:
            return model.model_validate(self._send(method, path, **how))
        except pydantic.ValidationError:
            raise strange_answer() from None

    def _many(self, model: type[_M], method: str, path: str, **how: Any) -> list[_M]:
        data = self._send(method, path, **how)
        try:
            return [model.model_validate(item) for item in data]
        except (pydantic.ValidationError, TypeError):
            raise strange_answer() from None

    def _download(
        self,
        path: str,
        target: IO[bytes],
        limit: int,
        *,
        query: Mapping[str, Any] | None = None,
        body: BaseModel | None = None,
    ) -> Download:
        """Write an answer to `target`; it is asked for by POST where there is a body."""
        sent = json_body(body) if body is not None else {"headers": {}}
        sent["headers"]["Accept"] = "*/*"
        method = "GET" if body is None else "POST"
        answer = self._transport.send(method, path, query=query, stream=True, **sent)
        return save_body(answer, target, limit=limit)


def part(value: str) -> str:
    """Quote one part of a path; names may have any printable character but `/`."""
    if value in {"", ".", ".."}:
        # Clients and proxies resolve dots, so these would reach another endpoint.
        raise InvalidInput("An id or a name can't be empty or made of dots.")
    return quote(value, safe="")


def json_body(model: BaseModel) -> dict[str, Any]:
    """Return the arguments that send the fields that were set in `model`."""
    text = model.model_dump_json(exclude_unset=True)
    return {"body": text.encode(), "headers": {"Content-Type": "application/json"}}


def _digest(upload: IO[bytes]) -> bytes:
    upload.seek(0)
    whole = hashlib.sha256()
    while chunk := upload.read(1 << 16):
        whole.update(chunk)
    upload.seek(0)
    return whole.digest()


def plain(answer: requests.Response) -> Any:
    """Return the JSON of an answer."""
    try:
        return json.loads(answer.content)
    except requests.RequestException as fault:
        raise unreachable(fault) from None
    except ValueError:
        raise strange_answer() from None


def strange_answer() -> UpstreamError:
    """Return the error for an answer that is none of the service's."""
    return UpstreamError(
        "The autograde service gave an answer that this version does not understand. "
        "Check that the address is right, and that both sides have matching versions."
    )
