"""ipykernel's own shell without sockets, so that magics, `!`, await, displays and figures are the real ones."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import types
from collections.abc import Coroutine
from typing import Any

from .outputs import CellOutputs


class Shell:
    """A kernel in this process.

    Parameters
    ----------
    outputs : CellOutputs
        Where everything the notebook shows goes.
    """

    def __init__(self, outputs: CellOutputs) -> None:
        self.outputs = outputs
        self._kernel = _kernel(outputs)
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def names(self) -> dict[str, Any]:
        """The notebook's global names."""
        names: dict[str, Any] = self._kernel.shell.user_ns
        return names

    @property
    def formatters(self) -> dict[str, Any]:
        """The display formatters; otter empties them while a test runs."""
        formatters: dict[str, Any] = self._kernel.shell.display_formatter.formatters
        return formatters

    @formatters.setter
    def formatters(self, formatters: dict[str, Any]) -> None:
        self._kernel.shell.display_formatter.formatters = formatters

    def execute(self, source: str) -> list[dict[str, Any]]:
        """Run a cell as a kernel would and return its outputs; never raises for what the cell does."""
        self.outputs.begin()
        if self._loop is None:
            # Not earlier: a loop that is shared by forks would wake the wrong one.
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)
        try:
            run = self._kernel.do_execute(source, silent=False, store_history=True, allow_stdin=False)
            self._loop.run_until_complete(run)
        except BaseException as fault:
            self.outputs.text("stderr", f"{type(fault).__name__}\n")
        return self.outputs.end()

    def complete(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Run a coroutine of a test to its end, on a loop of its own: the cell that waits at a check keeps its loop."""
        paused = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        try:
            with contextlib.closing(asyncio.new_event_loop()) as loop:
                return loop.run_until_complete(coroutine)
        finally:
            asyncio._set_running_loop(paused)

    def exercise(self) -> None:
        """Do what is slow the first time: run a cell, transform another, format a traceback. Leaves no trace."""
        with contextlib.closing(asyncio.new_event_loop()) as loop:
            asyncio.set_event_loop(loop)
            loop.run_until_complete(self._kernel.do_execute("pass", silent=True, store_history=False))
            asyncio.set_event_loop(None)
        shell = self._kernel.shell
        shell.transform_cell("x = 1\n!ls\n%pwd\n")
        try:
            exec(compile("def f(x):\n    return 1 / x\nf(0)\n", "<warm>", "exec"), {})
        except ZeroDivisionError:
            shell.InteractiveTB.structured_traceback(*sys.exc_info())


def _kernel(outputs: CellOutputs) -> Any:
    # ipykernel imports debugpy when it is there: threads and half a second for nothing.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    import ipykernel.debugger  # noqa: F401

    del sys.modules["debugpy"]
    from ipykernel.eventloops import enable_gui
    from ipykernel.ipkernel import IPythonKernel
    from ipykernel.zmqshell import ZMQInteractiveShell
    from jupyter_client.session import Session

    class LocalSession(Session):
        """Publishes into `outputs` instead of a socket."""

        def send(self, stream: Any, msg_or_type: Any, content: Any = None, *args: Any, **kwargs: Any) -> Any:
            kind = msg_or_type
            if isinstance(msg_or_type, dict):
                kind, content = msg_or_type["header"]["msg_type"], msg_or_type["content"]
            outputs.message(kind, content or {})
            header = {"msg_type": kind, "msg_id": "0"}
            return {"header": header, **header, "parent_header": {}, "content": content or {}, "metadata": {}}

    config: Any = vars(Session.class_traits()["config"])["klass"]()  # traitlets' Config, without importing traitlets
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    log = logging.getLogger("autograde.kernel")
    kernel: Any = IPythonKernel(
        config=config, log=log, session=LocalSession(), shell_class=ZMQInteractiveShell, user_ns=None
    )
    kernel.shell_channel_thread = types.SimpleNamespace(parent_thread=None)
    shell = kernel.shell
    shell.displayhook.pub_socket = shell.display_pub.pub_socket = object()
    # IPython 9 keeps every text that a cell prints a second time, for `%history -o`: without a cap.
    shell._tee = lambda channel: contextlib.nullcontext()

    def show_traceback(kind: type[BaseException], value: BaseException, lines: list[str]) -> None:
        content = {"traceback": lines, "ename": str(kind.__name__), "evalue": str(value)}
        outputs.message("error", content)
        shell._last_traceback = lines

    shell._showtraceback = show_traceback
    # Without an IPKernelApp, `%matplotlib inline` finds no kernel by itself.
    shell.enable_gui = lambda gui=None: enable_gui(gui, kernel=kernel)
    return kernel
