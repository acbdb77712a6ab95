"""What the doctor finds at the hub, and its fix."""

from __future__ import annotations

import json

import pytest

from jupyter_autograde.cli.local.doctor.findings import Verdict
from jupyter_autograde.cli.local.doctor.hub import SCOPES, clock
from jupyter_autograde.storage.database import Database
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.operators_page import managed_snippet
from tests.cli.doctor.asked import SQLITE, Doctor, verdicts


def test_the_scopes_that_are_asked_for_are_those_of_the_operators_page() -> None:
    (role,) = [line for line in managed_snippet().splitlines() if "list:groups" in line]
    assert json.loads(role.strip().removeprefix('"scopes":').strip().rstrip(",")) == list(SCOPES)


@SQLITE
def test_faults_of_the_hub_have_their_fix(
    doctor: Doctor, upgraded: Database, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert doctor()[1]["hub"]["verdict"] == Verdict.UNKNOWN
    monkeypatch.setenv("JUPYTERHUB_API_URL", hub.api_url)
    tokens = {
        "strange": "x" * 20,
        "person": hub.add_user("sam"),
        "other": hub.add_user("grades", kind="service", scopes=SCOPES),
        "poor": hub.add_user("autograde", kind="service", scopes=SCOPES[:1]),
    }
    for whose, name, said, fix in [
        ("strange", "hub", "does not know the service's token", "restart the hub"),
        ("person", "hub", "of 'sam'", "JUPYTERHUB_API_TOKEN"),
        ("other", "hub", "'grades'", "c.AutogradeService.service_name = 'grades'"),
        ("poor", "scopes", "read:users:groups, list:groups", "'services': ['autograde']"),
    ]:
        monkeypatch.setenv("JUPYTERHUB_API_TOKEN", tokens[whose])
        code, found = doctor()
        assert code == 1
        assert name in verdicts(found), whose
        assert said in found[name]["message"]
        assert fix in found[name]["fix"]
    code, found = doctor(doors={"gradeservice": []}, door_options={"gradeservice": {"secret": "s" * 40}})
    assert "admin:users" not in found["scopes"]["fix"]
    code, found = doctor(doors={"pipalhub": []}, door_options={"pipalhub": {"create_users": True}})
    assert "admin:users" in found["scopes"]["fix"]
    hub.stop()
    code, found = doctor()
    assert "does not answer" in found["hub"]["message"]


def test_clocks_that_differ_are_noticed() -> None:
    assert clock("clock", "the hub", "Thu, 01 Jan 2026 00:00:00 GMT").verdict == Verdict.PROBLEM
    assert clock("clock", "the hub", None).verdict == Verdict.UNKNOWN
