"""Many sockets over one pair of pipes: both ends of a container's stdin and stdout.

A program talks over a socket, and its trusted side may hand it further sockets (SCM_RIGHTS). A container engine offers
two byte streams. So a bridge at each end carries any number of sockets: what is read from one comes out of its twin,
with the end of the data, and a socket that is handed over outside appears inside. Never the other way.

A frame is kind, stream, number of bytes, number of sockets handed over with them, then their ids, then the bytes. A
side sends at most `WINDOW` bytes of a stream that the other has not yet written to its socket, so a reader that is
slow or hostile holds up nobody else and fills no memory.
"""

from __future__ import annotations

import array
import os
import select
import socket
import struct
from collections import deque
from collections.abc import Callable

HEADER = struct.Struct(">BIIB")
DATA, END, CREDIT, NOTE = 0, 1, 2, 3
WINDOW = 256 * 1024
CHUNK = 64 * 1024
MOST_SOCKETS = 8
"""Handed over with one message."""
NOTE_BYTES = 64
"""The longest note; one is sent to the trusted end, when the program is over."""
FIRST = 0
"""The stream that is there from the start."""


class BrokenBridge(Exception):
    """The other side does not keep to the rules."""


class Pipes:
    """Two descriptors as the trunk of a bridge."""

    def __init__(self, reader: int, writer: int) -> None:
        self.reader, self.writer = reader, writer
        os.set_blocking(reader, False)
        os.set_blocking(writer, False)

    def read(self) -> bytes:
        """Return what has come; nothing at the end."""
        return os.read(self.reader, CHUNK)

    def write(self, data: memoryview) -> int:
        """Write some of it, and return how much."""
        return os.write(self.writer, data)


class _Stream:
    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.credit = WINDOW
        """Bytes we may still send."""
        self.granted = WINDOW
        """Bytes the other side may still send."""
        self.waiting: deque[tuple[memoryview, list[socket.socket]]] = deque()
        """For our socket."""
        self.read_all = False
        self.told_end = False
        """The other side has no more for us."""
        self.closed_out = False


