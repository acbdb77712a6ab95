"""A platform of LTI 1.1 that listens on loopback and takes scores as a strict one does.

Signature, time and nonce are checked by oauthlib's server side, the hash of the body here, the message by the places
that the specification names. Nothing of the sender's code is used.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.sax.saxutils import escape

from defusedxml.ElementTree import fromstring
from oauthlib.oauth1 import RequestValidator, SignatureOnlyEndpoint

KEY, SECRET = "autograde-key", "kept-between-us-0123456789"
PLACE = "/outcomes"
_XML = "{http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0}"
_WINDOW_SECONDS = 300
_REPLY = """<?xml version="1.0" encoding="UTF-8"?>
<imsx_POXEnvelopeResponse xmlns="http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0"><imsx_POXHeader>
<imsx_POXResponseHeaderInfo><imsx_version>V1.0</imsx_version><imsx_messageIdentifier>1</imsx_messageIdentifier>
<imsx_statusInfo><imsx_codeMajor>{code}</imsx_codeMajor><imsx_severity>status</imsx_severity>
<imsx_description>{said}</imsx_description><imsx_messageRefIdentifier>{message}</imsx_messageRefIdentifier>
<imsx_operationRefIdentifier>replaceResult</imsx_operationRefIdentifier></imsx_statusInfo>
</imsx_POXResponseHeaderInfo></imsx_POXHeader><imsx_POXBody><replaceResultResponse/></imsx_POXBody>
</imsx_POXEnvelopeResponse>"""


@dataclass(frozen=True)
class Answer:
    """An answer in place of the usual one."""

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class FakeLms:
    """A running platform.

    Parameters
    ----------
    instead : callable, optional
        Gives another answer than a platform that works; called for each message.
    """

    instead: Callable[[], Answer] | None = None
    port: int = 0
    """0: a free one."""
    scores: list[tuple[str, float]] = field(default_factory=list)
    """sourcedId and score of each message that was good, in their order."""
    refused: list[str] = field(default_factory=list)
    """Why messages were not good."""
    asked: int = 0
    """Messages, good or not."""
    unknown: set[str] = field(default_factory=set)
    """Ends of sourcedIds that the platform has nobody for."""

    @property
    def url(self) -> str:
        """The address that takes scores."""
        return f"http://127.0.0.1:{self.port}{PLACE}"

    @property
    def settings(self) -> dict[str, Any]:
        """What the service's settings say of it."""
        return {"addresses": [f"http://127.0.0.1:{self.port}/"], "key": KEY, "secret": SECRET}

    def __enter__(self) -> FakeLms:
        self.start()
        return self

    def start(self) -> None:
        """Listen, until this process ends or the block is left."""
        lms = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                answer = lms.answer(self.path, body, dict(self.headers))
                content = answer.body.encode()
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                # Who is kept waiting may have gone.
                with contextlib.suppress(ConnectionError):
                    self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._endpoint = SignatureOnlyEndpoint(_Validator())
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def __exit__(self, *fault: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Look at one message, and keep the score of a good one."""
        self.asked += 1
        if self.instead is not None:
            return self.instead()
        fault = self._fault_of(path, body, headers)
        if fault:
            self.refused.append(fault)
            return Answer(401, fault)
        root = fromstring(body)
        record = f"{_XML}imsx_POXBody/{_XML}replaceResultRequest/{_XML}resultRecord/"
        sourced_id = root.findtext(f"{record}{_XML}sourcedGUID/{_XML}sourcedId") or ""
        score = float(root.findtext(f"{record}{_XML}result/{_XML}resultScore/{_XML}textString") or "nan")
        header = f"{_XML}imsx_POXHeader/{_XML}imsx_POXRequestHeaderInfo/"
        message = root.findtext(f"{header}{_XML}imsx_messageIdentifier") or ""
        if any(sourced_id.endswith(end) for end in self.unknown):
            return Answer(body=_reply("failure", f"No user for {sourced_id}, says {KEY}", message))
        self.scores.append((sourced_id, score))
        return Answer(body=_reply("success", "Score set", message))

    def _fault_of(self, path: str, body: bytes, headers: dict[str, str]) -> str:
        valid, request = self._endpoint.validate_request(
            f"http://127.0.0.1:{self.port}{path}", "POST", body.decode(), headers
        )
        if not valid:
            return "the signature is not good"
        given = dict(request.oauth_params).get("oauth_body_hash")
        if given != base64.b64encode(hashlib.sha1(body).digest()).decode():
            return "this is not the body that was signed"
        return "" if headers.get("Content-Type") == "application/xml" else "this is no XML"


def _reply(code: str, said: str, message: str) -> str:
    return _REPLY.format(code=code, said=escape(said), message=escape(message))


class _Validator(RequestValidator):  # type: ignore[misc, unused-ignore]
    """Knows one tool, and each nonce once."""

    enforce_ssl = False
    client_key_length = (3, 40)
    dummy_client = "nobody-at-all"

    def __init__(self) -> None:
        self._nonces: set[str] = set()
        super().__init__()

    def check_client_key(self, client_key: str) -> bool:
        return bool(client_key)

    def validate_client_key(self, client_key: str, request: Any) -> bool:
        return client_key == KEY

    def get_client_secret(self, client_key: str, request: Any) -> str:
        return SECRET

    def validate_timestamp_and_nonce(
        self,
        client_key: str,
        timestamp: Any,
        nonce: str,
        request: Any,
        request_token: str | None = None,
        access_token: str | None = None,
    ) -> bool:
        fresh = abs(time.time() - int(timestamp)) < _WINDOW_SECONDS and nonce not in self._nonces
        self._nonces.add(nonce)
        return fresh
