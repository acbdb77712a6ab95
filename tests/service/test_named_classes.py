"""Settings that name a class."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from traitlets import TraitError

from jupyter_autograde.cli.main import main
from jupyter_autograde.grading import jobs
from jupyter_autograde.models.job import JobState
from jupyter_autograde.queues.in_process import InProcessQueue
from jupyter_autograde.sandbox.unsafe import UnsafeNoSandbox
from jupyter_autograde.service.config import AutogradeService
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.school import School
from jupyter_autograde.testing.service import configured, hub_authenticator

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class OwnQueue(InProcessQueue):
    """As somebody else would write one."""

    only_here = False
    """Nothing that counts as running is taken back at the start."""

    def __init__(self, *given: Any, broker: str, **more: Any) -> None:
        super().__init__(*given, **more)
        self.broker = broker


def test_a_name_and_a_dotted_name_choose_the_same_class() -> None:
    for queue in ("in_process", "jupyter_autograde.queues.in_process.InProcessQueue"):
        assert AutogradeService(queue=queue).queue is InProcessQueue
    assert AutogradeService().queue is InProcessQueue
    assert AutogradeService(sandbox="unsafe_none").sandbox is UnsafeNoSandbox


@pytest.mark.parametrize(
    ("setting", "known"), [("queue", "in_process"), ("sandbox", "bubblewrap, bubblewrap_cold, docker, unsafe_none")]
)
@pytest.mark.parametrize("wrong", ["celry", "jupyter_autograde.no_such_module.Queue", "collections.OrderedDict"])
def test_what_names_no_such_class_is_refused_with_what_there_is(setting: str, known: str, wrong: str) -> None:
    with pytest.raises(TraitError) as refused:
        AutogradeService(**{setting: wrong})
    assert f"AutogradeService.{setting} can't be {wrong!r}" in str(refused.value)
    assert known in str(refused.value)


def test_the_service_does_not_start_with_an_unknown_queue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--standalone", f"--data-dir={tmp_path}", "--AutogradeService.queue=celry"]) == 2
    fault = capsys.readouterr().err
    assert "AutogradeService.queue can't be 'celry' (No module named 'celry')" in fault
    assert "in_process" in fault


@SQLITE
def test_a_queue_of_ones_own_gets_its_options(tmp_path: Path, database_url: str, hub: FakeHub) -> None:
    service = configured(tmp_path, database_url, queue=OwnQueue, queue_options={"broker": "redis://there"})
    built = service.build(authenticator=hub_authenticator(hub))
    assert isinstance(built.queue, OwnQueue)
    assert built.queue.broker == "redis://there"
    built.database.close()


@SQLITE
@pytest.mark.parametrize(
    ("queue", "state"), [("in_process", JobState.QUEUED), (OwnQueue, JobState.RUNNING)], ids=["in_process", "own"]
)
def test_only_a_queue_without_others_takes_running_jobs_back(
    school: School, tmp_path: Path, database_url: str, hub: FakeHub, queue: Any, state: JobState
) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    submission, _ = school.submit(assignment.id)
    with school.database.write() as session:
        assert jobs.lease(session) is not None
    options = {"broker": ""} if queue is OwnQueue else {}
    service = configured(tmp_path, database_url, queue=queue, queue_options=options, load_courses={})
    service.build(authenticator=hub_authenticator(hub)).database.close()
    with school.database.read() as session:
        assert session.get_one(orm.Job, submission.job_id).state == state
