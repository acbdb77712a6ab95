"""Bubblewrap boxes that start in milliseconds: forked from a warm process in an outer box."""

from __future__ import annotations

import contextlib
import socket
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from jupyter_autograde.errors import AutogradeError, SandboxUnavailable
from jupyter_autograde.sandbox.base import Box, Isolation, Limits, Probe, Program, SelfTestReport
from jupyter_autograde.sandbox.box import ProcessBox
from jupyter_autograde.sandbox.bubblewrap import BubblewrapSandbox, closing_memory_file, unavailable_without_means
from jupyter_autograde.sandbox.environment import Environment
from jupyter_autograde.sandbox.environment_layout import EnvironmentLayout, local_layout
from jupyter_autograde.sandbox.launch import OWN_FOLDERS, PROGRAMS, Shown, Tools, environment_variables, outer_words
from jupyter_autograde.sandbox.self_test import run_probes
from jupyter_autograde.sandbox.warm import Settings
from jupyter_autograde.sandbox.warm_pool import ForkerPool, Outer

_SERVER = Program(Path(__file__).with_name("forkserver"), "autograde_forkserver")
_LOG_BYTES = 64 * 1024


class WarmBubblewrapSandbox(BubblewrapSandbox):
    """Warm mode for programs that ask for it; the others run cold. Parameters as of `BubblewrapSandbox`.

    The same guarantees with one bubblewrap per environment and program: the fork server in it makes each box's own
    namespaces, file systems, system-call filter and limits (threat-model.md, Sandbox).
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._pools: dict[tuple[str, Path, str, str], ForkerPool] = {}
        self._lock = threading.Lock()
        # Bubblewrap ends with the thread that started it, and workers' threads come and go.
        self._keeper = ThreadPoolExecutor(1, thread_name_prefix="autograde-warm")
        weakref.finalize(self, _close, self._pools, self._keeper)

    @property
    def isolation(self) -> Isolation:
        """As in cold mode."""
        cold = super().isolation
        return Isolation("bubblewrap (warm)", cold.safe, cold.guarantees, cold.gaps)

    def start(self, program: Program, environment: Environment, limits: Limits, *, prepared: bytes = b"") -> Box:
        """Fork a box from the program's warm process, which is started when it is first needed."""
        if not program.warm:
            return super().start(program, environment, limits, prepared=prepared)
        layout = local_layout(environment)
        key = (environment.name, layout.python, program.package, program.module)
        with self._lock:
            pool = self._pools.setdefault(key, ForkerPool(self._groups))
            left = [key for key in self._pools if not key[1].exists()]
            removed = [self._pools.pop(key) for key in left]
        for one in removed:
            one.retire()
        return pool.box(self._outer(program, layout), prepared, limits)

    def warm_up(self, program: Program, environment: Environment, limits: Limits, *, prepared: bytes = b"") -> None:
        """Start the program's warm process and a slot."""
        if program.warm:
            self.start(program, environment, limits, prepared=prepared).kill()

    def self_test(self, environment: Environment) -> SelfTestReport:
        """Try to get out of a warm box and of a cold one (SEC-34)."""
        cold = super().self_test(environment)
        try:
            warm = tuple(run_probes(self, environment, warm=True))
        except AutogradeError as fault:
            warm = (Probe("start", False, fault.message),)
        named = tuple(Probe(f"warm {probe.name}", probe.held, probe.detail) for probe in warm)
        return SelfTestReport("bubblewrap (warm)", cold.probes + named)

    def close(self) -> None:
        """End all warm processes."""
        _close(self._pools, self._keeper)

    def _outer(self, program: Program, layout: EnvironmentLayout) -> Outer:
        hidden = [folder for folder in layout.folders if any(folder.is_relative_to(top) for top in OWN_FOLDERS)]
        return Outer(
            layout.digest,
            lambda: self._keeper.submit(self._start_outer, program, layout).result(),
            Settings(environment_variables(layout), hidden),
        )

    def _start_outer(self, program: Program, layout: EnvironmentLayout) -> ProcessBox:
        setup = b'{"package": "%s", "module": "%s", "search": "%s"}' % tuple(
            word.encode() for word in (program.package, program.module, PROGRAMS)
        )
        with contextlib.ExitStack() as undo, unavailable_without_means(), contextlib.ExitStack() as given:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            undo.callback(ours.close)
            given.callback(theirs.close)
            seccomp = closing_memory_file(self._filter_program(), given)

            def words(tools: Tools, shown: list[Shown], info: int) -> list[str]:
                return outer_words(tools, _SERVER, layout, shown, control_fd=theirs.fileno(), info_fd=info)

            box = self._launch(
                words,
                [_SERVER, program],
                layout,
                [theirs.fileno()],
                channel=ours,
                group=None,
                log_bytes=_LOG_BYTES,
            )
            undo.callback(box.kill)
            try:
                socket.send_fds(ours, [setup], [seccomp])
            except OSError as fault:
                raise SandboxUnavailable(
                    "The warm grading process does not start.", details={"log": box.log()[-2000:], "mode": "warm"}
                ) from fault
            undo.pop_all()
        return box


def _close(pools: dict[Any, ForkerPool], keeper: ThreadPoolExecutor) -> None:
    for pool in pools.values():
        pool.close()
    pools.clear()
    keeper.shutdown(wait=False)
