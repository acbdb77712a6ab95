from __future__ import annotations

import copy

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_autograde.errors import InvalidNotebook
from jupyter_autograde.notebook.merge import merge_notebooks


def code(cell_id, source, outputs=()):
    return {
        "id": cell_id,
        "cell_type": "code",
        "source": source,
        "metadata": {},
        "outputs": list(outputs),
        "execution_count": None,
    }


def text(cell_id, source):
    return {"id": cell_id, "cell_type": "markdown", "source": source, "metadata": {}}


def notebook(*cells, **metadata):
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}


def sources(merged):
    return ["".join(cell["source"]) for cell in merged.notebook["cells"]]


OUT = {"output_type": "stream", "name": "stdout", "text": "7"}


def test_changed_cells_of_the_student_win_and_unchanged_ones_take_the_new_text():
    base = notebook(text("t", "Read."), code("a", "..."), code("b", "..."))
    mine = notebook(text("t", "Read."), code("a", "x = 1"), code("b", "..."))
    theirs = notebook(text("t", "Read this."), code("a", "..."), code("b", "# hint\n..."))
    merged = merge_notebooks(base, mine, theirs)
    assert sources(merged) == ["Read this.", "x = 1", "# hint\n..."]
    assert (merged.conflicts, merged.taken) == ([], ["t", "b"])


def test_a_cell_changed_on_both_sides_stays_the_students_and_is_named():
    base, mine, theirs = (notebook(code("a", s)) for s in ("...", "x = 1", "# new\n..."))
    merged = merge_notebooks(base, mine, theirs)
    assert (sources(merged), merged.conflicts) == (["x = 1"], ["a"])


def test_new_cells_come_in_and_added_cells_stay_where_they_were():
    base = notebook(code("a", "1"), code("b", "2"))
    mine = notebook(text("top", "me"), code("a", "1"), code("mine", "notes"), code("b", "2"))
    theirs = notebook(code("a", "1"), code("new", "1.5"), code("b", "2"), code("end", "3"))
    merged = merge_notebooks(base, mine, theirs)
    assert sources(merged) == ["me", "1", "notes", "1.5", "2", "3"]


def test_a_cell_that_the_release_dropped_goes_unless_the_student_wrote_in_it():
    base = notebook(code("a", "1"), code("b", "..."), code("c", "3"))
    theirs = notebook(code("a", "1"))
    mine = notebook(code("a", "1"), code("b", "work"), code("c", "3"))
    assert sources(merge_notebooks(base, mine, theirs)) == ["1", "work"]


def test_a_cell_that_the_student_deleted_stays_away_until_it_changes():
    base = notebook(code("a", "1"), code("b", "2"), code("c", "3"))
    mine = notebook(code("a", "1"))
    theirs = notebook(code("a", "1"), code("b", "2"), code("c", "3 new"))
    assert sources(merge_notebooks(base, mine, theirs)) == ["1", "3 new"]


def test_outputs_stay_where_the_text_stays_and_go_where_it_changes():
    base = notebook(code("a", "1"), code("b", "2"))
    mine = notebook(code("a", "1", [OUT]), code("b", "2", [OUT]))
    theirs = notebook(code("a", "1"), code("b", "2 new"))
    cells = merge_notebooks(base, mine, theirs).notebook["cells"]
    assert [cell["outputs"] for cell in cells] == [[OUT], []]


def test_cells_with_new_ids_and_old_text_are_the_same_cells():
    base = notebook(code("a", "..."), code("r1", "grader.check('q1')"))
    mine = notebook(code("a", "x = 1"), code("r1", "grader.check('q1')", [OUT]))
    theirs = notebook(code("z", "..."), code("r2", "grader.check('q1')"))
    merged = merge_notebooks(base, mine, theirs)
    assert sources(merged) == ["x = 1", "grader.check('q1')"]
    assert [cell["id"] for cell in merged.notebook["cells"]] == ["z", "r2"]


