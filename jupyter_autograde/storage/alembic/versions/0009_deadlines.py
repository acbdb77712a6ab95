"""Extensions, late policies, attempt limits, opening times, and time zones of courses.

Revision: 0009, after 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from jupyter_autograde.storage.types import JsonColumn, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("course", sa.Column("timezone", sa.String(length=64), nullable=True))
    op.add_column("course", sa.Column("late_policy", JsonColumn, nullable=True))
    for name in ("opens_at", "opening_told_at"):
        op.add_column("assignment", sa.Column(name, UtcDateTime(), nullable=True))
    for name in ("late_policy", "attempt_limit"):
        op.add_column("assignment", sa.Column(name, JsonColumn, nullable=True))
    op.create_table(
        "extension",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("assignment_id", sa.String(length=26), nullable=False),
        sa.Column("user", sa.String(length=128), nullable=True),
        sa.Column("section", sa.String(length=128), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("closes_at", UtcDateTime(), nullable=True),
        sa.Column("extra_attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("created_by", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=128), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_extension_assignment_id_assignment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_index(op.f("ix_extension_assignment_id_ended_at"), "extension", ["assignment_id", "ended_at"])


def downgrade() -> None:
    op.drop_table("extension")
    for name in ("opens_at", "opening_told_at", "late_policy", "attempt_limit"):
        op.drop_column("assignment", name)
    for name in ("timezone", "late_policy"):
        op.drop_column("course", name)
