"""What `make test` counts."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "run_tests.py"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_tests", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "run_tests", module)
    spec.loader.exec_module(module)
    return module


def test_what_the_machine_does_not_let_run_is_told_once_with_its_reason(script: ModuleType, tmp_path: Path) -> None:
    report = tmp_path / "pytest.xml"
    case = '<testcase><skipped type="pytest.skip" message="docker: not run, dockerd does not start: EPERM"/></testcase>'
    other = '<testcase><skipped type="pytest.skip" message="another reason"/></testcase>'
    suite = f'<testsuite tests="9" failures="1" errors="1" skipped="3">{case}{case}{other}</testsuite>'
    report.write_text(f"<testsuites>{suite}</testsuites>")
    counts = script.read_junit(report)
    assert (counts.passed, counts.failed, counts.skipped) == (4, 2, 3)
    assert counts.not_run == ["docker: not run, dockerd does not start: EPERM"]
