from __future__ import annotations

import contextlib
import os
import secrets

import pytest

from jupyter_autograde.grading.engine.cpus import own_cpu

HERE = os.sched_getaffinity(0)


@pytest.fixture
def group() -> str:
    """Jobs of other tests take processors, too."""
    return f"test-{secrets.token_hex(4)}"


def test_jobs_have_processors_of_their_own(group):
    with contextlib.ExitStack() as jobs:
        taken = [jobs.enter_context(own_cpu(group)) for _ in HERE]
        assert set(taken) == (HERE if len(HERE) > 1 else {None})
        with own_cpu(group) as another:
            assert another is None


def test_a_thread_goes_where_it_likes(group):
    """So does all that is started by it."""
    with own_cpu(group):
        assert os.sched_getaffinity(0) == HERE


def test_a_processor_is_free_again_after_a_job_that_failed(group):
    with own_cpu(group) as first:
        pass
    with pytest.raises(ValueError, match="failed"), own_cpu(group):
        raise ValueError("failed")
    with own_cpu(group) as again:
        assert again == first
