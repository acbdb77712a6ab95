"""Archive courses and assignments, keep ended enrollments, names of people, and feedback files.

Revision: 0007, after 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from jupyter_autograde.storage.types import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NAMES = ("first_name", "last_name", "email")


def upgrade() -> None:
    op.add_column("course", sa.Column("archived_at", UtcDateTime(), nullable=True))
    for name in ("archived_at", "restarted_at"):
        op.add_column("assignment", sa.Column(name, UtcDateTime(), nullable=True))
    for name in _NAMES:
        op.add_column("enrollment", sa.Column(name, sa.String(length=256), nullable=True))
    op.create_table(
        "past_enrollment",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("course_id", sa.String(length=26), nullable=False),
        sa.Column("user", sa.String(length=128), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("section", sa.String(length=128), nullable=True),
        *(sa.Column(name, sa.String(length=256), nullable=True) for name in _NAMES),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.Column("ended_by", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_past_enrollment_course_id_course")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_enrollment")),
    )
    op.create_index(op.f("ix_past_enrollment_course_id_user"), "past_enrollment", ["course_id", "user"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("submission_id", sa.String(length=26), nullable=False),
        sa.Column("bundle_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_feedback_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(["bundle_sha256"], ["bundle.sha256"], name=op.f("fk_feedback_bundle_sha256_bundle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_submission_id_id"), "feedback", ["submission_id", "id"])


def downgrade() -> None:
    op.drop_table("feedback")
    op.drop_table("past_enrollment")
    for name in _NAMES:
        op.drop_column("enrollment", name)
    for name in ("archived_at", "restarted_at"):
        op.drop_column("assignment", name)
    op.drop_column("course", "archived_at")
