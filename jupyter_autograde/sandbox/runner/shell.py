"""ipykernel's own shell without sockets, so that magics, `!`, await, displays and figures are the real ones."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import types
import zlib
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
            self._loop.run_until_complete(self._cell(source, store_history=True))
        except BaseException as fault:
            self.outputs.text("stderr", f"{type(fault).__name__}\n")
        return self.outputs.end()

    async def _cell(self, source: str, *, store_history: bool) -> None:
        """Do what `IPythonKernel.do_execute` does to a cell, without its messages and with one transformation less."""
        shell, fault = self._kernel.shell, None
        try:
            transformed = shell.transform_cell(source)
        except Exception:
            transformed, fault = source, sys.exc_info()
        try:
            result = await shell.run_cell_async(
                source, store_history=store_history, transformed_cell=transformed, preprocessing_exc_tuple=fault
            )
        finally:
            shell.events.trigger("post_execute")
        shell.events.trigger("post_run_cell", result)
        shell.payload_manager.clear_payload()

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
        """Do what is slow the first time: run cells that show, print and raise. Leaves no trace."""
        shell = self._kernel.shell
        names, shown = dict(shell.user_ns), dict(shell.user_ns["_oh"])
        with contextlib.closing(asyncio.new_event_loop()) as loop:
            asyncio.set_event_loop(loop)
            for source in _EXERCISES:
                self.outputs.begin()
                loop.run_until_complete(self._cell(source, store_history=False))
            asyncio.set_event_loop(None)
        shell.user_ns.clear()
        shell.user_ns.update(names)
        shell.user_ns["_oh"].clear()
        shell.user_ns["_oh"].update(shown)
        for name in ("last_type", "last_value", "last_traceback", "last_exc"):
            sys.__dict__.pop(name, None)
        self.outputs.begin()


_EXERCISES = ("[1, 'a']", "from IPython.display import display\ndisplay(1)", "%pwd\n", "1 / 0")


def _kernel(outputs: CellOutputs) -> Any:
    # ipykernel imports debugpy when it is there: threads and half a second for nothing.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    import ipykernel.debugger

    del sys.modules["debugpy"]
    import ipykernel.compiler
    from ipykernel.eventloops import enable_gui
    from ipykernel.ipkernel import IPythonKernel
    from ipykernel.zmqshell import ZMQInteractiveShell
    from jupyter_client.session import Session

    # Names of cells in tracebacks; ipykernel's own hash takes a millisecond a kilobyte.
    ipykernel.compiler.murmur2_x86 = lambda text, seed: zlib.crc32(
        text.encode("utf-8", "surrogatepass"), seed & 0xFFFFFFFF
    )

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
    kernel._forward_input(False)  # `input()` and `getpass()` raise, as in a notebook that runs without a person
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
