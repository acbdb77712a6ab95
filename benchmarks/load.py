"""A client that takes little of the processors it shares with the service: bytes made before, answers hardly read."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles

_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Load:
    """What came of some requests.

    Parameters
    ----------
    seconds : float
        From the first request to the last answer.
    latencies : list of float
        Seconds of each request.
    """

    seconds: float
    latencies: list[float]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, part: int) -> float:
        """Return how many seconds `part` percent of the requests took at most."""
        return quantiles(self.latencies, n=100, method="inclusive")[part - 1]


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """Return a request as it goes over the line."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + _END + body


def drive(port: int, requests: Sequence[bytes], clients: int) -> Load:
    """Send all requests by so many clients, each of which sends its next when it has its answer.

    An answer that is no success ends the benchmark.
    """
    return asyncio.run(_drive(port, requests, clients))


def ask(port: int, asked: bytes) -> bytes:
    """Send one request, return the body of its answer."""
    return asyncio.run(_ask(port, asked))


async def _ask(port: int, asked: bytes) -> bytes:
    client = await _connect(port, iter([asked]))
    await client.done
    return client.body


async def _drive(port: int, requests: Sequence[bytes], clients: int) -> Load:
    left = iter(requests)
    made = [await _connect(port, left, begin=False) for _ in range(clients)]
    began = time.perf_counter()
    for client in made:
        client.send_next()
    await asyncio.gather(*(client.done for client in made))
    return Load(time.perf_counter() - began, [one for client in made for one in client.latencies])


async def _connect(port: int, left: Iterator[bytes], *, begin: bool = True) -> _Client:
    _, client = await asyncio.get_running_loop().create_connection(lambda: _Client(left), "127.0.0.1", port)
    if begin:
        client.send_next()
    return client


class _Client(asyncio.Protocol):
    def __init__(self, left: Iterator[bytes]) -> None:
        self.latencies: list[float] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.body = b""
        self._left = left
        self._received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def send_next(self) -> None:
        content = next(self._left, None)
        if content is None:
            self._transport.close()
            self.done.set_result(None)
            return
        self._began = time.perf_counter()
        self._transport.write(content)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(_END)
        if not end or len(body) < _length(head):
            return
        if not head.startswith(b"HTTP/1.1 2"):
            sys.exit(f"The service refused a request of the benchmark: {bytes(self._received[:1000])!r}")
        self.latencies.append(time.perf_counter() - self._began)
        self.body = bytes(body)
        self._received.clear()
        self.send_next()

    def connection_lost(self, fault: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(fault or ConnectionError("the service closed a connection without an answer"))


def _length(head: bytes | bytearray) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    sys.exit(f"An answer without a length: {head!r}")
