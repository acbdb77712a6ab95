"""An assignment with a secret, and what an attack on it wins."""

from __future__ import annotations

import pytest

from jupyter_autograde.grading.engine import BuiltRelease
from jupyter_autograde.models.grade import GradeStatus
from tests.grading.attacks.wins import LIMITS, NOTHING, SECRET


@pytest.fixture(scope="module")
def release(engine, source_files) -> BuiltRelease:
    """The plain assignment with a secret in a hidden test."""
    text = source_files("plain")["plain.ipynb"].decode().replace("no zero", SECRET)
    return engine.build({"plain.ipynb": text.encode()}, ["plain.ipynb"], environment="default")


@pytest.fixture
def attack(engine, release, submit):
    """Grade a submission without any answer but the attack."""

    def run(code: str, edits: dict[str, str] | None = None):
        files = submit(release, {**NOTHING, **(edits or {})}, first=code)
        return engine.grade(release.package, files, environment="default", limits=LIMITS)

    return run


@pytest.fixture
def honest(engine, release, submit):
    """Grade an honest submission after the attack: it must score right and stay unflagged."""
    yield
    result = engine.grade(release.package, submit(release), environment="default").result
    assert (result.status, result.score, result.flags) == (GradeStatus.OK, 8, [])
