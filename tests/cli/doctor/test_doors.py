"""What the doctor finds unsafe in the doors."""

from __future__ import annotations

import pytest

from jupyter_autograde.cli.local.doctor.findings import Verdict
from jupyter_autograde.storage.database import Database
from tests.cli.doctor.asked import SQLITE, Doctor


@SQLITE
def test_what_is_unsafe_in_the_doors_is_found(
    doctor: Doctor, upgraded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JWT_SECRET", raising=False)
    for doors, options, name, verdict, said in [
        (["pipalhub"], {}, "door pipalhub", Verdict.OK, "opens"),
        (["otter-service"], {}, "door otter-service", Verdict.UNKNOWN, "subdomain_host"),
        (["otter-service"], {"unsafe_identity": True}, "door otter-service", Verdict.PROBLEM, "in any name"),
        (["gradeservice"], {}, "doors", Verdict.UNKNOWN, "needs the secret"),
        (["gradeservice"], {"secret": "s" * 40}, "door gradeservice", Verdict.UNKNOWN, "'student'"),
        (["gradeservice"], {"secret": "short"}, "door gradeservice", Verdict.PROBLEM, "fewer than 32 bytes"),
    ]:
        code, found = doctor("--standalone", doors={doors[0]: []}, door_options={doors[0]: options})
        assert (code, found[name]["verdict"]) == (verdict == Verdict.PROBLEM, verdict), found
        assert said in found[name]["message"]


@SQLITE
def test_doors_of_the_command_line_are_looked_at(doctor: Doctor, upgraded: Database) -> None:
    code, found = doctor("--standalone", "--doors=pipalhub,otter-service=mine/", "--no-upgrade-db", "--admin-name=ines")
    assert (code, found["door pipalhub"]["verdict"], found["door otter-service"]["verdict"]) == (
        0,
        Verdict.OK,
        Verdict.UNKNOWN,
    )
