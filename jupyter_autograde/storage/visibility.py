"""The one decision of what a student sees of tests and scores. Whatever answers a student asks it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.models.assignment import AssignmentState
from jupyter_autograde.models.visibility import BY_DEFAULT, EVERYTHING, HiddenTests, ScoreShown, Sight, Visibility
from jupyter_autograde.permissions import STAFF
from jupyter_autograde.storage import orm
from jupyter_autograde.timestamps import now

_AFTER_THE_END = frozenset({HiddenTests.OUTCOME, HiddenTests.DETAILS})


def rules_of(assignment: orm.Assignment) -> Visibility:
    """Return the rules of an assignment; what nobody has set is as it was always."""
    return Visibility.model_validate(assignment.visibility or {})


@dataclass
class Sights:
    """What one person sees of the own submissions at some assignments."""

    _rules: dict[str, Visibility] = field(default_factory=dict)
    """Of assignments that have some of their own."""
    _staff_of: frozenset[str] = frozenset()
    _released: frozenset[str] = frozenset()
    """Submissions with released feedback."""
    _final_in: frozenset[str] = frozenset()
    """Courses in which the person's grade is final."""
    _over: frozenset[str] = frozenset()
    """Assignments to which nobody can hand in any more."""

    def of(self, assignment: orm.Assignment, submission_id: str) -> Sight:
        """Return what the person sees of an own submission to an assignment."""
        if assignment.course_id in self._staff_of:
            return EVERYTHING
        rules = self._rules.get(assignment.id)
        if rules is None:
            return BY_DEFAULT
        tests = _tests(rules, over=assignment.id in self._over)
        return replace(tests, score_awaits=self._awaited(rules.score, assignment, submission_id))

    def _awaited(self, shown: ScoreShown, assignment: orm.Assignment, submission_id: str) -> ScoreShown | None:
        match shown:
            case ScoreShown.WITH_FEEDBACK if submission_id not in self._released:
                return shown
            case ScoreShown.WHEN_FINAL if assignment.course_id not in self._final_in:
                return shown
            case _:
                return None


def load_sights(session: Session, assignments: Iterable[orm.Assignment], user: str) -> Sights:
    """Read what `Sights.of` needs for somebody's own submissions; without rules of their own nothing is asked."""
    rows = list(assignments)
    rules = {row.id: rules_of(row) for row in rows if row.visibility is not None}
    if not rules:
        return Sights()
    mine = [row for row in rows if row.id in rules]
    courses = {row.course_id for row in mine}
    shown = {one.score for one in rules.values()}
    ending = [row for row in mine if rules[row.id].hidden_tests in _AFTER_THE_END]
    return Sights(
        rules,
        _staff_of=_staff_of(session, courses, user),
        _released=_released(session, rules, user) if ScoreShown.WITH_FEEDBACK in shown else frozenset(),
        _final_in=_final_in(session, courses, user) if ScoreShown.WHEN_FINAL in shown else frozenset(),
        _over=over_among(session, ending) if ending else frozenset(),
    )


def sight_of(session: Session, submission: orm.Submission) -> Sight:
    """Return what who handed something in sees of it."""
    assignment = submission.assignment
    return load_sights(session, [assignment], submission.user).of(assignment, submission.id)


def who_sees_score(session: Session, assignment: orm.Assignment, works: Mapping[str, str]) -> frozenset[str]:
    """Return those of some students who see their score of a work by now.

    Parameters
    ----------
    works : mapping
        Student -> id of a submission to the assignment.
    """
    if assignment.visibility is None:
        return frozenset(works)
    rules, course = rules_of(assignment), assignment.course_id
    query = select(orm.FeedbackRelease.submission_id).join(
        orm.Submission, orm.Submission.id == orm.FeedbackRelease.submission_id
    )
    released = session.scalars(query.where(orm.Submission.assignment_id == assignment.id))
    table = orm.FinalGrade
    final = frozenset(session.scalars(select(table.user).where(table.course_id == course, table.ended_at.is_(None))))
    shared = Sights({assignment.id: rules}, _released=frozenset(released))
    by_final = {True: replace(shared, _final_in=frozenset({course})), False: shared}
    return frozenset(
        user for user, id_ in works.items() if by_final[user in final].of(assignment, id_).score_awaits is None
    )


