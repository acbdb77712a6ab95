"""Note since when the live classroom of a course is on, and end those of archived courses.

Revision: 0011, after 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from jupyter_autograde.storage.types import UtcDateTime
from jupyter_autograde.timestamps import now

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_OF_ARCHIVED = "SELECT id FROM course WHERE archived_at IS NOT NULL"
_FORGET_ARCHIVED = f"DELETE FROM live_notebook WHERE course_id IN ({_OF_ARCHIVED})"
_END_ARCHIVED = "UPDATE course SET live_days = NULL WHERE archived_at IS NOT NULL"
_SINCE = """
UPDATE course
SET live_since = coalesce((SELECT min(kept_at) FROM live_notebook WHERE course_id = course.id), :now)
WHERE live_days IS NOT NULL
"""
"""Nobody noted when it was switched on. When it was switched off all rows went, so each that is there is younger."""


def upgrade() -> None:
    op.add_column("course", sa.Column("live_since", UtcDateTime(), nullable=True))
    op.execute(_FORGET_ARCHIVED)
    op.execute(_END_ARCHIVED)
    op.execute(sa.text(_SINCE).bindparams(sa.bindparam("now", now(), type_=UtcDateTime())))


def downgrade() -> None:
    op.drop_column("course", "live_since")
