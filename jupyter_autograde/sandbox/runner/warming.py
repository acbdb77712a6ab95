"""What a runner does once for many notebooks: import and exercise what costs time the first time.

It runs before any student's code is near, in a process that is forked for each notebook.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
from typing import Any

from .outputs import CellOutputs
from .shell import Shell


def warmed_shell() -> Shell:
    """Return a shell that has run once."""
    outputs = CellOutputs()
    shell = Shell(outputs)
    shell.exercise()
    outputs.begin()
    return shell


def load_all(payload: bytes, *, exercised: bool) -> None:
    """Do what `grading/engine/preload` asks for: `{"imports": [...], "figures": bool}`.

    The shell must be there: the inline backend connects itself to it.

    Parameters
    ----------
    exercised : bool
        Do what is slow the first time, too.
    """
    asked = json.loads(payload)
    names = asked["imports"]
    if not asked["figures"]:
        _leave_figures_undrawn()
    for name in names:
        load(name)
    if "matplotlib.pyplot" in sys.modules:
        load("matplotlib_inline.backend_inline")
    if exercised:
        pandas, pyplot = (sys.modules.get(name) if name in names else None for name in ("pandas", "matplotlib.pyplot"))
        if pandas is not None:
            _exercise_tables(pandas)
        if pyplot is not None:
            _exercise_figures(pyplot)
        if pandas is not None and pyplot is not None:
            _exercise_plots(pandas, pyplot)


def load(name: str) -> None:
    """Import a module; one that is missing or broken is the notebook's own affair, later."""
    with contextlib.suppress(Exception):
        importlib.import_module(name)


def _leave_figures_undrawn() -> None:
    """Let figures be shown by their text only. Before the inline backend comes: it binds the function to formats."""
    from IPython.core import pylabtools

    pylabtools.print_figure = lambda *args, **kwargs: None


def renew_randomness() -> None:
    """Give this fork random numbers of its own; Python's own generator does so by itself."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


def _exercise_tables(pandas: Any) -> None:
    frame = pandas.read_csv(io.StringIO("a,b\n1,x\n2,y\n"))
    frame.groupby("b")["a"].mean()
    frame._repr_html_()


def _exercise_figures(pyplot: Any) -> None:
    _, axes = pyplot.subplots()
    axes.plot([1, 2], label="a")
    axes.scatter([1], [2])
    axes.set_title(_SIGNS)
    axes.legend()
    _render(pyplot)


def _exercise_plots(pandas: Any, pyplot: Any) -> None:
    """Draw as pandas does: the first plot imports a part of it and fills matplotlib's caches of glyphs."""
    frame = pandas.DataFrame({"a": [1.0, 2.0, 3.5], "b": ["x", "y", "z"]})
    for draw in (frame.set_index("b")["a"].plot.bar, frame["a"].plot.hist, frame["a"].plot):
        draw()
        _render(pyplot)
    # A notebook that does not plot with pandas has matplotlib's own axes for dates.
    pandas.plotting.deregister_matplotlib_converters()


_SIGNS = "0123456789.-\u2212 abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _render(pyplot: Any) -> None:
    pyplot.gcf().savefig(io.BytesIO(), format="png", bbox_inches="tight")
    pyplot.close("all")
