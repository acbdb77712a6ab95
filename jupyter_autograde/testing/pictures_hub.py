"""The hub of the pictures in the docs: `python -m jupyter_autograde.testing.pictures_hub [LOG]`.

The demo course with all its work, served as `jupyter_autograde.testing.browser_hub` serves the one of the tests.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from jupyter_autograde.cli.local.demo import homes
from jupyter_autograde.cli.local.demo.course import people
from jupyter_autograde.cli.local.demo.demo_hub import DemoHub
from jupyter_autograde.cli.local.demo.filling import CourseFilling
from jupyter_autograde.cli.local.demo.hub_config import HubPorts
from jupyter_autograde.errors import GradingError
from jupyter_autograde.testing.browser_hub import choose
from jupyter_autograde.testing.served_hub import PASSWORD, Verb, serve

SHOWN = (people.INSTRUCTOR, "ben", "emma", "ida", "leo")
"""Whose servers are in the pictures."""


class PicturesHub:
    """A running hub with the demo course.

    Parameters
    ----------
    folder : Path
        Everything lies below it.
    """

    def __init__(self, folder: Path) -> None:
        self._hub = DemoHub(folder, HubPorts.draw(), PASSWORD)
        self.process, self.settings = self._hub.process, self._hub.settings
        self.verbs: Sequence[Verb] = ()

    def prepare(self) -> None:
        """Fill the course, and start the servers that are shown.

        Raises
        ------
        GradingError
            Something of the course did not come out as it has to.
        """
        self.process.wait_until_ready()
        self._hub.introduce_everybody()
        for name in SHOWN:
            choose(self._hub.homes / name, "apputils-extension/notification", fetchNews="false")
            # One page is light or dark as its browser asks for.
            choose(self._hub.homes / name, "apputils-extension/themes", **{"adaptive-theme": True})
            self.process.api.start_server(name)
        course = CourseFilling(self._hub, _tell)
        wrong = [row for row in course.fill() if not row.right]
        if wrong:
            raise GradingError(f"These did not come out right: {wrong}")
        homes.write_sources(self._hub.homes)
        homes.write_work(self._hub.homes, course)
        for name in SHOWN:
            self.process.api.wait_for_server(name)


def _tell(what: str, done: int, count: int) -> None:
    if done in {0, count}:
        print(f"{what}: {done} of {count}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(serve(PicturesHub, Path(sys.argv[1]) if len(sys.argv) > 1 else None))
