"""Build a release: find the format of a source, and let it make the versions (SEC-12, SEC-22)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from jupyter_autograde.bundles import check_path
from jupyter_autograde.errors import InvalidNotebook, InvalidSource
from jupyter_autograde.grading.engine.assign import LOG_CHARACTERS, BoxedAssign
from jupyter_autograde.grading.formats import GradingFormat, manifests
from jupyter_autograde.models.terminal_text import plain_text
from jupyter_autograde.notebook.limits import read_notebook
from jupyter_autograde.sandbox import Environment, Limits, Sandbox

Progress = Callable[[str], None]


@dataclass(frozen=True)
class BuiltRelease:
    """What a source was made into.

    Parameters
    ----------
    student : dict
        The student bundle, path -> content.
    package : dict
        The grading package.
    notebooks : list of str
        Paths of the assignment's notebooks in the bundle.
    solution : dict
        Path -> the notebook with the solution, as it would be submitted.
    log : str
        For the instructor.
    format : str
        Name of the format of the source.
    """

    student: dict[str, bytes]
    package: dict[str, bytes]
    notebooks: list[str]
    solution: dict[str, bytes] = field(repr=False)
    log: str = ""
    format: str = "otter"


def build_release(
    sandbox: Sandbox,
    environment: Environment,
    limits: Limits,
    formats: Sequence[GradingFormat],
    source: Mapping[str, bytes],
    notebooks: Sequence[str],
    on_progress: Progress,
) -> BuiltRelease:
    """Make student bundle and grading package.

    Raises
    ------
    InvalidSource, InvalidNotebook, BundleTooLarge
        The source is at fault; the message says why.
    GradingError
        The build could not be done.
    """
    _check_source(source, notebooks)
    grading_format = format_of(formats, source, notebooks)
    on_progress("Making the student version")
    made = grading_format.make(source, notebooks, BoxedAssign(sandbox, environment, limits))
    package = manifests.with_forks(made.package, [path for path in notebooks if _forks_hidden_tests(source[path])])
    grading_format.read(package)  # refused now, not at the first submission
    log = plain_text(made.log, most=LOG_CHARACTERS)
    return BuiltRelease(made.student, package, list(notebooks), made.solution, log, grading_format.name)


def format_of(formats: Sequence[GradingFormat], source: Mapping[str, bytes], notebooks: Sequence[str]) -> GradingFormat:
    """Return the format that the notebooks are written in; the first one when none has a mark of any.

    Raises
    ------
    InvalidSource
        The notebooks mix formats, or a file beside them is a source notebook that students would get as it is.
    """
    marks = {path: found for path in notebooks if (found := _marks(formats, read_notebook(source[path], name=path)))}
    for path, found in marks.items():
        if len(found) > 1:
            raise InvalidSource(f"{path} mixes two formats: {' and '.join(found.values())}. Keep one of them.")
    names = {name: path for path, found in marks.items() for name in found}
    if len(names) > 1:
        places = " and ".join(f"{path} is written for {name}" for name, path in names.items())
        raise InvalidSource(f"The notebooks mix two formats: {places}. Make two assignments of them.")
    for path in sorted(source.keys() - set(notebooks)):
        if path.endswith(".ipynb") and (found := _marks_beside(formats, source[path])):
            raise InvalidSource(
                f"{path} is no notebook of this assignment, so students would get it as it is, but it has "
                f"{', '.join(found.values())}. Add it to the assignment's notebooks, or take it out of the folder."
            )
    return next((grading_format for grading_format in formats if grading_format.name in names), formats[0])


def _forks_hidden_tests(content: bytes) -> bool:
    """Return what a source notebook's metadata says: `"autograde": {"fork_hidden_tests": true}` (SEC-07)."""
    options = read_notebook(content).get("metadata", {}).get("autograde")
    return isinstance(options, dict) and options.get("fork_hidden_tests") is True


def _marks(formats: Sequence[GradingFormat], notebook: Mapping[str, object]) -> dict[str, str]:
    return {each.name: mark for each in formats if (mark := each.recognises(notebook))}


def _marks_beside(formats: Sequence[GradingFormat], content: bytes) -> dict[str, str]:
    try:
        return _marks(formats, read_notebook(content))
    except InvalidNotebook:
        return {}  # a file like any other


def _check_source(source: Mapping[str, bytes], notebooks: Sequence[str]) -> None:
    for path in source:
        check_path(path)
    if not notebooks:
        raise InvalidSource("The assignment names no notebook.")
    if len(set(notebooks)) != len(notebooks):
        raise InvalidSource("The assignment names a notebook twice.")
    for path in notebooks:
        if path not in source:
            raise InvalidSource(f"The notebook {path} is not among the files.", details={"path": path})
