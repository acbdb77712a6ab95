"""Use case: see whose newest attempt fails a test, or has raised an error."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.gradebook.insight.error_clusters import cluster_id
from jupyter_autograde.gradebook.insight.error_patterns import pattern_of
from jupyter_autograde.gradebook.insight.works import GradedWork, graded_works
from jupyter_autograde.models.insight import FoundWorks
from jupyter_autograde.storage import orm


@dataclass(frozen=True)
class WorkQuestion:
    """Which works are meant: those that fail a test, or those that have raised an error."""

    test: str | None = None
    question: str | None = None
    """Of the test; None: of any question."""
    notebook: str | None = None
    error: str | None = None
    """Id of an `ErrorCluster`."""


def find_works(session: Session, access: Access[orm.Assignment], wanted: WorkQuestion) -> FoundWorks:
    """Return the submissions that are meant, of the same works as an insight.

    Raises
    ------
    InvalidInput
        Neither a test nor an error is named, or both.
    """
    if (wanted.test is None) == (wanted.error is None):
        raise InvalidInput("Name either a test or an error.")
    found: list[str] = []
    pattern = None
    for work in graded_works(session, access):
        if wanted.test is not None:
            if _fails(work, wanted):
                found.append(work.submission_id)
            continue
        said = next((one for one in _patterns(work) if cluster_id(one) == wanted.error), None)
        if said is not None:
            found.append(work.submission_id)
            pattern = said
    return FoundWorks(submissions=found, pattern=pattern)


def _fails(work: GradedWork, wanted: WorkQuestion) -> bool:
    """Say whether a work fails a test; of several of one name, any."""
    if work.result is None:
        return False
    return any(
        case.name == wanted.test and not case.passed
        for question in work.result.questions
        if wanted.question in (None, question.name) and wanted.notebook in (None, question.notebook)
        for case in question.cases
    )


def _patterns(work: GradedWork) -> list[str]:
    if work.result is None or work.errors is None:
        return []
    return list({pattern_of(error.text): None for error in work.errors})
