"""How the doctor is asked, and what its answer is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jupyter_autograde.cli.local.doctor.findings import Verdict

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Found = dict[str, dict[str, str]]
Doctor = Callable[..., tuple[int, Found]]

CONFIG = """
from jupyter_autograde.testing.service import HoldingSandbox
c.AutogradeService.sandbox = HoldingSandbox
c.AutogradeService.engine = "jupyter_autograde.testing.service.fake_engine"
c.AutogradeService.data_dir = {data!r}
c.AutogradeService.db_url = {db!r}
c.AutogradeService.url = "http://127.0.0.1:9"
c.AutogradeService.update({settings!r})
"""


def verdicts(found: Found, verdict: Verdict = Verdict.PROBLEM) -> set[str]:
    return {name for name, finding in found.items() if finding["verdict"] == verdict}
