"""Use case: how far the students of a course are, assignment by assignment."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, case, distinct, func, select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.exchange.fetches import students
from jupyter_autograde.models.assignment_state import AssignmentProgress
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.restarts import of_its_assignments_now


def course_progress(session: Session, access: Access[orm.Course]) -> list[AssignmentProgress]:
    """Return the progress of each assignment, by its name; four queries, however many there are."""
    course_id, people = access.object.id, students(access, access.object.id)
    count = session.scalar(select(func.count()).select_from(people.subquery())) or 0
    fetched = _counted(session, _fetched(course_id, people))
    extensions = _counted(session, _extensions(access))
    work = {row.assignment_id: row for row in session.execute(_work(course_id, people))}
    found = []
    for id_ in session.scalars(
        select(orm.Assignment.id).where(orm.Assignment.course_id == course_id).order_by(orm.Assignment.name)
    ):
        row = work.get(id_)
        found.append(
            AssignmentProgress(
                assignment_id=id_,
                students=count,
                fetched=fetched.get(id_, 0),
                submitted=row.submitted if row else 0,
                graded=row.graded if row else 0,
                failed=row.failed if row else 0,
                extensions=extensions.get(id_, 0),
            )
        )
    return found


def _counted(session: Session, query: Select[str, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(query)}


def _fetched(course_id: str, people: Select[str]) -> Select[str, int]:
    fetch = orm.VersionFetch
    return (
        select(fetch.assignment_id, func.count(distinct(fetch.user)))
        .join(orm.Assignment, orm.Assignment.id == fetch.assignment_id)
        .where(orm.Assignment.course_id == course_id, fetch.user.in_(people), of_its_assignments_now(fetch.fetched_at))
        .group_by(fetch.assignment_id)
    )


def _work(course_id: str, people: Select[str]) -> Select[*tuple[Any, ...]]:
    latest, state = orm.LatestSubmission, orm.SubmissionStatus.state
    return (
        select(
            latest.assignment_id,
            func.count().label("submitted"),
            func.sum(case((state == SubmissionState.GRADED, 1), else_=0)).label("graded"),
            func.sum(case((state == SubmissionState.FAILED, 1), else_=0)).label("failed"),
        )
        .join(orm.SubmissionStatus, orm.SubmissionStatus.submission_id == latest.submission_id)
        .join(orm.Assignment, orm.Assignment.id == latest.assignment_id)
        .where(orm.Assignment.course_id == course_id, latest.user.in_(people))
        .group_by(latest.assignment_id)
    )


def _extensions(access: Access[orm.Course]) -> Select[str, int]:
    given, course_id = orm.Extension, access.object.id
    query = (
        select(given.assignment_id, func.count())
        .join(orm.Assignment, orm.Assignment.id == given.assignment_id)
        .where(orm.Assignment.course_id == course_id, given.ended_at.is_(None))
        .group_by(given.assignment_id)
    )
    if access.sections is None:
        return query
    mine = given.section.in_(sorted(access.sections)) | given.user.in_(students(access, course_id))
    return query.where(mine)
