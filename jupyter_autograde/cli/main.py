"""`jupyter autograde`: the program's start. It imports nothing, for one verb must not wait for the others' packages."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # without importing `typing`
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit code."""
    words = sys.argv[1:] if argv is None else list(argv)
    if words[:1] == ["grade"]:
        from jupyter_autograde.cli.local.grade.short_cut import grade_elsewhere

        code = grade_elsewhere(words[1:])
        if code is not None:
            return code
    from jupyter_autograde.cli.verbs import run_verb

    return run_verb(words)


if __name__ == "__main__":
    sys.exit(main())
