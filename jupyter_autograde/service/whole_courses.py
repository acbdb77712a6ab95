"""A course with all that is in it, taken away and brought back: the order of what the use cases do."""

from __future__ import annotations

from jupyter_autograde.access import Access
from jupyter_autograde.courses.members import archive_course, reopen_course
from jupyter_autograde.exchange.archive import archive_all, bring_back_all
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import Session


def take_away(session: Session, access: Access[orm.Course]) -> None:
    """Archive a course and its assignments, and end everybody's part in it; for admins of the hub."""
    archive_course(session, access)
    archive_all(session, access)


def bring_back(session: Session, access: Access[orm.Course]) -> None:
    """Undo that: whoever was in it is again, and what was released stays closed; for admins of the hub."""
    bring_back_all(session, access)
    reopen_course(session, access)
