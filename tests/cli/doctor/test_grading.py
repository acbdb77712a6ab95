"""What the doctor finds at sandbox, queue and workers, and its fix."""

from __future__ import annotations

from pathlib import Path

from jupyter_autograde.cli.local.doctor.findings import Verdict
from jupyter_autograde.sandbox.base import Probe, SelfTestReport
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import Database
from jupyter_autograde.testing.redis import run_redis
from tests.cli.doctor.asked import SQLITE, Doctor, verdicts


@SQLITE
def test_a_sandbox_that_does_not_hold_is_a_problem(doctor: Doctor, upgraded: Database) -> None:
    code, found = doctor("--standalone", sandbox="unsafe_none")
    assert code == 1
    assert verdicts(found) == {"sandbox"}
    assert "unsafe" in found["sandbox"]["message"].lower()


@SQLITE
def test_what_the_sandbox_lacks_is_said_once_with_what_to_do(
    doctor: Doctor, upgraded: Database, tmp_path: Path
) -> None:
    away = tmp_path / "away" / "bin" / "python"
    code, found = doctor("--standalone", environments={"default": str(away)})
    assert code == 1
    assert found["sandbox"]["message"] == f"The grading environment 'default' has no Python at {away}."
    assert "c.AutogradeService.environments['default']" in found["sandbox"]["fix"]
    assert f"python3 -m venv {tmp_path / 'away'}" in found["sandbox"]["fix"]
    code, found = doctor("--standalone", sandbox="bubblewrap", sandbox_options={"search_path": str(tmp_path)})
    assert code == 1
    assert found["sandbox"]["message"].startswith("Not installed: bwrap, ")
    assert found["sandbox"]["fix"].startswith("sudo apt-get install bubblewrap ")


def test_one_reason_of_several_probes_is_said_once() -> None:
    probes = (Probe("a", False, "It does not start."), Probe("b", False, "It does not start."), Probe("c", False))
    assert SelfTestReport("box", probes).reasons == "It does not start; c"


@SQLITE
def test_a_broker_that_is_away_and_missing_workers_are_told_apart(doctor: Doctor, upgraded: Database) -> None:
    away = {"queue": "celery", "queue_options": {"broker": "redis://127.0.0.1:9/0"}}
    assert "does not answer" in doctor("--standalone", **away)[1]["queue"]["message"]
    with run_redis() as broker:
        settings = {"queue": "celery", "queue_options": {"broker": broker.url}}
        code, found = doctor("--standalone", **settings)
        assert (code, found["queue"]["fix"]) == (1, "jupyter autograde worker --config=FILE")
        with upgraded.write() as session:
            session.add(orm.Worker(name="machine:7", slots=2, public_key=b"k"))
        code, found = doctor("--worker", **settings)
        assert code == 0
        assert found["queue"]["message"].startswith("1 worker, 2 slots")
        assert found["sandbox"]["verdict"] == Verdict.OK
        assert "hub" not in found
