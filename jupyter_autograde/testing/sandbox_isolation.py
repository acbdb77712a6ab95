# ruff: noqa: E501 - programs in strings
"""What a box is, may see and can't reach."""

from __future__ import annotations

import os
import secrets
import socket

import pytest

from jupyter_autograde.sandbox import Environment, Program, Sandbox
from jupyter_autograde.testing.sandbox_boxes import BoxContract


class IsolationContract(BoxContract):
    """Nobody, without capabilities, alone in a box without network."""

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
