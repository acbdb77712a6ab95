"""Short ways to grade by hand in a school whose assignment has an essay of 4 points beside 10 automatic ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select

from jupyter_autograde import access
from jupyter_autograde.access import Access, Asker
from jupyter_autograde.grading.manual import claims, flags, listing, pseudonyms, rubric, scores
from jupyter_autograde.grading.score_changes import apply_change, describe_change, undo_change
from jupyter_autograde.models.audit import AuditEntry
from jupyter_autograde.models.manual import (
    AnonymousRequest,
    Claim,
    CopyScoreCounts,
    CopyScoreRequest,
    Flag,
    FlagRequest,
    ManualOverview,
    ManualScore,
    ManualScoreRequest,
    ManualWork,
    QuestionRequest,
)
from jupyter_autograde.models.regrade import ApplyRequest, ScoreChangePreview, StepRequest
from jupyter_autograde.models.rubric import RubricChangeRequest, RubricItem, RubricItemRequest
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.school import INSTRUCTOR, TA, School

T = TypeVar("T")


@dataclass
class Grader:
    """Somebody who grades `assignment_id`."""

    school: School
    assignment_id: str
    asker: Asker = TA
    known: frozenset[str] = frozenset()
    """Ids of the entries of the audit trail that tests do not look at."""

    def like(self, asker: Asker) -> Grader:
        """Return somebody else at the same work."""
        return Grader(self.school, self.assignment_id, asker, self.known)

    def does(self, use_case: Callable[..., T], *arguments: Any, permission: Permission = Permission.GRADE) -> T:
        """Run a use case on the assignment in a transaction."""
        with self.school.database.write() as session:
            return use_case(session, access.assignment(session, self.asker, self.assignment_id, permission), *arguments)

    def works(self) -> dict[str, ManualWork]:
        """Return shown name -> work."""
        return {work.student: work for work in self.does(listing.list_work)}

    def overview(self) -> ManualOverview:
        """Return how far it is."""
        return self.does(listing.overview)

    def give(self, student: str, points: float | None = None, *items: str, **more: Any) -> ManualWork:
        """Give points for the essay, as one who has looked a moment ago."""
        work = self.works()[student]
        request = {"question": "essay", "points": points, "items": list(items), "expected": work.questions[0].score_id}
        return self.does(scores.give_score, work.id, ManualScoreRequest.model_validate(request | more))

    def history(self, student: str) -> list[ManualScore]:
        """Return all scores of the essay."""
        return self.does(scores.history, self.works()[student].id, "essay")

    def copy(self, source: str, *targets: str, again: bool = False) -> CopyScoreCounts:
        """Give the score of one to others."""
        works = self.works()
        ids = [works[one].id if one in works else one for one in targets]
        request = CopyScoreRequest(question="essay", source=works[source].id, targets=ids, again=again)
        return self.does(scores.copy_score, request)

    def claim(self, student: str) -> Claim:
        """Hold the essay."""
        return self.does(claims.claim, self.works()[student].id, QuestionRequest(question="essay"))

    def flag(self, student: str, flagged: bool, note: str = "") -> Flag:
        """Mark the essay, or not."""
        request = FlagRequest(question="essay", flagged=flagged, note=note)
        return self.does(flags.set_flag, self.works()[student].id, request)

    def item(self, text: str, points: float) -> RubricItem:
        """Add a rubric item."""
        return self.does(rubric.add_item, RubricItemRequest(question="essay", text=text, points=points))

    def propose(self, item_id: str, **change: Any) -> str:
        """Propose to change an item, as the instructor; returns the id of the change."""
        request = RubricChangeRequest(**change)
        ines = self.like(INSTRUCTOR)
        return ines.does(rubric.propose_change, item_id, request, permission=Permission.CHANGE_SCORES).id

    def anonymous(self, on: bool = True) -> None:
        """Switch names off or on."""
        ines = self.like(INSTRUCTOR)
        ines.does(pseudonyms.set_anonymous, AnonymousRequest(anonymous=on), permission=Permission.EDIT_ASSIGNMENT)

    def totals(self) -> dict[str, tuple[float | None, float | None, float | None]]:
        """Return student -> score, maximum and pending points of the whole submission, as everybody sees them."""
        with self.school.database.read() as session:
            rows = session.execute(
                select(
                    orm.Submission.user,
                    orm.SubmissionStatus.score,
                    orm.SubmissionStatus.max_score,
                    orm.SubmissionStatus.pending,
                )
                .join(orm.SubmissionStatus, orm.SubmissionStatus.submission_id == orm.Submission.id)
                .where(orm.Submission.assignment_id == self.assignment_id)
                .order_by(orm.Submission.id)
            )
            return {row[0]: (row[1], row[2], row[3]) for row in rows}

    def trail(self) -> list[AuditEntry]:
        """Return the audit trail since all have their first score, the oldest entry first."""
        with self.school.database.read() as session:
            rows = session.scalars(select(orm.AuditEntry).order_by(orm.AuditEntry.id))
            return [AuditEntry.model_validate(row) for row in rows if row.id not in self.known]


def decide(school: School, change_id: str, use_case: Callable[..., Any], request: Any) -> ScoreChangePreview:
    """Apply or undo a change, as the instructor."""
    with school.database.write() as session:
        found: Access[orm.ScoreChange] = access.score_change(session, INSTRUCTOR, change_id, Permission.CHANGE_SCORES)
        done: ScoreChangePreview = use_case(session, found, request)
        return done


def look(school: School, change_id: str) -> ScoreChangePreview:
    """Return what a change would make of scores."""
    with school.database.read() as session:
        found = access.score_change(session, INSTRUCTOR, change_id, Permission.SEE_ALL_SUBMISSIONS)
        return describe_change(session, found)


def apply(school: School, change_id: str) -> ScoreChangePreview:
    """Apply a change."""
    return decide(school, change_id, apply_change, ApplyRequest())


def undo(school: School, change_id: str) -> ScoreChangePreview:
    """Undo a change."""
    return decide(school, change_id, undo_change, StepRequest(reason="it was right"))


def essay(text: str, score: int) -> bytes:
    """Return a notebook with an essay as nbgrader marks it, which asks the engine of tests for a score."""
    marks = {"grade_id": "essay", "grade": True, "solution": True, "locked": False, "points": 4, "schema_version": 3}
    cells = [
        {"cell_type": "markdown", "id": "ask", "metadata": {}, "source": "Why is the sky blue?"},
        {"cell_type": "markdown", "id": "essay", "metadata": {"nbgrader": marks}, "source": text},
        {"cell_type": "markdown", "id": "score", "metadata": {}, "source": f"score: {score}"},
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
