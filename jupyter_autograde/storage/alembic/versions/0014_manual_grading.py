"""Manual grading: scores with history, rubrics, the bank of comments, claims, flags, anonymous assignments.

Revision: 0014, after 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from jupyter_autograde.storage.types import JsonColumn, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assignment", sa.Column("anonymous", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("assignment", sa.Column("pseudonym_key", sa.String(length=64), nullable=True))
    op.add_column("score_change", sa.Column("rubric", JsonColumn, nullable=True))
    op.add_column("score_change_item", sa.Column("manual_score_id", sa.String(length=26), nullable=True))
    op.add_column("score_change_item", sa.Column("base_manual_score_id", sa.String(length=26), nullable=True))
    op.create_table(
        "manual_score",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("submission_id", sa.String(length=26), nullable=False),
        sa.Column("question", sa.String(length=256), nullable=False),
        sa.Column("points", sa.Float(), nullable=True),
        sa.Column("max_score", sa.Float(), nullable=False),
        sa.Column("start", sa.Float(), nullable=False),
        sa.Column("items", JsonColumn, nullable=False),
        sa.Column("adjustment", sa.Float(), nullable=False),
        sa.Column("author", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("score_change_id", sa.String(length=26), nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_manual_score_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manual_score")),
    )
    op.create_index("ix_manual_score_submission_id_current", "manual_score", ["submission_id", "current"])
    op.create_table(
        "grading_claim",
        sa.Column("submission_id", sa.String(length=26), nullable=False),
        sa.Column("question", sa.String(length=256), nullable=False),
        sa.Column("held_by", sa.String(length=128), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_grading_claim_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("submission_id", "question", name=op.f("pk_grading_claim")),
    )
    op.create_table(
        "grading_flag",
        sa.Column("submission_id", sa.String(length=26), nullable=False),
        sa.Column("question", sa.String(length=256), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_grading_flag_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("submission_id", "question", name=op.f("pk_grading_flag")),
    )
    op.create_table(
        "rubric_item",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("assignment_id", sa.String(length=26), nullable=False),
        sa.Column("question", sa.String(length=256), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("created_by", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_rubric_item_assignment_id_assignment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_item")),
    )
    op.create_index(op.f("ix_rubric_item_assignment_id"), "rubric_item", ["assignment_id"])
    op.create_table(
        "saved_comment",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("course_id", sa.String(length=26), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_saved_comment_course_id_course")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_comment")),
    )
    op.create_index(op.f("ix_saved_comment_course_id"), "saved_comment", ["course_id"])


def downgrade() -> None:
    for table in ("saved_comment", "rubric_item", "grading_flag", "grading_claim", "manual_score"):
        op.drop_table(table)
    op.drop_column("score_change_item", "base_manual_score_id")
    op.drop_column("score_change_item", "manual_score_id")
    op.drop_column("score_change", "rubric")
    op.drop_column("assignment", "pseudonym_key")
    op.drop_column("assignment", "anonymous")
