"""Attach to a container: one HTTP request, after which the connection is the container's streams.

By hand, because the SDK keeps the socket for itself and closes it when it likes.
"""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

_SECONDS = 30.0
_MOST = 16 * 1024


def attach(url: str, container: str) -> socket.socket:
    """Return a connection to stdin, stdout and stderr of a container that need not have started.

    **Source:** Docker Engine API, `ContainerAttach`.

    Parameters
    ----------
    url : str
        Of the engine, `unix://PATH` or `tcp://HOST:PORT`.

    Raises
    ------
    OSError
    """
    connection = _connect(url)
    try:
        connection.sendall(
            f"POST /containers/{container}/attach?stream=1&stdin=1&stdout=1&stderr=1 HTTP/1.1\r\n"
            "Host: engine\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 0\r\n\r\n".encode()
        )
        head = b""
        # Byte by byte: what follows the head belongs to the container.
        while not head.endswith(b"\r\n\r\n"):
            byte = connection.recv(1)
            if not byte or len(head) > _MOST:
                raise OSError("the engine closed the connection")
            head += byte
        status = head.split(b"\r\n", 1)[0].decode("latin-1")
        if status.split(" ")[1:2] not in (["101"], ["200"]):
            raise OSError(f"the engine said {status!r}")
    except BaseException:
        connection.close()
        raise
    connection.settimeout(None)
    return connection


def _connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(_SECONDS)
        connection.connect(parts.path)
        return connection
    if parts.scheme in ("tcp", "http") and parts.hostname:
        return socket.create_connection((parts.hostname, parts.port or 2375), _SECONDS)
    raise OSError(f"an engine at {parts.scheme}:// is not supported, only unix:// and tcp://")