def tests_shown(session: Session, assignment: orm.Assignment) -> Sight:
    """Return what students see of the tests of an assignment at this moment, whatever they see of scores."""
    rules = rules_of(assignment)
    return _tests(rules, over=rules.hidden_tests in _AFTER_THE_END and is_over(session, assignment))


def _tests(rules: Visibility, *, over: bool) -> Sight:
    early = rules.hidden_tests in _AFTER_THE_END and not over
    return Sight(rules.public_tests, HiddenTests.NEVER if early else rules.hidden_tests)


TOLD = orm.Feedback.report["sight"].label("told")
"""What feedback shows of tests, for `may_be_read`."""


def may_be_read(sight: Sight, basis: str | None, told: Mapping[str, Any] | None) -> bool:
    """Say whether a student may read released feedback: not one that tells of more tests than may be seen by now.

    Parameters
    ----------
    basis : str or None
        None: staff gave it, and answer for what it tells.
    told : mapping or None
        From `TOLD`.
    """
    if basis is None:
        return sight.feedback
    return sight.feedback and sight.covers(BY_DEFAULT if told is None else Sight(**told))


def is_over(session: Session, assignment: orm.Assignment) -> bool:
    """Say whether nobody hands in any more: it is closed or its time is over, and no extension still runs.

    An extension keeps it from being over also where it is closed: who was given more time may be let in again.
    """
    return assignment.id in over_among(session, [assignment])


def over_among(session: Session, assignments: Iterable[orm.Assignment]) -> frozenset[str]:
    """Return the ids of those of some assignments that are over, as `is_over` says it."""
    at = now()
    closed = [row for row in assignments if row.state == AssignmentState.CLOSED or _is_past(row.closes_at, at)]
    until = extended_until(session, closed) if closed else {}
    return frozenset(row.id for row in closed if row.id not in until or until[row.id] <= at)


def extended_until(session: Session, assignments: Iterable[orm.Assignment]) -> dict[str, datetime]:
    """Return until when somebody has an extension, of the assignments where that is so."""
    given = orm.Extension
    found: dict[str, datetime] = {}
    for id_, *ends in session.execute(
        select(given.assignment_id, given.due_at, given.closes_at).where(
            given.assignment_id.in_([row.id for row in assignments]), given.ended_at.is_(None)
        )
    ):
        for end in filter(None, ends):
            found[id_] = max(found.get(id_, end), end)
    return found


def solutions_shown(session: Session, assignments: Iterable[orm.Assignment]) -> frozenset[str]:
    """Return the ids of the assignments whose solution students read now: it is to be shown, and they are over."""
    return over_among(session, [row for row in assignments if row.solution_shown])


def _is_past(moment: datetime | None, at: datetime) -> bool:
    return moment is not None and moment < at


def _staff_of(session: Session, courses: Iterable[str], user: str) -> frozenset[str]:
    table = orm.Enrollment
    query = select(table.course_id).where(
        table.user == user, table.role.in_(STAFF), table.course_id.in_(sorted(courses))
    )
    return frozenset(session.scalars(query))


def _released(session: Session, assignments: Iterable[str], user: str) -> frozenset[str]:
    query = (
        select(orm.FeedbackRelease.submission_id)
        .join(orm.Submission, orm.Submission.id == orm.FeedbackRelease.submission_id)
        .where(orm.Submission.user == user, orm.Submission.assignment_id.in_(sorted(assignments)))
    )
    return frozenset(session.scalars(query))


def _final_in(session: Session, courses: Iterable[str], user: str) -> frozenset[str]:
    table = orm.FinalGrade
    query = select(table.course_id).where(
        table.user == user, table.course_id.in_(sorted(courses)), table.ended_at.is_(None)
    )
    return frozenset(session.scalars(query))
