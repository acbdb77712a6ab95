"""How to rewrite a test so that its verdict can't be forged; shown when a version is released (SEC-11)."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_autograde.models.grade import Assurance


@dataclass(frozen=True)
class Advice:
    """For one construct.

    Parameters
    ----------
    why : str
        What is wrong with it; `{line}` is the test's own.
    better : str
        Lines to write instead.
    """

    why: str
    better: str


_GENERAL = Advice(
    "`{line}` judges inside the student's process.",
    "take the value first and compare it: `got = f(3)`, then `assert got == 9`",
)

ADVICE: dict[str, Advice] = {
    "comparison": Advice(
        "Both sides of `{line}` come from the notebook, so two equal wrong values pass.",
        "compare with the expected value itself: `assert f(3) == 9`",
    ),
    "identity": Advice(
        "`is` in `{line}` compares two objects that only exist in the student's process.",
        "compare what they hold: `assert copy == [1, 2]`, and after a change `assert original == [1, 2, 3]`",
    ),
    "objects": Advice(
        "`{line}` asks an object of the notebook whether it is right.",
        "compare its plain parts: `assert (p.x, p.y) == (5, 7)` instead of `assert p == Point(5, 7)`",
    ),
    "arithmetic": Advice(
        "`{line}` computes with an object of the notebook.",
        "make it a number first: `assert abs(float(x) - 9.5) < 0.01`",
    ),
    "with": Advice(
        "The `with` in `{line}` has assertions in its body, and what it opens exists in the student's process only.",
        "only do things in it, and check after it: `with open('out.txt') as file:` / `    text = file.read()`, "
        "then `assert text == 'done'`",
    ),
    "async": Advice(
        "`{line}` is asynchronous code with assertions in it.",
        "wait for the value, then check it: `got = await fetch()`, then `assert got == 9`",
    ),
    "match": Advice("The `match` in `{line}` decides.", "use `if`: `assert isinstance(x, int) and x == 9`"),
    "global": Advice(
        "The function in `{line}` changes a global variable.",
        "return the value: `def check(x): return f(x) == 9`, then `assert check(3)`",
    ),
    "function": Advice(
        "The function in `{line}` is decorated, or changes a global variable.",
        "write a plain function: `def check(x, wanted):` / `    assert f(x) == wanted`",
    ),
    "class": Advice(
        "The class in `{line}` has assertions, and is made of the notebook's objects.",
        "write a plain function with assertions and call it: `def check(thing): ...`, then `check(Thing())`",
    ),
    "for": Advice(
        "The loop in `{line}` counts with an attribute or an item.", "count with a name: `for n in range(3):`"
    ),
    "try": Advice(
        "`{line}` gives an exception a name that is also used for something inside.",
        "give it a name of its own: `except ValueError as error:`",
    ),
    "assignment": Advice(
        "What `{line}` decides is kept in the student's process, where another line of the test needs it.",
        "judge at the end, in a line that nothing else uses: `got = f(3)`, `print(got)`, `assert got == 9`",
    ),
    "points": Advice(
        "The points in `{line}` are kept in the student's process, where another line of the test needs them.",
        "don't print them together with something of the notebook, and end the cell with them: `points`",
    ),
    "helper": Advice(
        "Nothing but `{line}` decides, in a function that runs in the student's process.",
        "write its assertions into the test itself: `assert f(3) == 9`",
    ),
    "told": Advice(
        "The expected value of `{line}` also stands in another test, which says it to the student's process.",
        "expect another value here: `assert decode('zruog') == 'world'` where no test asks for `encode('world')`",
    ),
}
"""Construct, as `scorer.steps.Doubt` and `scorer.canary` name it -> advice."""

_WORST = {
    Assurance.CANARY: "Questions that must fail are asked beside it, so a lie is likely to be seen. To make it sure: ",
    Assurance.OPAQUE: "A determined student could forge it. To make it sure: ",
}


def advice_for(assurance: Assurance, construct: str, line: str) -> str:
    """Return what to do about a test; empty when there is nothing to do."""
    if assurance is Assurance.BLIND:
        return ""
    advice = ADVICE.get(construct, _GENERAL)
    return f"{advice.why.replace('{line}', line)} {_WORST[assurance]}{advice.better}."
