"""A table on its way into a file."""

from __future__ import annotations

from jupyter_autograde.gradebook.exports.table import Table, distinct


def test_no_cell_or_head_is_a_formula() -> None:
    table = Table(["=head", *distinct(["hw1", "hw1"], ["hw1"])], [["@cell", 1.5, None, True]])
    assert table.as_csv().splitlines() == ["'=head,hw1 (2),hw1 (3)", "'@cell,1.5,,True"]
