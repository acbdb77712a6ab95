"""Run a hub for the browser tests: it says where it is, and does what tests ask until its stdin is closed."""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

from jupyter_autograde.cli.local.demo.hub_config import HubSettings
from jupyter_autograde.cli.local.demo.hub_process import HubProcess
from jupyter_autograde.errors import AutogradeError, UpstreamError

Verb = Callable[..., dict[str, Any]]

PASSWORD = "browser"
_PAUSE = 0.05


@contextlib.contextmanager
def control_port(answered: Iterable[Verb]) -> Iterator[int]:
    """Answer what tests ask on a port of loopback: a `POST` to the name of one of the functions `answered`."""
    verbs = {f"/{verb.__name__}": verb for verb in answered}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                status, answer = 200, verbs[self.path](**json.loads(given or b"{}"))
            except (AutogradeError, KeyError, TypeError, ValueError) as fault:
                status, answer = 500, {"message": f"{type(fault).__name__}: {fault}"}
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(_PAUSE,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


class ServedHub(Protocol):
    """A hub that a program of the browser tests runs."""

    @property
    def process(self) -> HubProcess:
        """The hub."""

    @property
    def settings(self) -> HubSettings:
        """How it is configured."""

    @property
    def verbs(self) -> Sequence[Verb]:
        """What the tests may ask of it."""

    def prepare(self) -> None:
        """Fill it, once it runs."""


def serve(make: Callable[[Path], ServedHub], log: Path | None) -> int:
    """Run what `make` makes in a folder until stdin is closed; 1 when it did not become ready."""
    signal.signal(signal.SIGTERM, _interrupt)
    with tempfile.TemporaryDirectory(prefix="autograde-browser-", ignore_cleanup_errors=True) as place:
        hub = make(Path(place))
        try:
            with hub.process, control_port(hub.verbs) as port:
                hub.prepare()
                address = {"url": hub.settings.url, "control": f"http://127.0.0.1:{port}", "password": PASSWORD}
                print(json.dumps(address), flush=True)
                sys.stdin.buffer.read()
        except KeyboardInterrupt:
            pass
        except UpstreamError as fault:
            print(fault, file=sys.stderr)
            return 1
        finally:
            if log is not None and hub.process.log.exists():
                log.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(hub.process.log, log)
    return 0
