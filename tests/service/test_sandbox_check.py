"""Which environments' jobs wait after the self-test (SEC-34)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jupyter_autograde.errors import StorageError
from jupyter_autograde.sandbox.base import Probe, SelfTestReport
from jupyter_autograde.sandbox.environment import Environment
from jupyter_autograde.service.sandbox_check import SandboxCheck
from jupyter_autograde.testing.own_hub import until
from jupyter_autograde.testing.service import HoldingSandbox

DEFAULT, GEO = Environment("default", Path("/a")), Environment("geo", Path("/b"), lock="first")


class SandboxOfDefault(HoldingSandbox):
    """Holds in the default environment only."""

    def self_test(self, environment: Environment) -> SelfTestReport:
        return SelfTestReport("partial", (Probe("start", environment == DEFAULT, "it lacks a library"),))


class Unreadable(dict[str, Environment]):
    """Stands for environments one of whose descriptions can't be read."""

    def get(self, name: str, default: object = None) -> Environment:  # type: ignore[override]
        raise StorageError(f"The description of the environment {name!r} can't be read.")


@pytest.fixture
def environments() -> dict[str, Environment]:
    return {"default": DEFAULT, "geo": GEO}


@pytest.fixture
def check(environments: dict[str, Environment]) -> Iterator[SandboxCheck]:
    check = begun(environments)
    yield check
    check.stop()


def begun(environments: dict[str, Environment]) -> SandboxCheck:
    check = SandboxCheck(SandboxOfDefault(), environments)
    check.start(lambda: None)
    until(lambda: check.fault() is None, "the first self-test to end")
    return check


def test_jobs_of_an_environment_that_is_built_again_wait_for_no_further_test(
    check: SandboxCheck, environments: dict[str, Environment]
) -> None:
    assert check.refused() == {"geo"}
    environments["geo"] = rebuilt = replace(GEO, python=Path("/c"), lock="second")
    assert check.fault_in(rebuilt) is None
    assert check.refused() == frozenset()


def test_jobs_of_an_environment_whose_description_is_lost_still_wait() -> None:
    check = begun(Unreadable({"default": DEFAULT, "geo": GEO}))
    assert check.refused() == {"geo"}
    check.stop()
