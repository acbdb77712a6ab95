from __future__ import annotations

from pathlib import Path

from jupyter_autograde.testing.assurance_report import count_folders, main, otter_cases

CORPUS = Path(__file__).parents[2] / "notebooks" / "grading"


def test_most_tests_of_the_corpus_are_decided_outside():
    counts = count_folders([CORPUS])
    assert counts["otter"].total > 100 and counts["nbgrader"].total > 10
    assert counts["otter"].share >= 0.9
    assert counts["nbgrader"].share >= 0.7


def test_the_report_names_what_is_opaque(capsys):
    main([str(CORPUS / "plain")])
    printed = capsys.readouterr().out
    assert "otter: " in printed
    assert "comparison" in printed


def test_cells_become_doctests():
    source = "def check(x):\n    assert x == 2\n\ncheck(two)\ntwo"
    output = {"output_type": "execute_result", "data": {"text/plain": "2"}}
    cells = [
        {"cell_type": "raw", "source": "# BEGIN TESTS"},
        {"cell_type": "code", "source": source, "outputs": [output]},
        {"cell_type": "raw", "source": "# END TESTS"},
        {"cell_type": "code", "source": "two = 2", "outputs": []},
    ]
    (case,) = otter_cases({"cells": cells})
    assert case == ">>> def check(x):\n...     assert x == 2\n... \n>>> check(two)\n>>> two\n2\n"
