# ruff: noqa: E501 - programs in strings
"""What a box may use, and that it ends (SEC-31, SEC-32)."""

from __future__ import annotations

import secrets
import time
from dataclasses import replace
from pathlib import Path

import pytest

from jupyter_autograde.errors import EnvironmentUnavailable
from jupyter_autograde.sandbox import Environment, Program, Sandbox
from jupyter_autograde.testing.sandbox_boxes import SHORT, BoxContract, said


class LimitsContract(BoxContract):
    """Files, memory, processes and time have their limits, and nothing outlives a box."""

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
