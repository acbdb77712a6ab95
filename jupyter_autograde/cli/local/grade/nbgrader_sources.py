"""Source notebooks of an nbgrader assignment: each becomes a package of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_autograde.cli.local.grade.graded_with import NOTEBOOK, GradedWith
from jupyter_autograde.cli.local.grade.gradescope import NO_RESULT, no_results
from jupyter_autograde.errors import InvalidInput, InvalidNotebook, InvalidSource
from jupyter_autograde.grading.engine import GradingOutcome
from jupyter_autograde.grading.formats import NbgraderFormat
from jupyter_autograde.grading.formats.nbgrader_build import make_release
from jupyter_autograde.models.grade import QuestionResult
from jupyter_autograde.notebook.limits import read_notebook


class NbgraderSources:
    """The source notebooks among some files; all but notebooks is their data.

    A notebook in a folder is no source: submissions have the same metadata, and one that was taken for a source would
    be graded with the tests that its student wrote.

    Raises
    ------
    InvalidSource, InvalidNotebook
        A notebook can't be made into an assignment; the message says why.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._sources: dict[str, GradedWith] = {}
        self._grade_ids: dict[str, set[str]] = {}
        data = {path: content for path, content in files.items() if not path.endswith(".ipynb")}
        for name in (path for path in files if path.endswith(".ipynb") and "/" not in path):
            notebook = read_notebook(files[name], name=name)
            if not NbgraderFormat().recognises(notebook):
                continue
            try:
                self._sources[name] = _NbgraderNotebook(files[name], data)
            except InvalidInput as refusal:
                raise InvalidSource(refusal.message.replace(NOTEBOOK, name)) from refusal
            self._grade_ids[name] = _grade_ids(notebook)

    def __len__(self) -> int:
        return len(self._sources)

    def for_notebook(self, name: str, content: bytes) -> GradedWith:
        """Return the source of a submission: the only one, that of the same name, or that with most of its cells."""
        if len(self._sources) == 1:
            return next(iter(self._sources.values()))
        if name in self._sources:
            return self._sources[name]
        known = _grade_ids(read_notebook(content, name=name))
        shared = {source: len(known & grade_ids) for source, grade_ids in self._grade_ids.items()}
        best = max(shared, key=lambda source: shared[source])
        if list(shared.values()).count(shared[best]) > 1:
            raise InvalidNotebook(f"{name} belongs to none of the notebooks {', '.join(self._sources)}.")
        return self._sources[best]


class _NbgraderNotebook(GradedWith):
    def __init__(self, source: bytes, beside: Mapping[str, bytes]) -> None:
        super().__init__(make_release({NOTEBOOK: source, **beside}, [NOTEBOOK]).package)

    def results(self, outcome: GradingOutcome) -> dict[str, Any]:
        """Return one entry a graded cell."""
        result = outcome.result
        if result.status in NO_RESULT:
            return no_results(result.message)
        return {"tests": [_entry(question) for question in result.questions]}


def _entry(question: QuestionResult) -> dict[str, Any]:
    told = [question.message, *(case.message for case in question.cases if not case.hidden)]
    return {
        "name": question.name,
        "score": question.score,
        "max_score": question.max_score,
        "visibility": "after_published",
        "output": "\n".join(filter(None, told)),
    }


def _grade_ids(notebook: Mapping[str, Any]) -> set[str]:
    metadata = (cell.get("metadata", {}).get("nbgrader") for cell in notebook["cells"])
    return {str(one["grade_id"]) for one in metadata if isinstance(one, dict) and "grade_id" in one}
