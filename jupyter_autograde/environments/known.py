"""Whether an environment that somebody names is there."""

from __future__ import annotations

from collections.abc import Collection

from jupyter_autograde.errors import InvalidInput


def check_known(name: str, known: Collection[str]) -> str:
    """Return `name` when it is one of `known`; raises InvalidInput, which lists those that there are."""
    if name not in known:
        raise InvalidInput(
            f"There is no grading environment {name!r}. Choose one of: {', '.join(known)}.",
            details={"environments": list(known)},
        )
    return name
