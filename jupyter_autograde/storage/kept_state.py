"""What is decided by the state of an assignment stays true until the transaction ends.

On PostgreSQL a hand-in that has read "released" could else be written after the release was undone, and stand at a
draft where its student can't see it. SQLite writes one after the other anyway.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from jupyter_autograde.storage import orm

_STATE = ("state", "released_version_id", "archived_at", "restarted_at")
_THIS = select(*(getattr(orm.Assignment, name) for name in _STATE)).where(orm.Assignment.id == bindparam("id"))
# Made once, for each hand-in asks it. The foreign key of a submission takes the same lock a little later.
_KEPT = _THIS.with_for_update(read=True, key_share=True)
_MINE = _THIS.with_for_update()


def keep_state(session: Session, assignment: orm.Assignment) -> None:
    """Read the state anew, and let nobody who calls `take_state` go on before the transaction ends."""
    _read(session, assignment, _KEPT)


def take_state(session: Session, assignment: orm.Assignment) -> None:
    """Wait for all who have called `keep_state`, and let no other of them go on before the transaction ends."""
    _read(session, assignment, _MINE)


def _read(session: Session, assignment: orm.Assignment, query: Select[str, str | None, datetime | None]) -> None:
    if session.get_bind().dialect.name == "postgresql":
        version_id = assignment.released_version_id
        for name, value in zip(_STATE, session.execute(query, {"id": assignment.id}).one(), strict=True):
            set_committed_value(assignment, name, value)
        if assignment.released_version_id != version_id:
            session.expire(assignment, ["released_version"])
