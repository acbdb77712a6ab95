"""What is printed for people."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.counts import counted
from jupyter_autograde.models.assignment import VersionState


def test_cells_are_written_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    moment = datetime(2026, 11, 22, 10, 0, 5, 123, timezone(timedelta(hours=1)))
    ClientApp().table([["A"] * 7, [11.333333333333334, 10.0, 1e9, True, None, moment, VersionState.READY]])
    _, row = capsys.readouterr().out.splitlines()
    assert row.split("  ") == ["11.33", "10", "1000000000", "yes", "-", "2026-11-22 09:00:05 UTC", "ready"]


def test_numbers_have_their_words() -> None:
    assert [counted(number, "fault") for number in (0, 1, 2)] == ["0 faults", "1 fault", "2 faults"]
    assert counted(2, "person", "people") == "2 people"