class Bridge:
    """One end.

    Parameters
    ----------
    trunk : Pipes
        Or what has the same four members. It does not block.
    first : socket
        Of stream 0.
    hands_over : bool
        Whether sockets may be handed over at this end, the trusted one.
    told : callable, optional
        Called with the note of the other side.
    """

    def __init__(
        self,
        trunk: Pipes,
        first: socket.socket,
        *,
        hands_over: bool,
        told: Callable[[bytes], None] | None = None,
    ) -> None:
        self._trunk, self._hands_over, self._told = trunk, hands_over, told
        self._streams = {FIRST: _Stream(first)}
        self._next = FIRST + 1
        self._out: deque[memoryview] = deque()
        self._in = bytearray()

    @property
    def ended(self) -> bool:
        """Whether the other side has closed the first stream."""
        stream = self._streams.get(FIRST)
        return stream is None or stream.told_end

    def run(self, watched: int | None = None) -> None:
        """Carry until the trunk ends. Then every socket is closed.

        Parameters
        ----------
        watched : int, optional
            A descriptor; what can be read of it, once there is something, is sent as a note. What has been written
            to the sockets is still carried, then all streams end.

        Raises
        ------
        BrokenBridge
        """
        try:
            while self._turn(watched):
                if watched is not None and _readable(watched):
                    self._frame(NOTE, FIRST, os.read(watched, NOTE_BYTES))
                    watched = None
                    for stream in self._streams.values():
                        stream.sock.shutdown(socket.SHUT_RD)
        finally:
            for stream in self._streams.values():
                stream.sock.close()

    def _turn(self, watched: int | None) -> bool:
        trunk, poll = self._trunk, select.poll()
        interests: dict[int, int] = {}
        for stream in self._streams.values():
            interest = 0 if stream.read_all or not stream.credit else select.POLLIN
            interest |= select.POLLOUT if stream.waiting else 0
            if interest:
                interests[stream.sock.fileno()] = interest
        interests[trunk.reader] = select.POLLIN
        if self._out:
            interests[trunk.writer] = interests.get(trunk.writer, 0) | select.POLLOUT
        if watched is not None:
            interests[watched] = select.POLLIN
        for fd, interest in interests.items():
            poll.register(fd, interest)
        happened = dict(poll.poll())
        for number, stream in list(self._streams.items()):
            self._serve(number, stream, happened.get(stream.sock.fileno(), 0))
        if happened.get(trunk.writer, 0) & (select.POLLOUT | select.POLLERR | select.POLLHUP) and self._out:
            self._send()
        return not happened.get(trunk.reader, 0) or self._receive()

    # ---- from our sockets to the trunk

    def _serve(self, number: int, stream: _Stream, event: int) -> None:
        if event & ~select.POLLOUT and not stream.read_all and stream.credit:
            self._read(number, stream)
        if stream.waiting and event & ~select.POLLIN:
            self._write(number, stream)
        self._finish(number, stream)

    def _read(self, number: int, stream: _Stream) -> None:
        most = min(stream.credit, CHUNK)
        try:
            data, handed = receive(stream.sock, most) if self._hands_over else (_plain(stream.sock, most), [])
        except BlockingIOError:
            return
        except OSError:
            data, handed = b"", []
        if not data:
            stream.read_all = True
            self._frame(END, number)
            return
        stream.credit -= len(data)
        ids = []
        for sock in handed:
            ids.append(self._next)
            self._streams[self._next] = _Stream(sock)
            self._next += 1
        self._frame(DATA, number, data, ids)

    def _frame(self, kind: int, stream: int, data: bytes = b"", ids: list[int] | None = None, size: int = 0) -> None:
        ids = ids or []
        head = HEADER.pack(kind, stream, size or len(data), len(ids))
        self._out.append(memoryview(head + struct.pack(f">{len(ids)}I", *ids) + data))

    def _send(self) -> None:
        while self._out:
            try:
                sent = self._trunk.write(self._out[0])
            except BlockingIOError:
                return
            except OSError:
                self._out.clear()  # reading the trunk will say that it has ended
                return
            rest = self._out[0][sent:]
            if rest:
                self._out[0] = rest
            else:
                self._out.popleft()

    # ---- from the trunk to our sockets

    def _receive(self) -> bool:
        try:
            came = self._trunk.read()
        except BlockingIOError:
            return True
        except OSError:
            return False
        if not came:
            return False
        self._in += came
        while len(self._in) >= HEADER.size:
            kind, number, size, handed = HEADER.unpack_from(self._in)
            if kind not in (DATA, END, CREDIT, NOTE) or size > WINDOW or handed > MOST_SOCKETS:
                raise BrokenBridge("a frame of no known form")
            body = HEADER.size + 4 * handed
            end = body + (size if kind in (DATA, NOTE) else 0)
            if len(self._in) < end:
                break
            ids = list(struct.unpack_from(f">{handed}I", self._in, HEADER.size))
            self._take(kind, number, size, bytes(self._in[body:end]), ids)
            del self._in[:end]
        return True

    def _take(self, kind: int, number: int, size: int, data: bytes, ids: list[int]) -> None:
        if ids and self._hands_over:
            raise BrokenBridge("a socket from inside")
        if kind == NOTE:
            if self._told is None or size > NOTE_BYTES:
                raise BrokenBridge("a note that nobody waits for")
            self._told(data)
            return
        handed = [self._open(each) for each in ids]
        stream = self._streams.get(number)
        if stream is None:
            for sock in handed:
                sock.close()
            return  # both of its ends are closed here already
        if kind == CREDIT:
            stream.credit = min(stream.credit + size, WINDOW)
        elif kind == END:
            stream.told_end = True
            self._finish(number, stream)
        else:
            stream.granted -= len(data)
            if stream.granted < 0:
                raise BrokenBridge("more than was granted")
            stream.waiting.append((memoryview(data), handed))
            self._write(number, stream)
            self._finish(number, stream)

    def _open(self, number: int) -> socket.socket:
        ours, theirs = socket.socketpair()
        self._streams[number] = _Stream(ours)
        return theirs

    def _write(self, number: int, stream: _Stream) -> None:
        written = 0
        while stream.waiting:
            data, handed = stream.waiting[0]
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [sock.fileno() for sock in handed]))]
            try:
                sent = stream.sock.sendmsg([data], rights if handed else [], socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
            except BlockingIOError:
                break
            except OSError:
                sent = len(data)  # nobody reads it any more
            for sock in handed:
                sock.close()
            written += sent
            if sent < len(data):
                stream.waiting[0] = data[sent:], []
            else:
                stream.waiting.popleft()
        if written:
            stream.granted += written
            self._frame(CREDIT, number, size=written)

    def _finish(self, number: int, stream: _Stream) -> None:
        if stream.told_end and not stream.waiting and not stream.closed_out:
            stream.closed_out = True
            try:
                stream.sock.shutdown(socket.SHUT_WR)
            except OSError:
                stream.read_all = True  # it was never connected, or is gone
        if stream.closed_out and stream.read_all and self._streams.get(number) is stream:
            del self._streams[number]
            stream.sock.close()


def receive(sock: socket.socket, most: int) -> tuple[bytes, list[socket.socket]]:
    """Return what was sent, without blocking, and the sockets handed over with exactly these bytes.

    The kernel returns bytes sent before a message with sockets together with it; a reader that takes those bytes
    first, without asking for sockets, would lose them. So the border is looked for.
    """
    size, handed = _peek(sock, most)
    if not handed:
        return _plain(sock, size or most), []
    # A look ends with the first message that has sockets. The shortest one that shows them ends with the first byte of
    # that message, or with the last one before it: which of the two, kernels differ in.
    low, high = 1, size
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _peek(sock, middle)[1] else (middle + 1, high)
    if low > 1:
        return _plain(sock, low - 1), []
    data, fds = _receive(sock, 1, 0)
    if fds and size > 1:
        data += _plain(sock, size - 1)
    return data, [socket.socket(fileno=fd) for fd in fds]


def _peek(sock: socket.socket, most: int) -> tuple[int, bool]:
    data, fds = _receive(sock, most, socket.MSG_PEEK)
    for fd in fds:
        os.close(fd)
    return len(data), bool(fds)


def _receive(sock: socket.socket, most: int, flags: int) -> tuple[bytes, list[int]]:
    # Not `socket.recv_fds`, which ignores its flags.
    room = socket.CMSG_SPACE(MOST_SOCKETS * array.array("i").itemsize)
    data, messages, _, _ = sock.recvmsg(most, room, flags | socket.MSG_DONTWAIT | socket.MSG_CMSG_CLOEXEC)
    fds = array.array("i")
    for level, kind, content in messages:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            fds.frombytes(content[: len(content) - len(content) % fds.itemsize])
    return data, list(fds)


def _plain(sock: socket.socket, most: int) -> bytes:
    return sock.recv(most, socket.MSG_DONTWAIT)


def _readable(fd: int) -> bool:
    poll = select.poll()  # select() knows the first 1024 descriptors only
    poll.register(fd, select.POLLIN)
    return bool(poll.poll(0))
