"""Forget whose work was newest before an assignment began anew: nobody has handed in to it since.

Revision: 0012, after 0011
"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_FORGET = """
DELETE FROM latest_submission
WHERE submission_id IN (
  SELECT submission.id
  FROM submission
  JOIN assignment ON assignment.id = submission.assignment_id
  WHERE submission.submitted_at < assignment.restarted_at
)
"""
"""From now on that is done where it begins anew."""


def upgrade() -> None:
    op.execute(_FORGET)


def downgrade() -> None:
    """Leave it so: the submissions are there, and the next one of each is the newest."""
