"""What the assignments of a course count, and totals that were made final.

Revision: 0015, after 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from jupyter_autograde.storage.types import JsonColumn, UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gradebook_weights",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("course_id", sa.String(length=26), nullable=False),
        sa.Column("weights", JsonColumn, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_gradebook_weights_course_id_course")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gradebook_weights")),
    )
    op.create_index(op.f("ix_gradebook_weights_course_id"), "gradebook_weights", ["course_id"])
    op.create_table(
        "final_grade",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("course_id", sa.String(length=26), nullable=False),
        sa.Column("user", sa.String(length=128), nullable=False),
        sa.Column("percent", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=128), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_final_grade_course_id_course")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_final_grade")),
    )
    op.create_index("ix_final_grade_course_id_ended_at", "final_grade", ["course_id", "ended_at"])


def downgrade() -> None:
    op.drop_index("ix_final_grade_course_id_ended_at", table_name="final_grade")
    op.drop_table("final_grade")
    op.drop_index(op.f("ix_gradebook_weights_course_id"), table_name="gradebook_weights")
    op.drop_table("gradebook_weights")
