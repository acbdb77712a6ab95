from __future__ import annotations

import ast
import re

import pytest

from jupyter_autograde.grading.engine.advice import ADVICE, advice_for
from jupyter_autograde.grading.scorer.block import CONSTRUCTS
from jupyter_autograde.models.grade import Assurance


def test_a_blind_test_needs_no_advice():
    assert advice_for(Assurance.BLIND, "with", "with x:") == ""


def test_every_construct_has_its_own_advice():
    assert set(CONSTRUCTS.values()) <= ADVICE.keys()


@pytest.mark.parametrize("construct", ADVICE)
def test_advice_names_the_line_and_shows_a_better_one(construct):
    line = "assert f({1: 2}) == g(3)"
    said = advice_for(Assurance.OPAQUE, construct, line)
    assert f"`{line}`" in said
    assert construct == "told" or re.search(r"`[^`]+`", said.partition("To make it sure: ")[2])


@pytest.mark.parametrize("construct", ADVICE)
def test_better_assertions_can_be_copied(construct):
    for line in re.findall(r"`(assert [^`]+)`", ADVICE[construct].better):
        ast.parse(line)


def test_what_is_not_known_is_advised_in_general():
    assert "got = f(3)" in advice_for(Assurance.CANARY, "", "f(3)")
