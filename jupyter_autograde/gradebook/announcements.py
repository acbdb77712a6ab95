"""What a course is told of its gradebook; call these last in a transaction."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.visibility import ScoreShown
from jupyter_autograde.storage import orm
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
    """Tell that the grades of some students became final, or are no longer.

    These students hear of each work of theirs whose score is shown with that, and nothing of the grade itself.
    """
    rows = session.scalars(
        select(orm.Assignment).where(
            orm.Assignment.course_id == access.object.id, orm.Assignment.visibility.is_not(None)
        )
    )
    awaiting = [row.id for row in rows if rules_of(row).score is ScoreShown.WHEN_FINAL]
    works = session.execute(
        select(orm.LatestSubmission.assignment_id, orm.LatestSubmission.user)
        .where(orm.LatestSubmission.assignment_id.in_(awaiting))
        .order_by(orm.LatestSubmission.user, orm.LatestSubmission.assignment_id)
    ).all()
    changed = EventType.GRADEBOOK_CHANGED
    append_events(
        session,
        [NewEvent(changed, access.object.id, row.assignment_id, row.user, {}) for row in works if row.user in users],
    )
    tell_gradebook(session, access)
