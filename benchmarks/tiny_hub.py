"""A hub that answers whose token it is, and nothing else, as fast as it can: `python -m benchmarks.tiny_hub PORT`.

A token is the name of its owner; `root` is an administrator. A real hub takes longer, so each service that asks it
more often than another has its best case here.
"""

from __future__ import annotations

import asyncio
import json
import sys

ADMIN = "root"
SERVICE = "autograde"


class _Connection(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self._received = transport, b""

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            assert isinstance(self._transport, asyncio.Transport)
            self._transport.write(_answer(head))


def _answer(head: bytes) -> bytes:
    (line,) = (line for line in head.split(b"\r\n") if line.lower().startswith(b"authorization:"))
    name = line.split()[-1].decode()
    scopes = [f"access:services!service={SERVICE}", f"read:users:name!user={name}"]
    body = json.dumps({"kind": "user", "name": name, "admin": name == ADMIN, "scopes": scopes}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Connection, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
