# ruff: noqa: E501 - programs in strings
"""What every sandbox has to hold. Inherit `SandboxContract`, and give it the fixtures `sandbox` and `environment`."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from jupyter_autograde.errors import EnvironmentUnavailable
from jupyter_autograde.sandbox import Box, Environment, Limits, Program, Sandbox

SHORT = Limits(wall_seconds=20, memory=256 << 20, processes=32)

_MAIN = """\
import socket
prepared = b""
def prepare(data):
    global prepared
    prepared = data
def main(channel):
    sock = socket.socket(fileno=channel)
    names = {"prepared": prepared, "channel": sock}
    try:
        exec(sock.recv(65536).decode(), names)
        answer = repr(names.get("answer"))
    except BaseException as fault:
        answer = f"{type(fault).__name__}: {fault}"
    sock.sendall(answer.encode())
    sock.recv(1)
"""


class SandboxContract:
    """Success, time-out, memory, network, crash, survivors, restart, and what a box may see and do.

    A subclass gives `sandbox` as a fixture, and `environment` with a Python that has the standard library at least.
    """

    limits: ClassVar[Limits] = SHORT
    """Of the boxes; a sandbox that needs more to start may raise them."""
    hidden: ClassVar[tuple[str, ...]] = ("/root", "/home", "/work", "/var", "/run", "/etc/shadow", "/etc/passwd")
    """Folders without files but the environment's, and files that are not there."""

    @pytest.fixture
    def program(self, tmp_path: Path) -> Program:
        """Write a program that runs what it is sent."""
        return write_program(tmp_path)

    @contextlib.contextmanager
    def box(
        self,
        sandbox: Sandbox,
        environment: Environment,
        program: Program,
        *,
        prepared: bytes = b"",
        limits: Limits | None = None,
    ) -> Iterator[Box]:
        """Start a box, and end it."""
        started = sandbox.start(program, environment, limits or self.limits, prepared=prepared)
        started.channel.settimeout(self.limits.wall_seconds)
        try:
            yield started
        finally:
            started.kill()

    def ask(
        self,
        sandbox: Sandbox,
        environment: Environment,
        program: Program,
        source: str,
        *,
        prepared: bytes = b"",
        limits: Limits | None = None,
    ) -> str:
        """Run `source` in a box of its own and return the text of its `answer`."""
        with self.box(sandbox, environment, program, prepared=prepared, limits=limits) as box:
            return said(box, source)

    def has_process(self, marker: str) -> bool:
        """Return whether a living process has `marker` in its command line; override where boxes run elsewhere."""
        for folder in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if folder.name.isdigit() and marker.encode() in (folder / "cmdline").read_bytes():
                    return True
        return False

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

    # ---- what it is and sees

    def test_program_runs_as_nobody_without_capabilities(
        self, sandbox: Sandbox, environment: Environment, program: Program
    ) -> None:
        """Not even in the set that it could get back."""
        source = "import os\nstatus = open('/proc/self/status').read()\n"
        source += (
            "answer = os.getuid(), [l.split()[1] for l in status.splitlines() if l.startswith(('CapEff', 'CapBnd'))]"
        )
        expected = "(65534, ['0000000000000000', '0000000000000000'])"
        assert self.ask(sandbox, environment, program, source) == expected

    def test_launcher_shows_no_environment(
        self, sandbox: Sandbox, environment: Environment, program: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Neither to the program nor in another process (SEC-02)."""
        monkeypatch.setenv("AUTOGRADE_SECRET", "sesame")
        source = """
import os
answer = [sorted(os.environ)]
for process in [name for name in os.listdir("/proc") if name.isdigit()]:
    try:
        answer.append(open(f"/proc/{process}/environ").read())
    except OSError:
        pass
"""
        found = self.ask(sandbox, environment, program, source)
        assert "sesame" not in found
        assert "AUTOGRADE" not in found
        assert "HOME" in found

    def test_only_channel_and_streams_are_open(
        self, sandbox: Sandbox, environment: Environment, program: Program
    ) -> None:
        """No file of the launcher's (SEC-33)."""
        source = "import os\nanswer = sorted(os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd') if os.path.exists(f'/proc/self/fd/{n}'))"
        found = self.ask(sandbox, environment, program, source)
        assert found.startswith("[")
        assert "memfd" not in found
        assert "ipynb" not in found

    def test_nothing_else_of_the_machine_is_there(
        self, sandbox: Sandbox, environment: Environment, program: Program
    ) -> None:
        """Folders above the environment exist; files are only in the environment and its base Python."""
        homes = {environment.python.parents[1], environment.python.resolve().parents[1]}
        # A link of the environment may point into another one, `cpython-3.12` to `cpython-3.12.4`.
        allowed = tuple(str(folder) for home in homes for folder in (home, home.resolve()))
        source = f"""
import os
answer = []
for path in {self.hidden!r}:
    if os.path.isfile(path):
        answer.append(path)
    answer += [folder for folder, _, files in os.walk(path) if files and not folder.startswith({allowed!r})][:3]
"""
        assert self.ask(sandbox, environment, program, source) == "[]"

    def test_writing_outside_the_work_folder_fails(
        self, sandbox: Sandbox, environment: Environment, program: Program
    ) -> None:
        """And works in the work folder and in `/tmp`."""
        source = """
answer = []
import os, sys
for folder in ("/", "/usr", "/etc", "/program", "/program/probe_program", sys.prefix, "/proc/sys/kernel", "/sys", "/box", "/tmp"):
    try:
        open(os.path.join(folder, "x"), "w").close()
        answer.append(folder)
    except OSError:
        pass
"""
        assert self.ask(sandbox, environment, program, source) == "['/box', '/tmp']"

    def test_next_box_finds_nothing_of_the_last(
        self, sandbox: Sandbox, environment: Environment, program: Program
    ) -> None:
        """Neither file nor process (SEC-32)."""
        leave = """
import os, signal
for folder in ("/box", "/tmp", "/dev/shm"):
    open(f"{folder}/left", "w").write("mine")
if os.fork() == 0:
    os.setsid()
    while True:
        signal.pause()
answer = "left"
"""
        assert self.ask(sandbox, environment, program, leave) == "'left'"
        look = "import os\nanswer = [f for f in ('/box', '/tmp', '/dev/shm') if os.path.exists(f + '/left')], len([n for n in os.listdir('/proc') if n.isdigit()]) < 5"
        assert self.ask(sandbox, environment, program, look) == "([], True)"

    # ---- what it can't reach

    def test_no_network(self, sandbox: Sandbox, environment: Environment, program: Program) -> None:
        """Neither an address, nor a name, nor a socket of this machine."""
        with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as abstract:
            name = f"autograde-{secrets.token_hex(8)}"
            abstract.bind(f"\0{name}")
            abstract.listen()
            source = f"""
import socket
answer = []
def reach(family, address):
    with socket.socket(family) as sock:
        sock.settimeout(2)
        try:
            sock.connect(address)
            answer.append(address)
        except OSError:
            pass
reach(socket.AF_INET, ("127.0.0.1", {tcp.getsockname()[1]}))
reach(socket.AF_INET, ("1.1.1.1", 53))
reach(socket.AF_UNIX, "\\0{name}")
for path in ("/var/run/docker.sock", "/run/podman/podman.sock"):
    reach(socket.AF_UNIX, path)
try:
    answer.append(socket.getaddrinfo("jupyter.org", 80))
except OSError:
    pass
"""
            assert self.ask(sandbox, environment, program, source) == "[]"

    def test_denied_system_calls(self, sandbox: Sandbox, environment: Environment, program: Program) -> None:
        """Namespaces, mounts, other processes, large kernel interfaces, exotic sockets (SEC-30)."""
        if os.uname().machine != "x86_64":
            return  # the numbers below are that machine's; the filter is made by names
        source = """
import ctypes, socket
libc = ctypes.CDLL(None, use_errno=True)
answer = {}
for name, number in {"unshare": 272, "mount": 165, "ptrace": 101, "bpf": 321, "keyctl": 250, "io_uring_setup": 425}.items():
    answer[name] = libc.syscall(number, 0, 0, 0, 0, 0), ctypes.get_errno()
answer["clone3"] = libc.syscall(435, 0, 0) == -1 and ctypes.get_errno() == 38
for family in (16, 17, 38, 40):
    try:
        socket.socket(family, socket.SOCK_RAW)
        answer[family] = "open"
    except OSError as fault:
        answer[family] = fault.errno
answer = sorted({str(value) for value in answer.values()})
"""
        assert self.ask(sandbox, environment, program, source) == "['(-1, 1)', '97', 'True']"

    # ---- limits (SEC-31)

    def test_work_folder_is_bounded(self, sandbox: Sandbox, environment: Environment, program: Program) -> None:
        """Of the memory file system."""
        source = "for n in range(8):\n    with open(f'{n}', 'wb') as f:\n        f.write(bytes(16 << 20))"
        small = replace(self.limits, work_bytes=64 << 20)
        assert "No space left" in self.ask(sandbox, environment, program, source, limits=small)

    def test_memory_is_an_error_that_can_be_caught(
        self, sandbox: Sandbox, environment: Environment, program: Program
    ) -> None:
        """What one process asks for too much, it does not get; it goes on."""
        source = "try:\n    bytearray(1 << 30)\nexcept MemoryError:\n    answer = 'caught'"
        assert self.ask(sandbox, environment, program, source) == "'caught'"

    def test_memory_of_the_whole_box_is_bounded(
        self, sandbox: Sandbox, environment: Environment, program: Program
    ) -> None:
        """Files in memory count too: the kernel ends the box, and says so."""
        if any("control group" in gap for gap in sandbox.isolation.gaps):
            return  # the limit holds for each process, and the isolation says that
        with self.box(sandbox, environment, program, limits=replace(self.limits, memory=96 << 20)) as box:
            box.channel.sendall(
                b"for n in range(8):\n    with open(f'{n}', 'wb') as f:\n        f.write(bytes(32 << 20))"
            )
            assert box.channel.recv(100) == b""
            assert box.kill().out_of_memory

    def test_processes_are_bounded(self, sandbox: Sandbox, environment: Environment, program: Program) -> None:
        """A fork bomb ends with an error in the box."""
        source = f"""
import os, signal
made = 0
try:
    while made < {4 * SHORT.processes}:
        if os.fork() == 0:
            while True:
                signal.pause()
        made += 1
except OSError:
    pass
answer = made < {2 * SHORT.processes}
"""
        assert self.ask(sandbox, environment, program, source) == "True"

    def test_file_size_is_bounded(self, sandbox: Sandbox, environment: Environment, program: Program) -> None:
        """One file."""
        source = "open('x', 'wb').write(bytes(3 << 20))"
        small = replace(self.limits, file_bytes=1 << 20)
        assert "File too large" in self.ask(sandbox, environment, program, source, limits=small)

    def test_log_is_bounded(self, sandbox: Sandbox, environment: Environment, program: Program) -> None:
        """A flood of output neither blocks nor fills anything; its end is kept."""
        source = "import os\nfor n in range(64):\n    os.write(2, b'x' * 65536)\nos.write(1, b'the end')\nanswer = 1"
        box = sandbox.start(program, environment, self.limits)
        box.channel.settimeout(self.limits.wall_seconds)
        assert said(box, source) == "1"
        box.kill()
        assert box.log().endswith("the end")
        assert len(box.log()) <= self.limits.log_bytes

    # ---- the end

    def test_box_that_never_answers_is_ended(
        self, sandbox: Sandbox, environment: Environment, program: Program
    ) -> None:
        """Whatever signals it ignores."""
        source = "import signal, threading\nfor n in range(1, 32):\n    if n not in (9, 19, 32):\n        signal.signal(n, signal.SIG_IGN)\nchannel.sendall(b'x')\nwhile True: pass"
        box = sandbox.start(program, environment, self.limits)
        box.channel.settimeout(self.limits.wall_seconds)
        assert said(box, source) == "x"
        began = time.monotonic()
        box.kill()
        assert time.monotonic() - began < self.limits.wall_seconds

    def test_crash_is_the_end_of_the_channel(
        self, sandbox: Sandbox, environment: Environment, program: Program
    ) -> None:
        """And the next box starts."""
        box = sandbox.start(program, environment, self.limits)
        box.channel.settimeout(self.limits.wall_seconds)
        box.channel.sendall(b"import os\nos.write(2, b'last words')\nos.abort()")
        assert box.channel.recv(100) == b""
        box.kill()
        assert "last words" in box.log()
        assert self.ask(sandbox, environment, program, "answer = 1") == "1"

    def test_kill_leaves_no_process(self, sandbox: Sandbox, environment: Environment, program: Program) -> None:
        """However they were started; and says the same twice."""
        marker = f"survivor-{secrets.token_hex(8)}"
        source = f"""
import os, signal, sys
ready, tell = os.pipe()
for n in range(4):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.set_inheritable(tell, True)
            code = f"import os, signal; signal.signal(15, signal.SIG_IGN); os.write({{tell}}, b'x'); signal.pause()"
            os.execv(sys.executable, [sys.executable, "-I", "-c", code, {marker!r}])
        os._exit(0)
answer = sum(len(os.read(ready, 1)) for n in range(4))
"""
        box = sandbox.start(program, environment, self.limits)
        box.channel.settimeout(self.limits.wall_seconds)
        assert said(box, source) == "4"
        assert self.has_process(marker)
        usage = box.kill()
        assert not self.has_process(marker)
        assert box.kill() is usage
        assert usage.cpu_seconds > 0

    def test_usage_is_measured(self, sandbox: Sandbox, environment: Environment, program: Program) -> None:
        """In the kernel's words."""
        box = sandbox.start(program, environment, self.limits)
        box.channel.settimeout(self.limits.wall_seconds)
        assert said(box, "sum(n for n in range(3_000_000))\nanswer = 1") == "1"
        usage = box.kill()
        assert usage.cpu_seconds > 0.01
        assert usage.peak_memory > 1 << 20
        assert not usage.out_of_memory

    def test_missing_environment_is_named(self, sandbox: Sandbox, program: Program) -> None:
        """As an error of the environment, not of the sandbox."""
        with pytest.raises(EnvironmentUnavailable, match="gone"):
            sandbox.start(program, Environment("gone", Path("/nowhere/bin/python")), self.limits)

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


def write_program(folder: Path) -> Program:
    """Write a program that runs what it is sent and answers with what `answer` is then."""
    home = folder / "program"
    home.mkdir()
    (home / "__init__.py").touch()
    (home / "main.py").write_text(_MAIN)
    return Program(home, "probe_program", warm=True)


def said(box: Box, source: str) -> str:
    """Send `source` and return what the program answers."""
    box.channel.sendall(source.encode())
    return box.channel.recv(65536).decode()
