"""What went away together with a course."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

_A_LITTLE_EARLIER = timedelta(seconds=5)


def archived_since(
    session: Session, ended: InstrumentedAttribute[Any], of_course: ColumnElement[bool], archived_at: datetime
) -> datetime:
    """Return the moment from which on that ended which ended with a course.

    That is the course's own. Before it was noted for both alike, the others' was a little earlier: where nothing ended
    with the course to the moment, but something just before, it was archived then.

    Parameters
    ----------
    ended : column
        When each ended.
    of_course : condition
        That it is of the course.
    """
    newest = session.scalar(select(func.max(ended)).where(of_course))
    if newest is None or newest >= archived_at:
        return archived_at
    return archived_at - _A_LITTLE_EARLIER