def test_the_releases_cells_keep_their_ids_where_the_student_used_one_for_another_cell():
    mine = notebook(code("b", "mine"), code("d", "2"))
    theirs = notebook(code("d", "3"), code("b", "2"))
    merged = merge_notebooks(notebook(code("a", "2")), mine, theirs)
    ids = {"".join(cell["source"]): cell["id"] for cell in merged.notebook["cells"]}
    assert (ids["3"], ids["2"]) == ("d", "b")
    assert ids["mine"] not in {"b", "d"}


def test_without_the_base_every_difference_is_the_students():
    mine = notebook(code("a", "x = 1"), code("mine", "more"))
    theirs = notebook(code("a", "..."), code("new", "n"))
    merged = merge_notebooks(None, mine, theirs)
    assert (sources(merged), merged.conflicts) == (["x = 1", "more", "n"], ["a"])


def test_the_students_kernel_stays_and_the_rest_of_the_metadata_is_the_releases():
    merged = merge_notebooks(
        None, notebook(kernelspec={"name": "mine"}, own=1), notebook(kernelspec={"name": "x"}, otter=2)
    )
    assert merged.notebook["metadata"] == {"kernelspec": {"name": "mine"}, "own": 1, "otter": 2}


def test_notebooks_of_the_older_format_are_matched_by_text():
    def old(*cells):
        return {
            "nbformat": 4,
            "nbformat_minor": 4,
            "metadata": {},
            "cells": [{k: v for k, v in cell.items() if k != "id"} for cell in cells],
        }

    merged = merge_notebooks(
        old(code("", "1"), code("", "...")),
        old(code("", "1", [OUT]), code("", "work")),
        old(code("", "0"), code("", "1")),
    )
    assert sources(merged) == ["0", "1", "work"]
    assert "id" not in merged.notebook["cells"][0]


@pytest.mark.parametrize("bad", [{}, {"nbformat": 3, "worksheets": []}, {"nbformat": 4, "cells": [1]}])
def test_what_is_no_notebook_is_refused(bad):
    with pytest.raises(InvalidNotebook):
        merge_notebooks(None, bad, notebook())


ids = st.sampled_from("abcdef")
cells = st.lists(st.builds(code, ids, st.sampled_from(["1", "2", "3", "..."])), max_size=6)
notebooks = st.builds(lambda cs: notebook(*{cell["id"]: cell for cell in copy.deepcopy(cs)}.values()), cells)


@given(st.none() | notebooks, notebooks, notebooks)
def test_no_work_is_lost_and_the_result_is_a_notebook(base, mine, theirs):
    before = copy.deepcopy((base, mine, theirs))
    merged = merge_notebooks(base, mine, theirs)
    assert (base, mine, theirs) == before
    nbformat.validate(nbformat.from_dict(merged.notebook))
    released = {cell["source"] for cell in (base or notebook())["cells"]}
    for cell in mine["cells"]:
        if cell["source"] not in released:
            assert cell["source"] in sources(merged)


@given(notebooks, notebooks, notebooks)
def test_merging_again_adds_and_takes_nothing(base, mine, theirs):
    once = merge_notebooks(base, mine, theirs)
    again = merge_notebooks(theirs, once.notebook, theirs)
    # A cell of the student's with the very text of one they deleted may move to where that stood.
    assert sorted(sources(again)) == sorted(sources(once))


def telling(source):
    """Return notebooks in which no two cells share a text."""
    return source.map(lambda nb: notebook(*(code(cell["id"], cell["id"] + cell["source"]) for cell in nb["cells"])))


@given(telling(notebooks), telling(notebooks), telling(notebooks))
def test_merging_again_moves_nothing_whose_text_is_its_own(base, mine, theirs):
    once = merge_notebooks(base, mine, theirs)
    again = merge_notebooks(theirs, once.notebook, theirs)
    assert sources(again) == sources(once)


@given(notebooks, notebooks)
def test_a_student_who_did_nothing_has_the_new_release(base, theirs):
    assert sources(merge_notebooks(base, base, theirs)) == sources(merge_notebooks(theirs, theirs, theirs))
