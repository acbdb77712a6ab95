"""`jupyter autograde worker`: does grading jobs beside a service, on this machine or any other."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from types import FrameType

from traitlets import Float

from jupyter_autograde.cli.local.descriptors import raise_descriptor_limit
from jupyter_autograde.cli.local.service_app import StoreApp
from jupyter_autograde.cli.verbs import EXIT_CODES
from jupyter_autograde.errors import UpstreamError


class WorkerApp(StoreApp):
    """Do grading jobs for a service whose queue is outside of it."""

    name = "jupyter-autograde-worker"
    description = """Do grading jobs for a service whose queue is outside of it.

    It needs the service's configuration file, and of what that names the database, the broker, the place of the
    files, and the grading environments; no hub. Start as many as you like, on as many machines. On SIGTERM it begins
    no new job; jobs that do not end in time are given back and lose no try.
    """
    stop_seconds = Float(30.0, help="Seconds that running jobs may take to end when the worker is told to stop.").tag(
        config=True
    )

    aliases = {
        **StoreApp.aliases,
        "slots": "AutogradeService.slots",
        "stop-seconds": "WorkerApp.stop_seconds",
    }

    def run(self) -> None:
        """Work until told to stop."""
        self.arguments()
        # As in `serve`: nothing that is written here is for others on this machine.
        umask = os.umask(0o077)
        try:
            self._work()
        finally:
            os.umask(umask)

    def _work(self) -> None:
        service = self.service()
        self.set_up_logs()
        raise_descriptor_limit()
        parts = service.build_worker()
        stop = threading.Event()

        def told(number: int, frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, told)
        exit_code = 0
        try:
            parts.queue.work(stop, grace=self.stop_seconds)
        except UpstreamError as fault:
            print(f"jupyter autograde: {fault.message}", file=sys.stderr)
            exit_code = EXIT_CODES[UpstreamError]
        parts.close()
        self._leave(exit_code)

    @staticmethod
    def _leave(exit_code: int) -> None:
        """End at once: a job that was given back may still be running in a thread that nobody can stop."""
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(exit_code)
