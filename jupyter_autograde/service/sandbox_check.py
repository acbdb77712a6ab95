"""No job runs before the sandbox has held (SEC-34)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping

from jupyter_autograde.errors import AutogradeError
from jupyter_autograde.sandbox.base import Sandbox
from jupyter_autograde.sandbox.environment import Environment

log = logging.getLogger(__name__)
RETRY_SECONDS = 60.0
"""An operator who repairs the machine need not restart the service."""
TESTING = "The self-test of the sandbox is still running. Wait a moment."


class SandboxCheck:
    """Runs the self-test of `sandbox` in every environment: at the start, and when a job could not use it.

    Jobs run once it has held in one environment; those of an environment in which it has not stay queued.

    Parameters
    ----------
    environments : mapping
        Looked at anew before each test, so that one that is built again is tested again.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        environments: Mapping[str, Environment],
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._sandbox = sandbox
        self._environments = environments
        self._retry_seconds = retry_seconds
        self._fault: str | None = TESTING
        self._faults: Mapping[Environment, str] = {}
        self._held: frozenset[Environment] = frozenset()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._watched = False
        self._on_pass: Callable[[], None] = lambda: None

    @property
    def warning(self) -> str | None:
        """What does not hold though jobs run: an open sandbox that was chosen all the same, or an environment."""
        isolation = self._sandbox.isolation
        if not isolation.safe:
            return f"The configuration asks for {isolation.name}: {'; '.join(isolation.gaps)}."
        return " ".join(self._faults.values()) or None

    def fault(self) -> str | None:
        """Return why no job may run, with the next step; None when jobs may."""
        return self._fault

    def known_fault(self) -> str | None:
        """Return `fault`, but None as long as the first test has not ended."""
        fault = self._fault
        return None if fault is TESTING else fault

    def fault_in(self, environment: Environment) -> str | None:
        """Return why no job may run in an environment; None when jobs may, or when `env build` has just tested it."""
        return self._faults.get(environment)

    def refused(self) -> frozenset[str]:
        """Return the names of the environments whose jobs have to wait."""
        faults = self._faults
        return frozenset(environment.name for environment in faults if self._present(environment) in faults)

    def start(self, on_pass: Callable[[], None]) -> None:
        """Begin to test in a thread; a test that fails is repeated every minute.

        Parameters
        ----------
        on_pass : callable
            Called whenever jobs may run from then on, or more of them.
        """
        self._on_pass = on_pass
        self._watch(0)

    def test_again(self, name: str) -> str | None:
        """Test at once, because a job could not use the sandbox in the environment `name`.

        Returns
        -------
        str or None
            Why no job may run in it until a later test is passed; None where the sandbox holds.
        """
        with self._lock:  # all jobs under way fail at the same moment
            environment = self._environments.get(name)
            if self._fault is not None or environment is None:
                return self._fault
            fault = self._faults.get(environment) or self._test(environment)
            if fault is not None and environment not in self._faults:
                log.error("The sandbox holds no more, so jobs wait: %s", fault)
                # The machine may be what has changed, and that concerns all of them.
                self._test_all({environment: fault})
                if not self._watched:
                    self._watch(self._retry_seconds)
            return fault

    def look(self) -> None:
        """Test in all environments now, in the caller's thread."""
        with self._lock:
            self._test_all({})

    def held(self) -> frozenset[str]:
        """Return the names of the environments in which it held."""
        return frozenset(environment.name for environment in self._held)

    def stop(self) -> None:
        """Give up; a test under way ends with the process."""
        self._stopping.set()

    def _present(self, environment: Environment) -> Environment | None:
        """Return what its name means by now: one that was built again is another, which `env build` has tested."""
        try:
            return self._environments.get(environment.name)
        except AutogradeError:  # its description can't be read, so nothing newer is known
            return environment

    def _watch(self, seconds: float) -> None:
        self._watched = True
        threading.Thread(target=self._run, args=(seconds,), name="sandbox-check", daemon=True).start()

    def _run(self, seconds: float) -> None:
        """Test in `seconds` from now, and then until all tests are passed."""
        while not self._stopping.wait(seconds):
            seconds = self._retry_seconds
            with self._lock:
                before, stopped = self._held, self._fault is not None
                self._test_all(dict.fromkeys(before))
                self._watched = self._fault is not None or bool(self._faults)
            for fault in {self._fault, *self._faults.values()} - {None}:
                log.error("Jobs wait: %s", fault)
            if self._fault is None and (stopped or self._held - before):
                log.info("The sandbox held in the self-test, so jobs may run")
                self._on_pass()
            if not self._watched:
                return

    def _test_all(self, known: Mapping[Environment, str | None]) -> None:
        """Test in all environments but those of `known`, whose fault is the one given there."""
        try:
            environments = list(self._environments.values())
        except AutogradeError as trouble:  # the description of one can't be read
            self._fault = trouble.message
            return
        found = {one: known[one] if one in known else self._test(one) for one in environments}
        self._faults = {one: fault for one, fault in found.items() if fault is not None}
        self._held = frozenset(found) - frozenset(self._faults)
        self._fault = None if self._held else " ".join(self._faults.values()) or "There is no grading environment."

    def _test(self, environment: Environment) -> str | None:
        isolation = self._sandbox.isolation
        if not isolation.safe:
            # An explicit setting, shown in health and in every result; there is nothing to test.
            log.warning("%s", self.warning)
            return None
        try:
            report = self._sandbox.self_test(environment)
        except AutogradeError as fault:
            return fault.message
        if report.ok:
            return None
        return f"The sandbox {report.sandbox} does not hold in the environment {environment.name!r}: {report.reasons}."
