"""Which warm process makes the next box: started when it is first needed, kept, replaced when it has died.

Nobody waits for what another job needs: no lock is held while one imports a kind's libraries. And nothing that fails
for one box ends another: a warm process that is no longer wanted ends with the last box made from it.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from jupyter_autograde.errors import SandboxUnavailable
from jupyter_autograde.sandbox.base import Box, Limits
from jupyter_autograde.sandbox.cgroups import ControlGroupHome
from jupyter_autograde.sandbox.warm import Forker, Settings, Slot, WarmBox

_DYING_SECONDS = 0.2
"""A process that fails us because it dies may need a moment to be dead."""


@dataclass(frozen=True)
class Outer:
    """How to start a warm process.

    Parameters
    ----------
    version : str
        Of what it imports. A pool lets go of a process of another version.
    start : callable
        Returns the outer box; its channel is the forker's control. Raises SandboxUnavailable.
    settings : Settings
        Of the boxes made from it.
    """

    version: str
    start: Callable[[], Box]
    settings: Settings


@dataclass(eq=False)
class _Kind:
    """A forker that is there or is being made, and how many boxes are made from it or wait for it."""

    ready: Future[Forker] = field(default_factory=Future)
    users: int = 0


class _Tree:
    """A warm process and the templates forked from it, all in one outer box."""

    def __init__(self, outer: Outer, groups: ControlGroupHome | None) -> None:
        self.version, self.settings = outer.version, outer.settings
        self._box = outer.start()
        try:
            self.root = Forker(self._box.channel, self._box.log, groups)
        except SandboxUnavailable:
            self._box.kill()
            raise
        self.users = 0
        self.kinds = {b"": _Kind()}
        self.kinds[b""].ready.set_result(self.root)

    def close(self) -> None:
        """End everything in the outer box."""
        with contextlib.ExitStack() as closing:  # all, whatever one of them raises
            closing.callback(self._box.kill)
            for kind in list(self.kinds.values()):
                closing.callback(_close_kind, kind)


class ForkerPool:
    """The warm processes of one program in one environment: the one in use, and templates for kinds of jobs.

    Parameters
    ----------
    most : int
        Templates kept; the one that was used longest ago goes first. Each holds some megabytes of its own.
    """

    def __init__(self, groups: ControlGroupHome | None, most: int = 16) -> None:
        self._groups, self._most = groups, most
        self._tree: _Tree | None = None
        self._left: list[_Tree] = []
        """Those that are used by their last boxes only."""
        self._lock = threading.Lock()
        self._starting = threading.Lock()

    def box(self, outer: Outer, prepared: bytes, limits: Limits) -> WarmBox:
        """Make a box. Slots that have died are passed over; what else fails is tried a second time.

        Raises
        ------
        SandboxUnavailable
        """
        again = False
        while True:
            tree, kind, first = self._enter(outer, prepared)
            used = False
            with contextlib.ExitStack() as undo:
                undo.callback(self._leave, tree, kind)
                try:
                    forker = self._make(tree, kind, prepared) if first else kind.ready.result()
                    slot, used = self._slot(forker, limits)
                    undo.callback(slot.close)
                    box = slot.box(limits, tree.settings, self._returning(tree, kind, slot))
                    undo.pop_all()
                    return box
                except (OSError, SandboxUnavailable) as fault:
                    if used:
                        continue
                    self._look_after(tree, kind, prepared, fault)
                    if again:
                        raise _unavailable(fault) from fault
                    again = True

    def retire(self) -> None:
        """End all processes, each with the last box made from it."""
        with self._lock:
            tree = self._tree
        if tree is not None:
            self._let_go(tree)

    def close(self) -> None:
        """End all processes, and all boxes made from them."""
        with self._lock:
            trees = [*self._left, *([self._tree] if self._tree else [])]
            self._tree, self._left = None, []
        for tree in trees:
            tree.close()

    def _enter(self, outer: Outer, prepared: bytes) -> tuple[_Tree, _Kind, bool]:
        """Return a living process, a kind of it, and whether we are the first who want that kind; `_leave` both."""
        with self._starting:
            with self._lock:
                tree = self._tree
                if tree is not None and tree.version == outer.version and not tree.root.gone():
                    return tree, *self._join(tree, prepared)
            if tree is not None:
                self._let_go(tree)
            tree = _Tree(outer, self._groups)
            with self._lock:
                self._tree = tree
                return tree, *self._join(tree, prepared)

    def _join(self, tree: _Tree, prepared: bytes) -> tuple[_Kind, bool]:
        first = prepared not in tree.kinds
        if first:
            self._make_room(tree)
        kind = tree.kinds.pop(prepared, None) or _Kind()
        tree.kinds[prepared] = kind  # the last one used is the last one listed
        kind.users += 1
        tree.users += 1
        return kind, first

    def _leave(self, tree: _Tree, kind: _Kind) -> None:
        with self._lock:
            kind.users -= 1
            tree.users -= 1
        self._end_unused()

    def _make_room(self, tree: _Tree) -> None:
        unused = [key for key, kind in tree.kinds.items() if key and not kind.users]
        for key in unused[: max(0, len(tree.kinds) - self._most)]:
            _close_kind(tree.kinds.pop(key))

    def _make(self, tree: _Tree, kind: _Kind, prepared: bytes) -> Forker:
        """Make the template of a kind, for us and for those who wait for it."""
        try:
            forker = tree.root.template(prepared)
        except BaseException as fault:
            with self._lock:
                del tree.kinds[prepared]
            kind.ready.set_exception(_unavailable(fault))
            raise
        kind.ready.set_result(forker)
        return forker

    def _slot(self, forker: Forker, limits: Limits) -> tuple[Slot, bool]:
        """Return a slot, and whether it was there before."""
        with self._lock:
            if forker.idle:
                return forker.idle.pop(), True
        return forker.slot(limits), False

    def _returning(self, tree: _Tree, kind: _Kind, slot: Slot) -> Callable[[bool], None]:
        def back(whole: bool) -> None:
            with self._lock:
                kept = whole and tree is self._tree and kind in tree.kinds.values()
                if kept:
                    kind.ready.result().idle.append(slot)
            try:
                if not kept:
                    slot.close()
            finally:
                self._leave(tree, kind)

        return back

    def _look_after(self, tree: _Tree, kind: _Kind, prepared: bytes, fault: Exception) -> None:
        """Take out of use what has died or does not answer; a box that runs goes on."""
        if isinstance(fault, TimeoutError) or tree.root.gone(_DYING_SECONDS):
            self._let_go(tree)
            return
        with self._lock:
            there = prepared and tree.kinds.get(prepared) is kind and kind.ready.done()
            if not there or not kind.ready.result().gone():
                return
            del tree.kinds[prepared]
        _close_kind(kind)

    def _let_go(self, tree: _Tree) -> None:
        """Make no further box from a process."""
        with self._lock:
            if tree is self._tree:
                self._tree = None
                self._left.append(tree)
        self._end_unused()

    def _end_unused(self) -> None:
        with self._lock:
            unused = [tree for tree in self._left if not tree.users]
            self._left = [tree for tree in self._left if tree.users]
        for tree in unused:
            tree.close()


def _close_kind(kind: _Kind) -> None:
    if kind.ready.done():  # else it ends with the outer box
        kind.ready.result().close()


def _unavailable(fault: BaseException) -> SandboxUnavailable:
    if isinstance(fault, SandboxUnavailable):
        return fault
    return SandboxUnavailable("The warm grading process has ended.", details={"fault": str(fault)})
