"""The grading environments by name: those of the configuration, then those that were built."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from jupyter_autograde.environments import BuiltEnvironment, EnvironmentStore
from jupyter_autograde.errors import InvalidName, NotFound, SandboxUnavailable
from jupyter_autograde.sandbox.environment import Environment


class GradingEnvironments(Mapping[str, Environment]):
    """Looks at each use, so that one that is built while the service runs is there at once.

    Parameters
    ----------
    configured : mapping
        Name -> path of its Python; the first is the default.
    """

    def __init__(self, configured: Mapping[str, str], store: EnvironmentStore) -> None:
        self._configured = {name: Environment(name, Path(path)) for name, path in configured.items()}
        self._store = store

    def __getitem__(self, name: str) -> Environment:
        """Return one; KeyError where there is none."""
        if name in self._configured:
            return self._configured[name]
        try:
            return as_environment(self._store.get(name))
        except (NotFound, InvalidName):
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names, the default first."""
        yield from self._configured
        yield from (built.name for built in self._store.all() if built.name not in self._configured)

    def __len__(self) -> int:
        """Return how many there are."""
        return sum(1 for _ in self)


class CheckedEnvironments(Mapping[str, Environment]):
    """Environments as an engine may use them: none in which the sandbox did not hold (SEC-34).

    Parameters
    ----------
    fault_in : callable
        Gives the sentence why no job may run in an environment, or None.
    """

    def __init__(self, environments: Mapping[str, Environment], fault_in: Callable[[Environment], str | None]) -> None:
        self._environments, self._fault_in = environments, fault_in

    def __getitem__(self, name: str) -> Environment:
        """Return one; KeyError where there is none, SandboxUnavailable where no job may run in it."""
        environment = self._environments[name]
        fault = self._fault_in(environment)
        if fault is not None:
            raise SandboxUnavailable(fault, details={"environment": name})
        return environment

    def __iter__(self) -> Iterator[str]:
        """Iterate over all names."""
        return iter(self._environments)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._environments)


def as_environment(built: BuiltEnvironment) -> Environment:
    """Return it as sandboxes know it."""
    return Environment(built.name, Path(built.python), built.lock, built.image, built.version)
