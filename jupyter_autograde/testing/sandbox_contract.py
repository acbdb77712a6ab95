# ruff: noqa: E501 - programs in strings
"""What every sandbox has to hold. Inherit `SandboxContract`, and give it the fixtures `sandbox` and `environment`."""

from __future__ import annotations

import secrets
import socket

from jupyter_autograde.sandbox import Environment, Program, Sandbox
from jupyter_autograde.testing.sandbox_boxes import said
from jupyter_autograde.testing.sandbox_isolation import IsolationContract
from jupyter_autograde.testing.sandbox_limits import LimitsContract


class SandboxContract(IsolationContract, LimitsContract):
    """Success, time-out, memory, network, crash, survivors, restart, and what a box may see and do.

    A subclass gives `sandbox` as a fixture, and `environment` with a Python that has the standard library at least.
    """

    # ---- a program runs

    def test_program_answers(self, sandbox: Sandbox, environment: Environment, program: Program) -> None:
        """Of its environment's Python."""
        assert self.ask(sandbox, environment, program, "answer = 6 * 7") == "42"

    def test_prepared_data_comes_first(self, sandbox: Sandbox, environment: Environment, program: Program) -> None:
        """And as it was given."""
        data = bytes(range(256)) * 300
        source = "import hashlib\nanswer = hashlib.sha256(prepared).hexdigest()"
        other = self.ask(sandbox, environment, program, source)
        assert self.ask(sandbox, environment, program, source, prepared=data) != other

    def test_much_goes_both_ways(self, sandbox: Sandbox, environment: Environment, program: Program) -> None:
        """More than any buffer holds."""
        source = "channel.sendall(b'ready')\ndata = b''\nwhile len(data) < 4 << 20:\n    data += channel.recv(1 << 20)\nchannel.sendall(data)\nanswer = 0"
        with self.box(sandbox, environment, program) as box:
            assert said(box, source) == "ready"
            sent = secrets.token_bytes(4 << 20)
            box.channel.sendall(sent)
            came = b""
            while len(came) < len(sent):
                came += box.channel.recv(len(sent) - len(came))
            assert came == sent

    def test_sockets_can_be_handed_over(self, sandbox: Sandbox, environment: Environment, program: Program) -> None:
        """With exactly the bytes they were sent with, also right behind others."""
        source = """
import socket
channel.sendall(b"ready")
assert channel.recv(1) == b"a"
data, fds, _, _ = socket.recv_fds(channel, 1, 1)
other = socket.socket(fileno=fds[0])
other.sendall(other.recv(100).upper())
answer = data, other.recv(1)
"""
        ours, theirs = socket.socketpair()
        with self.box(sandbox, environment, program) as box, ours:
            assert said(box, source) == "ready"
            box.channel.sendall(b"a")
            with theirs:
                socket.send_fds(box.channel, [b"b"], [theirs.fileno()])
            ours.settimeout(self.limits.wall_seconds)
            ours.sendall(b"hello")
            assert ours.recv(100) == b"HELLO"
            ours.shutdown(socket.SHUT_WR)
            assert box.channel.recv(100) == b"(b'b', b'')"

    # ---- what it says of itself

    def test_self_test_is_green(self, sandbox: Sandbox, environment: Environment) -> None:
        """SEC-34."""
        report = sandbox.self_test(environment)
        assert report.ok, report.failures

    def test_isolation_is_told(self, sandbox: Sandbox) -> None:
        """By name and in words, beside every result."""
        assert sandbox.isolation.safe
        assert sandbox.isolation.name
        assert sandbox.isolation.guarantees
