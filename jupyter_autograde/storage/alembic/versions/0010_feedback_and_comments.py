"""Feedback that is generated, released and taken back, and comments of the staff.

Revision: 0010, after 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from jupyter_autograde.storage.types import JsonColumn, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_RELEASE_WHAT_WAS_GIVEN = """
INSERT INTO feedback_release (submission_id, feedback_id, released_by, released_at)
SELECT feedback.submission_id, feedback.id, feedback.created_by, feedback.created_at
FROM feedback
WHERE feedback.id = (SELECT max(other.id) FROM feedback AS other WHERE other.submission_id = feedback.submission_id)
"""
"""Until now students saw the newest at once."""


def upgrade() -> None:
    op.add_column("job", sa.Column("asked_by", sa.String(length=128), nullable=True))
    op.add_column("feedback", sa.Column("basis", sa.String(length=64), nullable=True))
    op.add_column("feedback", sa.Column("report", JsonColumn, nullable=True))
    op.add_column("feedback", sa.Column("run_key", sa.String(length=64), nullable=True))
    op.add_column("feedback", sa.Column("notebooks", JsonColumn, nullable=True))
    op.create_index(op.f("ix_feedback_run_key"), "feedback", ["run_key"])
    op.create_table(
        "feedback_release",
        sa.Column("submission_id", sa.String(length=26), nullable=False),
        sa.Column("feedback_id", sa.String(length=26), nullable=False),
        sa.Column("released_by", sa.String(length=128), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_feedback_release_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_feedback_release_feedback_id_feedback")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_feedback_release")),
    )
    op.execute(_RELEASE_WHAT_WAS_GIVEN)
    op.create_table(
        "comment",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("submission_id", sa.String(length=26), nullable=False),
        sa.Column("question", sa.String(length=256), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("removed_by", sa.String(length=128), nullable=True),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_comment_submission_id_submission")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index(op.f("ix_comment_submission_id"), "comment", ["submission_id"])


def downgrade() -> None:
    op.drop_table("comment")
    op.drop_table("feedback_release")
    op.drop_index(op.f("ix_feedback_run_key"), table_name="feedback")
    for name in ("notebooks", "run_key", "report", "basis"):
        op.drop_column("feedback", name)
    op.drop_column("job", "asked_by")
