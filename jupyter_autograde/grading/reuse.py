"""The same content is never graded twice, unless somebody asks.

What is the same: the assignment version with its package, the files handed in, and what grades them (engine, locked
environment, sandbox, limits). Another version is another content even where its tests are equal: an instructor who
releases anew expects everything to be run anew. A notebook that draws random numbers without a seed keeps the first
result; staff who doubt it use *Grade again*, which always runs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection

from sqlalchemy import ColumnElement, Exists, and_, bindparam, exists, select
from sqlalchemy.orm import Session, aliased, undefer

from jupyter_autograde.models.grade import GradeStatus
from jupyter_autograde.models.job import JobState
from jupyter_autograde.storage import orm

REUSABLE = (GradeStatus.OK, GradeStatus.TAMPERED)
"""Not what may come from a machine's bad day (time, memory), so that the next attempt is run. Tampering stays
tampering: a canary shall not be asked until it fails."""


def content_of(submission: orm.Submission, version: orm.AssignmentVersion | None = None) -> str:
    """Return what is graded: the version (None: the one that was fetched) and the files handed in."""
    version = version or submission.version
    return _digest([version.id, str(version.package_sha256), submission.bundle_sha256])


def content_key(content: str, engine: str) -> str:
    """Return what is graded and with what.

    Parameters
    ----------
    content : str
        From `content_of`.
    engine : str
        `grading.contract.Engine.identity`.
    """
    return _digest([content, engine])


def known_among(session: Session, contents: Collection[str]) -> set[str]:
    """Return which of some contents have a result that stands for others, by whatever engine.

    The order of jobs needs no certainty. But what will be run again counts as unknown: handing in once more what
    timed out must not come before everybody else.
    """
    return set(session.scalars(_KNOWN, {"contents": sorted(contents)}))


def find_reusable(session: Session, key: str) -> orm.Grade | None:
    """Return the newest grade with this key that stands for all others."""
    return session.scalar(
        select(orm.Grade)
        .options(undefer(orm.Grade.errors))  # they are taken over too
        .where(orm.Grade.content_key == key, _stands_for_others())
        .order_by(orm.Grade.job_id.desc())
        .limit(1)
    )


def _stands_for_others() -> ColumnElement[bool]:
    """Return the condition for grades that others may take over.

    What a regrade has found is none: it may be discarded yet, or hold a part only.
    """
    return and_(
        orm.Grade.status.in_(REUSABLE),
        orm.Grade.reused_from.is_(None),
        orm.Grade.score_change_id.is_(None),
    )


def is_being_graded() -> Exists:
    """Return the condition for jobs whose content is graded at this moment by another job."""
    other = aliased(orm.Job)
    return exists().where(other.content == orm.Job.content, other.state == JobState.RUNNING, other.id != orm.Job.id)


_KNOWN = (
    select(orm.Job.content)
    .join(orm.Grade, orm.Grade.job_id == orm.Job.id)
    .where(orm.Job.content.in_(bindparam("contents", expanding=True)), _stands_for_others())
    .distinct()
)
# Made once, for each hand-in asks it.


def _digest(parts: list[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
