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
TESTING = "The self-test of the sandbox is still running. Wait a moment."


class SandboxCheck:
    """Runs the self-test of `sandbox` in every environment: at the start, and when a job could not use it."""

    def __init__(
        self,
        sandbox: Sandbox,
        environments: Sequence[Environment],
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._sandbox = sandbox
        self._environments = environments
        self._retry_seconds = retry_seconds
        self._fault: str | None = TESTING
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._on_pass: Callable[[], None] = lambda: None

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

    def known_fault(self) -> str | None:
        """Return `fault`, but None as long as the first test has not ended."""
        fault = self._fault
        return None if fault is TESTING else fault

    def start(self, on_pass: Callable[[], None]) -> None:
        """Begin to test in a thread; a test that fails is repeated every minute.

        Parameters
        ----------
        on_pass : callable
            Called whenever jobs may run from then on.
        """
        self._on_pass = on_pass
        self._watch(0)

    def test_again(self) -> str | None:
        """Test at once, because a job could not use the sandbox.

        Returns
        -------
        str or None
            Why no job may run until a later test is passed; None where the sandbox holds.
        """
        with self._lock:  # all jobs under way fail at the same moment
            if self._fault is None:
                fault = self._test()
                if fault is not None:
                    log.error("The sandbox holds no more, so jobs wait: %s", fault)
                    self._fault = fault
                    self._watch(self._retry_seconds)
            return self._fault

    def stop(self) -> None:
        """Give up; a test under way ends with the process."""
        self._stopping.set()

    def _watch(self, seconds: float) -> None:
        threading.Thread(target=self._run, args=(seconds,), name="sandbox-check", daemon=True).start()

    def _run(self, seconds: float) -> None:
        """Test in `seconds` from now, and then until a test is passed."""
        while not self._stopping.wait(seconds):
            seconds = self._retry_seconds
            self._fault = self._test()
            if self._fault is None:
                log.info("The sandbox held in the self-test, so jobs may run")
                self._on_pass()
                return
            log.error("Jobs wait: %s", self._fault)

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
