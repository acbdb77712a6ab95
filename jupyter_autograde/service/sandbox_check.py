"""No job runs before the sandbox has held (SEC-34)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from jupyter_autograde.errors import AutogradeError
from jupyter_autograde.sandbox.base import Sandbox
from jupyter_autograde.sandbox.environment import Environment

log = logging.getLogger(__name__)
RETRY_SECONDS = 60.0
"""An operator who repairs the machine need not restart the service."""


class SandboxCheck:
    """Runs the self-test of `sandbox` in every environment, in a thread of its own.

    Parameters
    ----------
    on_pass : callable
        Called once all tests are passed.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        environments: Sequence[Environment],
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._sandbox = sandbox
        self._environments = environments
        self._retry_seconds = retry_seconds
        self._fault: str | None = "The self-test of the sandbox is still running. Wait a moment."
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def warning(self) -> str | None:
        """What a sandbox does not hold that the operator has chosen all the same; None for a safe one."""
        isolation = self._sandbox.isolation
        if isolation.safe:
            return None
        return f"The configuration asks for {isolation.name}: {'; '.join(isolation.gaps)}."

    def fault(self) -> str | None:
        """Return why no job may run, with the next step; None when jobs may."""
        return self._fault

    def start(self, on_pass: Callable[[], None]) -> None:
        """Begin to test; a test that fails is repeated every minute."""
        self._thread = threading.Thread(target=self._run, args=(on_pass,), name="sandbox-check", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Give up; a test under way ends with the process."""
        self._stopping.set()

    def _run(self, on_pass: Callable[[], None]) -> None:
        while not self._stopping.is_set():
            self._fault = self._test()
            if self._fault is None:
                log.info("The sandbox held in the self-test, so jobs may run")
                on_pass()
                return
            log.error("Jobs are refused: %s", self._fault)
            self._stopping.wait(self._retry_seconds)

    def _test(self) -> str | None:
        if self.warning is not None:
            # An explicit setting, shown in health and in every result; there is nothing to test.
            log.warning("%s", self.warning)
            return None
        for environment in self._environments:
            try:
                report = self._sandbox.self_test(environment)
            except AutogradeError as fault:
                return fault.message
            if not report.ok:
                reasons = "; ".join(probe.detail or probe.name for probe in report.failures)
                return (
                    f"The sandbox {report.sandbox} does not hold in the environment "
                    f"{environment.name!r}: {reasons or 'the self-test did not run'}."
                )
        return None
