from __future__ import annotations

import pytest

from jupyter_autograde.notebook.extra_files import named_files


def notebook(source: str, cell_type: str = "raw") -> dict[str, object]:
    return {"cells": [{"cell_type": "markdown", "source": "# HW"}, {"cell_type": cell_type, "source": source}]}


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("files:\n  - data.csv\n  - 'more data/b.csv'  # large", ["data.csv", "more data/b.csv"]),
        ("files:\n- ./data.csv\n\n- b.csv\ngenerate: true\nother:\n  - c.csv", ["data.csv", "b.csv"]),
        ('name: hw\nfiles: [data.csv, "b.csv"]', ["data.csv", "b.csv"]),
        ("files: []", []),
        ("solutions_pdf: true", []),
    ],
)
def test_lists_what_the_configuration_names(config, expected):
    assert named_files(notebook(f"# ASSIGNMENT CONFIG\n{config}")) == expected


@pytest.mark.parametrize(
    ("source", "cell_type"),
    [("# ASSIGNMENT CONFIG\nfiles:\n - a", "code"), ("# BEGIN TESTS\nfiles:\n - a", "raw"), ("", "raw")],
)
def test_only_the_configuration_counts(source, cell_type):
    assert named_files(notebook(source, cell_type)) == []
