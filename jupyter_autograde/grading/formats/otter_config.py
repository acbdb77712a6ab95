"""`otter_config.json`: which options count here, and which make a package one that we can't grade alike.

**Source:** otter-grader 7.0, `otter.run.run_autograder.autograder_config`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from jupyter_autograde.errors import InvalidSource

SUPPORTED = {
    "lang": "`python`; R is refused",
    "seed": "set before every code cell",
    "seed_variable": "the variable that gets the seed",
}

NO_EFFECT = {
    "show_stdout": "the course's roles decide who sees outputs; `grade` writes it for Gradescope",
    "show_hidden": "students never see hidden tests; `grade` writes it for Gradescope",
    "show_all_public": "students always see public tests; `grade` writes it for Gradescope",
    "force_public_test_summary": "students always see public tests; `grade` writes it for Gradescope",
    "logo": "of otter's own log",
    "print_summary": "of otter's own log",
    "print_score": "of otter's own log",
    "log_level": "of otter's own log",
    "pdf": "PDFs are made elsewhere",
    "filtering": "of PDFs",
    "pagebreaks": "of PDFs",
    "pdf_via_html": "of PDFs",
    "warn_missing_pdf": "of PDFs",
    "use_submission_pdf": "of PDFs",
    "submit_blank_pdf_on_export_failure": "of PDFs",
    "autograder_dir": "where otter's own container has things",
    "miniconda_path": "where otter's own container has things",
    "zips": "a submission is a bundle of files",
    "assignment_name": "the assignment is the one that is submitted to",
    "serialized_variables": "only used with `grade_from_log`",
}
"""Option -> why it changes nothing here."""

REFUSED = {
    "grade_from_log": "grading from a log unpickles what students saved",
    "plugins": "plugins are code that would run beside the tests",
    "token": "it would upload PDFs to Gradescope",
    "course_id": "it would upload PDFs to Gradescope",
    "assignment_id": "it would upload PDFs to Gradescope",
    "points_possible": "it would scale the score away from the sum of the tests; give the questions these points",
    "score_threshold": "it would replace the score by pass or fail",
    "debug": "it would stop at a student's first exception",
}
"""Option -> why a release with it is refused."""


@dataclass(frozen=True)
class OtterConfig:
    """The options that change how a notebook runs.

    Parameters
    ----------
    seed : int or None
        Set before every code cell.
    seed_variable : str or None
        The variable that gets the seed; None = `random` and `numpy.random` are seeded.
    """

    seed: int | None = None
    seed_variable: str | None = None


def read_config(content: bytes) -> OtterConfig:
    """Read the file.

    Raises
    ------
    InvalidSource
        It asks for something that is not done here; the message names the option and why.
    """
    try:
        options: Any = json.loads(content)
    except (ValueError, RecursionError):
        options = None
    if not isinstance(options, dict):
        raise InvalidSource("otter_config.json is no JSON object.")
    for option, why in REFUSED.items():
        value = options.get(option)
        if value or type(value) in (int, float):  # a threshold of 0 means something, an empty list of plugins nothing
            raise _unsupported(option, why)
    if options.get("lang", "python") != "python":
        raise _unsupported("lang", "only Python notebooks are graded")
    known = SUPPORTED.keys() | NO_EFFECT.keys() | REFUSED.keys()
    for option in sorted(options.keys() - known):
        raise _unsupported(str(option)[:100], "it is not known")
    seed, variable = options.get("seed"), options.get("seed_variable")
    if seed is not None and type(seed) is not int:
        raise _unsupported("seed", "it must be a whole number")
    if variable is not None and not (isinstance(variable, str) and variable.isidentifier()):
        raise _unsupported("seed_variable", "it must be the name of a variable")
    return OtterConfig(seed, variable)


def _unsupported(option: str, why: str) -> InvalidSource:
    return InvalidSource(
        f"The option {option!r} of otter's configuration can't be used here: {why}.", details={"option": option}
    )
