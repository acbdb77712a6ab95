from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_autograde.bundles import check_path
from jupyter_autograde.server.workspace.slugs import MAX_BYTES, check_template, fill_template, slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hw1", "hw1"),
        ("Data 8: week/1?", "Data-8-week-1"),
        ("Übung №1", "Übung-No1"),
        ("..", "unnamed"),
        ("🎉", "unnamed"),
        (".hidden", "hidden"),
        ("CON", "CON-"),
        ("nul.txt", "nul.txt-"),
        ("a  -  b", "a-b"),
    ],
)
def test_names_become_folder_names(name, expected):
    assert slug(name) == expected


@given(st.text())
def test_every_name_becomes_a_safe_part_of_a_path(name):
    made = slug(name)
    assert check_path(made) == made
    assert "/" not in made
    assert not made.startswith(".")
    assert len(made.encode()) <= MAX_BYTES + 1


@given(st.text(max_size=20), st.text(max_size=20))
def test_templates_stay_inside_the_root(course, assignment):
    path = fill_template("work/{course}/{assignment}", course, assignment)
    assert path.startswith("work/")
    assert path.count("/") == 2


@pytest.mark.parametrize(
    "template", ["{course}", "{assignment}", "../{course}/{assignment}", "a/../{course}{assignment}"]
)
def test_templates_that_can_not_work_are_refused(template):
    with pytest.raises(Exception, match=r"folder"):
        check_template(template)
