"""The end of a notebook as text: what is shown, what is cut, and what its errors say."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_autograde.models.live import MAX_TAIL, OutputKind, size_of
from jupyter_autograde.models.terminal_text import plain_text
from jupyter_autograde.notebook.tail import count_run, cut_lines, find_error, fit, read_tail, summary


def code(source: str = "1", *outputs: dict[str, Any], count: Any = None, tags: Any = None) -> dict[str, Any]:
    metadata = {} if tags is None else {"tags": tags}
    return {
        "cell_type": "code",
        "source": source,
        "outputs": list(outputs),
        "execution_count": count,
        "metadata": metadata,
    }


def stream(text: Any) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def error(name: Any = "NameError", message: Any = "x", traceback: Any = None) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": traceback}


def shown(**data: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {key.replace("_", "/"): value for key, value in data.items()}}


def notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    return {"cells": list(cells), "metadata": {"first": True}, "nbformat": 4, "nbformat_minor": 5}


def outputs(*given: dict[str, Any], lines: int = 25) -> list[tuple[str, str, str | None]]:
    (cell,) = read_tail(notebook(code("1", *given)), lines=lines).cells
    return [(output.kind.value, output.text, output.mime) for output in cell.outputs]


def test_the_last_ten_cells_are_the_end() -> None:
    tail = read_tail(notebook(*(code(str(number), count=number) for number in range(12))))
    assert [cell.source for cell in tail.cells] == [str(number) for number in range(2, 12)]
    assert tail.cells[0].execution_count == 2
    assert not tail.cut
    text = {"cell_type": "markdown", "source": "# Title", "metadata": {}}
    assert [cell.cell_type for cell in read_tail(notebook(text)).cells] == ["markdown"]
    assert read_tail(notebook(text), cells=0).cells == []


@pytest.mark.parametrize(("there", "kept"), [(25, 25), (26, 27), (1000, 27)])
def test_of_long_outputs_the_first_and_the_last_13_lines_stay(there: int, kept: int) -> None:
    ((_, text, _),) = outputs(stream([f"{number}\n" for number in range(there)]))
    lines = text.splitlines()
    assert (len(lines), lines[0], lines[-1]) == (kept, "0", str(there - 1))
    assert (lines[13] == "...") == (there > 25)


def test_other_numbers_of_lines() -> None:
    assert cut_lines("a\nb\nc\nd", 3) == "a\nb\n...\nc\nd"
    assert cut_lines("a\nb\nc", 3) == "a\nb\nc"


def test_outputs_are_text_and_pictures_are_left_out() -> None:
    assert outputs(
        stream("\x1b[31mred\x1b[0m"),
        error(traceback=["\x1b[0;31mNameError\x1b[0m", "more"]),
        error("E", "m"),
        shown(text_plain="<Figure>", image_png="iVBOR"),
        shown(text_plain=["a\n", "b"], text_html="<script>"),
        shown(text_html="<b>"),
        shown(text_latex="$x$"),
    ) == [
        ("text", "red", None),
        ("error", "NameError\nmore", None),
        ("error", "E: m", None),
        ("omitted", "<Figure>", "image/png"),
        ("text", "a\nb", "text/plain"),
        ("omitted", "", "text/html"),
        ("text", "$x$", "text/latex"),
    ]


def test_outputs_of_any_shape_are_read() -> None:
    strange: list[Any] = [
        {"output_type": "error", "ename": 5, "evalue": None, "traceback": {}},
        {"text": 7},
        {"data": []},
        {"data": {"a b": "x", "text/plain": ["a", 5]}},
        {},
    ]
    assert [text for _, text, _ in outputs(*strange)] == [": ", "", "", "a", ""]
    for wrong in ("text", [1, None], {"a": 1}):
        cell = {**code(), "outputs": wrong}
        assert read_tail(notebook(cell)).cells[0].outputs == []
        assert find_error(notebook(cell)) is None
    for count in (-1, True, "5", 2**60, 1.5):
        assert read_tail(notebook(code(count=count))).cells[0].execution_count is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("\x1b]0;title\x07a\x1b]8;;http://x\x1b\\b", "ab"),
        ("a\x1b[2Jb\x1b(Bc\x1bMd", "abcd"),
        ("  0%\r 50%\r100%\nnext\r\n", "100%\nnext\n"),
        ("a\0b\x9bc\u202ed\ud800", "abcd\N{REPLACEMENT CHARACTER}"),
        ("\x1b]unended\nseen", "\nseen"),
        ("tab\tand ünïcode", "tab\tand ünïcode"),
    ],
)
def test_nothing_steers_the_reader(written: str, read: str) -> None:
    assert plain_text(written) == read
    assert plain_text(written, most=len(read)) == read
    assert plain_text(written, most=len(read) - 1) == f"{read[:-2]}…"


def test_the_newest_error_counts_unless_it_is_meant() -> None:
    first = code("a", error("First", "line 1\n  line\t2"), count=7)
    second = code("b", error("Second"), count=3)
    meant = code("c", error("Meant"), count=9, tags=["raises-exception"])
    found = find_error(notebook(first, second, meant))
    assert found is not None
    assert (found.name, found.message) == ("First", "line 1 line 2")
    assert find_error(notebook(meant, code("d", count=10))) is None
    long = find_error(notebook(code("a", error("N" * 500, "\x1b[1m" + "m" * 5000))))
    assert long is not None
    assert (len(long.name), len(long.message)) == (128, 500)
    nameless = find_error(notebook(code("a", error("\x1b", ""))))
    assert nameless is not None
    assert nameless.name == "Error"
    assert count_run(notebook(first, second, code())) == 2


def test_the_cell_that_failed_goes_along_where_it_is_none_of_the_last() -> None:
    failed = code("1 / 0", error("ZeroDivisionError", "no", ["no"]), count=4)
    after = [code(str(number)) for number in range(10)]
    tail = read_tail(notebook(failed, *after))
    assert tail.failing is not None
    assert (tail.failing.source, [output.text for output in tail.failing.outputs]) == ("1 / 0", ["no"])
    assert "1 / 0" not in [cell.source for cell in tail.cells]
    assert read_tail(notebook(failed, *after[1:])).failing is None
    assert read_tail(notebook(*after)).failing is None


def test_a_tail_to_be_sent_is_never_too_long() -> None:
    face = "\N{GRINNING FACE}"
    picture = shown(**{"image_" + "y" * 74: face, "text_plain": face * 20_000})
    monster = code(face * 20_000, *[stream(face * 20_000)] * 5, *[picture] * 11, count=1)
    tail = fit(read_tail(notebook(*[monster] * 12)))
    assert tail.cut
    assert size_of(tail) <= MAX_TAIL
    assert len(tail.cells) == 10
    failed = {**monster, "outputs": [error(face * 200, face * 900, [face * 9_000] * 3)] * 12}
    assert size_of(fit(read_tail(notebook(failed, *[monster] * 12)))) <= MAX_TAIL
    assert "..." in tail.cells[0].source
    one = fit(read_tail(notebook(code("a = 1", stream("x" * 100_000)))))
    assert one.cells[0].source == "a = 1"
    assert len(one.cells[0].outputs[0].text) > 10_000
    small = read_tail(notebook(code("1", stream("2"))))
    assert fit(small) is small


def test_a_summary_names_each_notebook_and_one_alone_is_its_end() -> None:
    long = code("1", stream("x\n" * 40), shown(text_plain="x\n" * 40), count=1)
    one, two = notebook(code("0"), long), notebook(code("2"))
    made = summary([("ada", one), ("bob", two)], cells=1, lines=25)
    assert [cell["source"] for cell in made["cells"]] == ["## ada", "1", "## bob", "2"]
    assert made["metadata"] == {"first": True}
    assert len({cell["id"] for cell in made["cells"]}) == 4
    cut, whole = made["cells"][1]["outputs"]
    assert (len(cut["text"].splitlines()), whole) == (27, long["outputs"][1])
    alone = summary([("ada", one)], cells=10, lines=25)
    assert [cell["source"] for cell in alone["cells"]] == ["0", "1"]
    assert OutputKind.TEXT in {output.kind for output in read_tail(alone).cells[1].outputs}
