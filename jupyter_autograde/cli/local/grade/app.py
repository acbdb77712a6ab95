"""The verb: reads the configuration, then grades here, serves, or asks a server."""

from __future__ import annotations

from typing import Any

from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.local.grade.options import HELP, Options, UsageFault, read_options
from jupyter_autograde.cli.local.grade.report import conclude
from jupyter_autograde.cli.local.grade.request import make_request
from jupyter_autograde.errors import InvalidInput


class GradeApp(AutogradeApp):
    """Grade notebooks from the command line."""

    name = "jupyter-autograde-grade"
    description = __doc__

    _options = Options()

    def parse_command_line(self, argv: Any = None) -> None:
        """Read our own words, which may stand in any order, and leave the others to traitlets."""
        try:
            self._options = read_options(argv or [])
        except UsageFault as fault:
            raise InvalidInput(str(fault)) from fault
        if any("." in word.partition("=")[0] for word in self._options.configuration):
            from jupyter_autograde.service.config import AutogradeService  # late: it takes longer than a notebook

            self.classes = [*self.classes, AutogradeService]
        super().parse_command_line(self._options.configuration)

    def run(self) -> None:
        """Grade."""
        options = self._options
        if options.help:
            self.say(HELP.rstrip())
        elif options.serve:
            self._serve()
        elif options.socket:
            from jupyter_autograde.cli.local.grade.socket_client import grade_by_server

            self.exit_code = grade_by_server(options)
        else:
            self._grade_here()

    def _grade_here(self) -> None:
        from jupyter_autograde.cli.local.grade.set_up import make_grader
        from jupyter_autograde.cli.progress import progress_bar

        try:
            request = make_request(self._options)
        except UsageFault as fault:
            raise InvalidInput(str(fault)) from fault
        grader = make_grader(self, slots=self._options.jobs)
        try:
            with progress_bar(len(request.notebooks)) as on_done:
                rows = grader.run(request, on_done=on_done)
        finally:
            grader.close()
        self.exit_code = conclude(self._options.notebooks, rows)

    def _serve(self) -> None:
        from jupyter_autograde.cli.local.grade.server import GradeServer
        from jupyter_autograde.cli.local.grade.set_up import make_grader

        self.set_up_logs()
        grader = make_grader(self, slots=self._options.jobs, default=self._options.environment)
        try:
            grader.check()
            server = GradeServer(self._options.serve, grader)
            server.stop_on_signals()
            self.say(f"Grading at {self._options.serve}, {grader.slots} notebooks at once. Stop with SIGTERM.")
            server.run()
        finally:
            grader.close()
