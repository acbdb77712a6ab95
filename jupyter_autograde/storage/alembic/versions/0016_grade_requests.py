"""Requests of students about their grades, and the answers.

Revision: 0016, after 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from jupyter_autograde.storage.types import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "grade_request",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("submission_id", sa.String(length=26), nullable=False),
        sa.Column("question", sa.String(length=256), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("score_before", sa.Float(), nullable=True),
        sa.Column("max_score_before", sa.Float(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.String(length=128), nullable=True),
        sa.Column("score_after", sa.Float(), nullable=True),
        sa.Column("max_score_after", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_grade_request_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_request")),
    )
    op.create_index(op.f("ix_grade_request_submission_id"), "grade_request", ["submission_id"])
    op.create_index(op.f("ix_grade_request_state"), "grade_request", ["state"])


def downgrade() -> None:
    op.drop_table("grade_request")
