"""A small JupyterHub: the part of its API that a service talks to, over real HTTP."""

from __future__ import annotations

import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

SERVICE = "autograde"
SCOPE = f"access:services!service={SERVICE}"


class FakeHub:
    """Answers `GET /hub/api/user` and the OAuth endpoints as JupyterHub 6 does.

    Attributes
    ----------
    asked : int
        How many tokens it was asked about.
    broken : int or None
        When set, every answer has this status.
    service_token : str
        Of the service, which may create users with it.
    """

    def __init__(self) -> None:
        self.asked = 0
        self.broken: int | None = None
        self.service_token = "the-service's-own"
        self._models: dict[str, dict[str, Any]] = {}
        self._codes: dict[str, str] = {}
        self._login_as = ""
        self._server: ThreadingHTTPServer | None = None
        self.port = 0

    @property
    def api_url(self) -> str:
        """Address of the hub's API."""
        return f"http://127.0.0.1:{self.port}/hub/api"

    def add_user(
        self,
        name: str,
        *,
        admin: bool = False,
        scopes: tuple[str, ...] = (SCOPE,),
        kind: str = "user",
        groups: tuple[str, ...] | None = None,
    ) -> str:
        """Return a new token of `name`; with `groups` None the hub does not tell them."""
        token = secrets.token_hex(16)
        self._models[token] = {
            "kind": kind,
            "name": name,
            "admin": admin,
            "scopes": [f"read:users:name!user={name}", *scopes],
        }
        if groups is not None:
            self._models[token]["groups"] = list(groups)
        return token

    def change_groups(self, token: str, *groups: str) -> None:
        """Put the owner of a token into these groups and no others."""
        self._models[token]["groups"] = list(groups)

    def revoke(self, token: str) -> None:
        """Forget a token."""
        del self._models[token]

    def log_in_as(self, name: str) -> None:
        """Let the next visit of the OAuth page come from `name`'s browser."""
        self._login_as = name

    def start(self) -> None:
        """Listen on a free port of loopback; after `stop` on the same one again."""
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hub._answer(self)

            def do_POST(self) -> None:
                hub._answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Go down."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        target = urlsplit(handler.path)
        length = int(handler.headers.get("Content-Length") or 0)
        form = parse_qs(handler.rfile.read(length).decode()) if length else {}
        if self.broken is not None:
            self._json(handler, self.broken, {"message": "broken"})
        elif target.path == "/hub/api/user":
            self.asked += 1
            token = handler.headers.get("Authorization", "").removeprefix("token ")
            model = self._models.get(token)
            self._json(handler, 200 if model else 403, model or {"message": "Forbidden"})
        elif target.path.startswith("/hub/api/users/") and handler.command == "POST":
            name, known = target.path.rpartition("/")[2], {model["name"] for model in self._models.values()}
            if handler.headers.get("Authorization") != f"token {self.service_token}":
                self._json(handler, 403, {"message": "Forbidden"})
            elif name in known:
                self._json(handler, 409, {"message": f"User {name} already exists"})
            else:
                self.add_user(name)
                self._json(handler, 201, {"name": name})
        elif target.path == "/hub/api/oauth2/authorize":
            query = parse_qs(target.query)
            code = secrets.token_hex(8)
            self._codes[code] = self._login_as
            back = urlencode({"code": code, "state": query["state"][0]})
            handler.send_response(302)
            handler.send_header("Location", f"{query['redirect_uri'][0]}?{back}")
            handler.end_headers()
        elif target.path == "/hub/api/oauth2/token" and form.get("code", [""])[0] in self._codes:
            name = self._codes.pop(form["code"][0])
            self._json(handler, 200, {"access_token": self.add_user(name)})
        else:
            self._json(handler, 404, {"message": "no such page"})

    @staticmethod
    def _json(handler: BaseHTTPRequestHandler, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)
