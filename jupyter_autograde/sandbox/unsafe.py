"""No isolation at all: for a laptop or a class room without secrets, chosen by name, marked in every result."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile

from jupyter_autograde.errors import SandboxUnavailable
from jupyter_autograde.sandbox.base import Isolation, Limits, Probe, Program, Sandbox, SelfTestReport
from jupyter_autograde.sandbox.box import LogTail, ProcessBox
from jupyter_autograde.sandbox.environment import Environment
from jupyter_autograde.sandbox.environment_layout import local_layout
from jupyter_autograde.sandbox.launch import environment_variables, program_words
from jupyter_autograde.sandbox.memory_file import memory_file


class UnsafeNoSandbox(Sandbox):
    """Run programs as ordinary child processes: a student's code can read and change whatever we can."""

    @property
    def isolation(self) -> Isolation:
        """Nothing is guaranteed."""
        gap = "no sandbox: the student's code ran with the rights of the grading service"
        return Isolation("unsafe_none", False, (), (gap,))

    def start(self, program: Program, environment: Environment, limits: Limits, *, prepared: bytes = b"") -> ProcessBox:
        """Start `program` in a session and a temporary folder of its own."""
        layout = local_layout(environment)
        ours, theirs = socket.socketpair()
        log_read, log_write = os.pipe()
        # The program's folder is named as in the tree here, so its parent goes on the path under another name.
        home = tempfile.mkdtemp(prefix="autograde-unsafe-")
        os.symlink(program.folder, os.path.join(home, program.package))
        work = os.path.join(home, "work")
        os.mkdir(work)
        payload = memory_file(prepared) if prepared else None
        try:
            process = subprocess.Popen(
                program_words(layout, home, program, theirs.fileno(), payload),
                env={**environment_variables(layout), "HOME": work},
                cwd=work,
                stdin=subprocess.DEVNULL,
                stdout=log_write,
                stderr=log_write,
                pass_fds=(theirs.fileno(), *([payload] if payload is not None else [])),
                start_new_session=True,
            )
        except OSError as fault:
            os.close(log_read)
            ours.close()
            raise SandboxUnavailable(f"The grading process does not start: {fault.strerror}.") from fault
        finally:
            theirs.close()
            os.close(log_write)
            if payload is not None:
                os.close(payload)
        return ProcessBox(process, ours, LogTail(log_read, limits.log_bytes), session=True, after=lambda: _remove(home))

    def self_test(self, environment: Environment) -> SelfTestReport:
        """Say that it holds nothing."""
        return SelfTestReport("unsafe_none", (Probe("isolation", False, self.isolation.gaps[0]),))


def _remove(home: str) -> None:
    shutil.rmtree(home, ignore_errors=True)
