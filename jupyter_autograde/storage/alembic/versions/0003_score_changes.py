"""Keep regrades and voided tests, and the limits of assignments.

Revision: 0003, after 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from jupyter_autograde.storage.types import JsonColumn, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "score_change",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("assignment_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version_id", sa.String(length=26), nullable=True),
        sa.Column("versions", JsonColumn, nullable=False),
        sa.Column("question", sa.String(length=256), nullable=True),
        sa.Column("test", sa.String(length=256), nullable=True),
        sa.Column("policy", sa.String(length=16), nullable=True),
        sa.Column("created_by", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_score_change_assignment_id")),
        sa.ForeignKeyConstraint(["version_id"], ["assignment_version.id"], name=op.f("fk_score_change_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_change")),
    )
    op.create_index(op.f("ix_score_change_assignment_id"), "score_change", ["assignment_id"], unique=False)
    op.create_table(
        "score_change_item",
        sa.Column("score_change_id", sa.String(length=26), nullable=False),
        sa.Column("submission_id", sa.String(length=26), nullable=False),
        sa.Column("job_id", sa.String(length=26), nullable=True),
        sa.Column("grade_id", sa.String(length=26), nullable=True),
        sa.Column("base_grade_id", sa.String(length=26), nullable=True),
        sa.Column("base_state", sa.String(length=16), nullable=True),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_score_change_item_job_id")),
        sa.ForeignKeyConstraint(
            ["score_change_id"], ["score_change.id"], name=op.f("fk_score_change_item_score_change_id")
        ),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_score_change_item_submission_id")),
        sa.PrimaryKeyConstraint("score_change_id", "submission_id", name=op.f("pk_score_change_item")),
    )
    op.create_table(
        "score_change_step",
        sa.Column("score_change_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("user", sa.String(length=128), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["score_change_id"], ["score_change.id"], name=op.f("fk_score_change_step_score_change_id")
        ),
        sa.PrimaryKeyConstraint("score_change_id", "number", name=op.f("pk_score_change_step")),
    )
    # SQLite adds nullable columns in place; a foreign key would have it copy the table.
    op.add_column("job", sa.Column("score_change_id", sa.String(length=26), nullable=True))
    op.create_index(op.f("ix_job_score_change_id"), "job", ["score_change_id"], unique=False)
    op.add_column("grade", sa.Column("score_change_id", sa.String(length=26), nullable=True))
    op.add_column("assignment", sa.Column("limits", JsonColumn, nullable=True))


def downgrade() -> None:
    op.drop_column("assignment", "limits")
    op.drop_column("grade", "score_change_id")
    op.drop_index(op.f("ix_job_score_change_id"), "job")
    op.drop_column("job", "score_change_id")
    op.drop_table("score_change_step")
    op.drop_table("score_change_item")
    op.drop_index(op.f("ix_score_change_assignment_id"), "score_change")
    op.drop_table("score_change")
