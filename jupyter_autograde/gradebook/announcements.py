"""What a course is told of its gradebook; call these last in a transaction."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.visibility import ScoreShown
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.chunks import chunks
from jupyter_autograde.storage.events import NewEvent, append_event, append_events
from jupyter_autograde.storage.visibility import rules_of


def tell_gradebook(session: Session, access: Access[orm.Course]) -> None:
    """Tell that weights or final grades are others now; whose, is for staff to look up."""
    # Under the name of who did it: students hear what is about nobody, and need not ask for anything.
    append_event(
        session,
        EventType.GRADEBOOK_CHANGED,
        course_id=access.object.id,
        user=access.asker.name,
    )


def tell_final(session: Session, access: Access[orm.Course], users: Collection[str]) -> None:
    """Tell that final grades are others now.

    Parameters
    ----------
    users : collection of str
        Students whose grade became final or is no longer: they hear of each work of theirs whose score is shown with
        that, and nothing of the grade itself.
    """
    rows = session.scalars(
        select(orm.Assignment).where(
            orm.Assignment.course_id == access.object.id, orm.Assignment.visibility.is_not(None)
        )
    )
    awaiting = [row.id for row in rows if rules_of(row).score is ScoreShown.WHEN_FINAL]
    latest = orm.LatestSubmission
    works = [
        NewEvent(EventType.GRADEBOOK_CHANGED, access.object.id, row.assignment_id, row.user, {})
        for some in (chunks(users) if awaiting else ())
        for row in session.execute(
            select(latest.assignment_id, latest.user)
            .where(latest.assignment_id.in_(awaiting), latest.user.in_(some))
            .order_by(latest.user, latest.assignment_id)
        )
    ]
    append_events(session, works)
    tell_gradebook(session, access)
