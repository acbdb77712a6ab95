"""Grade passback: where the grades of assignments go, and the outbox.

Revision: 0022, after 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from jupyter_autograde.storage.types import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passback_target",
        sa.Column("assignment_id", sa.String(length=26), nullable=False),
        sa.Column("platform", sa.String(length=128), nullable=False),
        sa.Column("outcome_url", sa.Text(), nullable=False),
        sa.Column("sourced_id", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_passback_target_assignment_id_assignment")
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_passback_target")),
    )
    op.create_table(
        "passback_item",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("assignment_id", sa.String(length=26), nullable=False),
        sa.Column("user", sa.String(length=128), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("claim", sa.String(length=26), nullable=True),
        sa.Column("problem", sa.String(length=32), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("sent_score", sa.Float(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_passback_item_assignment_id_assignment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passback_item")),
        sa.UniqueConstraint("assignment_id", "user", name=op.f("uq_passback_item_assignment_id_user")),
    )
    op.create_index("ix_passback_item_state_due_at", "passback_item", ["state", "due_at"])


def downgrade() -> None:
    op.drop_table("passback_item")
    op.drop_table("passback_target")
