"""`otter` as a notebook sees it while it is graded: no tests, only the place of each check."""

from __future__ import annotations

import logging
import os
import sys
import types
from collections.abc import Callable
from typing import Any

Checker = Callable[[str, dict[str, Any]], None]
"""Called with the question and the names to check, at the place of the check."""


class CheckResult:
    """What `grader.check` returns: nothing to learn from (SEC-07)."""

    def __init__(self, question: str) -> None:
        self._text = f"{question}: recorded"

    def __repr__(self) -> str:
        return self._text


def install(check: Checker) -> types.ModuleType:
    """Put the stub where `import otter` finds it, and return it."""

    class Notebook:
        """otter's class of that name; everything but `check` does nothing, as in otter's own grading mode."""

        def __init__(
            self, nb_path: str | None = None, tests_dir: str = "./tests", tests_url_prefix: str | None = None
        ) -> None:
            pass

        @classmethod
        def init_grading_mode(cls, tests_dir: str) -> None:
            """Do nothing: there is no other mode here."""

        def check(self, question: str, global_env: dict[str, Any] | None = None) -> CheckResult:
            """Tell the trusted side that this is the place to score `question`."""
            # otter's own message and rule; the files are empty, so a `chdir` fails here as it does there.
            if not os.path.isfile(os.path.join("./tests", question + ".py")):
                raise FileNotFoundError(f"Test {question} does not exist")
            check(question, sys._getframe(1).f_globals if global_env is None else global_env)
            return CheckResult(question)

        def _nothing(self, *args: Any, **kwargs: Any) -> None:
            """Do nothing."""

        check_all = export = to_pdf = add_plugin_files = run_plugin = _nothing

    log_levels = {name: value for name, value in vars(logging).items() if name.isupper()}
    log = _module("otter.logging", **log_levels, getLogger=logging.getLogger, set_level=_ignore, send_logs=_ignore)
    notebook = _module("otter.check.notebook", Notebook=Notebook)
    checks = _module("otter.check", notebook=notebook)
    return _module("otter", Notebook=Notebook, logging=log, check=checks, __version__="7.0.0")


def _module(name: str, **names: Any) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__dict__.update(names, __path__=[])
    sys.modules[name] = module
    return module


def _ignore(*args: Any, **kwargs: Any) -> None:
    pass
