"""Use cases: list and show submissions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.grading import jobs
from jupyter_autograde.models.submission import Receipt, Submission, SubmissionState
from jupyter_autograde.models.visibility import EVERYTHING, Sight
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.terms import Terms, load_terms
from jupyter_autograde.storage.visibility import Sights, load_sights, sight_of

MAX_PAGE = 1000
"""Most submissions in one answer."""

_UNSAID: dict[str, Any] = {"position": None, "eta": None, "receipt": None}
"""What only a single submission says."""
_SUBMISSION, _STATUS = orm.Submission.__table__, orm.SubmissionStatus.__table__
_LATEST = orm.LatestSubmission.__table__
_COLUMNS = (
    _SUBMISSION.c.id,
    _SUBMISSION.c.version_id,
    _SUBMISSION.c.user,
    _SUBMISSION.c.attempt,
    _SUBMISSION.c.submitted_at,
    _SUBMISSION.c.claimed_at,
    _SUBMISSION.c.submitted_by,
    _SUBMISSION.c.bundle_sha256.label("sha256"),
    _SUBMISSION.c.size,
    _STATUS.c.state,
    _STATUS.c.job_id,
    _STATUS.c.score,
    _STATUS.c.max_score,
    _STATUS.c.pending,
)
"""What a list reads of a submission, under the names of `models.submission.Submission`; of tables, not of mapped
classes, whose rows take half as long again."""
_NAMES = tuple(column.key for column in _COLUMNS)


def list_submissions(
    session: Session,
    access: Access[orm.Assignment],
    *,
    user: str | None = None,
    latest: bool = False,
    before: str | None = None,
    limit: int = MAX_PAGE,
) -> list[Submission]:
    """Return submissions, newest first: staff everybody's or those of their sections, others their own.

    Parameters
    ----------
    latest : bool
        Only the newest attempt of each student; costs the same however many attempts there are.
    before : str, optional
        Id of the last submission of the page before.
    """
    found = listed_values(session, access, user=user, latest=latest, before=before, limit=limit)
    return [Submission.model_validate(values) for values in found]


def listed_values(
    session: Session,
    access: Access[orm.Assignment],
    *,
    user: str | None = None,
    latest: bool = False,
    before: str | None = None,
    limit: int = MAX_PAGE,
) -> list[dict[str, Any]]:
    """Return what `list_submissions` does, each with the values of all fields of `models.submission.Submission`.

    They come out of our own tables, so who only sends them on need not have a thousand of them checked.
    """
    sights = None
    if not access.may(Permission.SEE_ALL_SUBMISSIONS):
        user = access.asker.name
        sights = load_sights(session, [access.object], user)
    query = select(*_COLUMNS).join(_STATUS, _STATUS.c.submission_id == _SUBMISSION.c.id)
    if latest:
        query = query.join(_LATEST, _LATEST.c.submission_id == _SUBMISSION.c.id).where(
            _LATEST.c.assignment_id == access.object.id
        )
    else:
        query = query.where(_SUBMISSION.c.assignment_id == access.object.id)
    if access.sections is not None:
        query = query.where(access.sees(access.object.course_id, orm.Submission.user))
    if user is not None:
        query = query.where(_SUBMISSION.c.user == user)
    if before is not None:
        query = query.where(_SUBMISSION.c.id < before)
    rows = session.execute(query.order_by(_SUBMISSION.c.id.desc()).limit(min(limit, MAX_PAGE))).all()
    assignment = access.object
    common = _UNSAID | {
        "course_id": assignment.course_id,
        "assignment_id": assignment.id,
        "assignment": assignment.name,
    }
    version = orm.AssignmentVersion
    versions = session.execute(select(version.id, version.number).where(version.assignment_id == assignment.id))
    numbers = {one.id: one.number for one in versions}
    # Of one person the sections of the others are not read.
    book = load_terms(session, [assignment], user)
    found = []
    for row in rows:
        values: dict[str, Any] = common | dict(zip(_NAMES, row, strict=True))
        values["version"] = numbers[values.pop("version_id")]
        terms, at = book.of(assignment, values["user"]), values["submitted_at"]
        values["late"] = terms.is_late(at)
        _hide(values, assignment, sights)
        values.update(terms.final(at, values["score"], values["max_score"]))
        found.append(values)
    return found


def describe_submission(session: Session, access: Access[orm.Submission]) -> Submission:
    """Return one submission, with its receipt and its place in the queue."""
    row = access.object
    job = session.get(orm.Job, row.status.job_id) if row.status.job_id else None
    terms = load_terms(session, [row.assignment], row.user).of(row.assignment, row.user)
    sight = EVERYTHING if access.may(Permission.SEE_ALL_SUBMISSIONS) else sight_of(session, row)
    return to_submission(row, terms, sight, place=jobs.place_of(session, job) if job else None)


def _hide(values: dict[str, Any], assignment: orm.Assignment, sights: Sights | None) -> None:
    """Take out of the values of a submission what its student may not see yet; None: staff ask."""
    awaited = sights.of(assignment, values["id"]).score_awaits if sights is not None else None
    values["score_awaits"] = awaited
    if awaited is not None:
        values["score"] = values["pending"] = None


def to_submission(row: orm.Submission, terms: Terms, sight: Sight, *, place: jobs.Place | None = None) -> Submission:
    """Return the model of a submission with its receipt.

    Parameters
    ----------
    terms : Terms
        What holds for who handed it in.
    sight : Sight
        What the asker sees of it.
    """
    status = sight.status(row.status)
    return Submission(
        id=row.id,
        course_id=row.assignment.course_id,
        assignment_id=row.assignment_id,
        assignment=row.assignment.name,
        version=row.version.number,
        user=row.user,
        attempt=row.attempt,
        submitted_at=row.submitted_at,
        claimed_at=row.claimed_at,
        submitted_by=row.submitted_by,
        late=terms.is_late(row.submitted_at),
        sha256=row.bundle_sha256,
        size=row.size,
        state=SubmissionState(row.status.state),
        job_id=row.status.job_id,
        position=place.position if place else None,
        eta=place.eta if place else None,
        score=status.score,
        max_score=status.max_score,
        pending=status.pending,
        **terms.final(row.submitted_at, status.score, status.max_score),
        score_awaits=sight.score_awaits,
        receipt=_receipt(row),
    )


def _receipt(row: orm.Submission) -> Receipt:
    return Receipt(
        submission_id=row.id,
        course=row.assignment.course.name,
        assignment=row.assignment.name,
        user=row.user,
        attempt=row.attempt,
        submitted_at=row.submitted_at,
        late=row.late,
        sha256=row.bundle_sha256,
        key_id=row.receipt_key_id,
        signature=row.receipt_signature,
    )
