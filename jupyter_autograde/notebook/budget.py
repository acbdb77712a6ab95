"""What the notebooks of one bundle may cost together: many of them no more than one that is large (SEC-48)."""

from __future__ import annotations

from jupyter_autograde.errors import BundleTooLarge

MIB = 1 << 20


class NotebookBudget:
    """Counts what is parsed of one bundle.

    Parameters
    ----------
    notebooks : int
    size : int
        Bytes of all of them.
    values : int
        Of all lists and objects in them.
    """

    def __init__(self, notebooks: int = 100, size: int = 40 * MIB, values: int = 400_000) -> None:
        self._notebooks, self._size, self._values = notebooks, size, values
        self._left = {"notebooks": notebooks, "size": size, "values": values}

    def spend(self, size: int, values: int) -> None:
        """Count one more notebook, before it is parsed.

        Raises
        ------
        BundleTooLarge
            All together they are too many, or hold too much.
        """
        self._take("notebooks", 1, f"There are more than {self._notebooks} notebooks")
        self._take("size", size, f"The notebooks have more than {self._size / MIB:.0f} MiB together")
        self._take("values", values, f"The notebooks hold more than {self._values} values together")

    def _take(self, what: str, much: int, fault: str) -> None:
        self._left[what] -= much
        if self._left[what] < 0:
            raise BundleTooLarge(
                f"{fault}. Clear large outputs, or move notebooks that nobody needs out of the folder, and try again.",
                details={"exceeds": what},
            )
