"""Honest work scores exactly as `otter run` scores it; recorded by tests/notebooks/grading/record_parity.py."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parents[1] / "notebooks" / "grading"


def _cases():
    spec = importlib.util.spec_from_file_location("parity_cases", NOTEBOOKS / "parity_cases.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.CASES


CASES = _cases()
RECORDED = json.loads((NOTEBOOKS / "parity_scores.json").read_text())


def test_every_case_is_recorded():
    assert set(RECORDED) == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_score_is_otters(engine, submit, request, name):
    assignment, edits, first = CASES[name]
    release = request.getfixturevalue(assignment)
    result = engine.grade(release.package, submit(release, edits, first=first), environment="default").result
    ours = {question.name: question.score for question in result.questions}
    otters = RECORDED[name] or dict.fromkeys(ours, 0)  # no result at all: we say the zeros
    assert ours == pytest.approx(otters, abs=1e-5)
    assert not result.flags
