"""The way around traitlets for the one verb whose start counts: a client needs no configuration file."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # without importing `typing`
    from collections.abc import Sequence


def grade_elsewhere(words: Sequence[str]) -> int | None:
    """Let a server grade and return the exit code; None when the words ask for anything else."""
    if not any(word.partition("=")[0] == "--socket" for word in words):
        return None
    from jupyter_autograde.cli.local.grade.options import UsageFault, read_options
    from jupyter_autograde.cli.local.grade.report import WRONG_USE, complain

    try:
        options = read_options(words)
        if options.help or options.configuration or not options.socket:
            return None
        from jupyter_autograde.cli.local.grade.socket_client import grade_by_server

        return grade_by_server(options)
    except UsageFault as fault:
        complain(str(fault))
        return WRONG_USE
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # as the other verbs do
        return 0
