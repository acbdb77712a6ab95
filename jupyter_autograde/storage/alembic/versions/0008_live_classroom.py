"""Keep what staff see of notebooks in the live classroom, and a switch for it.

Revision: 0008, after 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from jupyter_autograde.storage.types import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("course", sa.Column("live_days", sa.Integer(), nullable=True))
    op.create_table(
        "live_notebook",
        sa.Column(
            "event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("course_id", sa.String(length=26), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.Column("cells", sa.BigInteger(), nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("error_name", sa.String(length=128), nullable=True),
        sa.Column("error_message", sa.String(length=500), nullable=True),
        sa.Column("error_since", UtcDateTime(), nullable=True),
        sa.Column("tail", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_live_notebook_course_id_course")),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["notebook_event.id"],
            name=op.f("fk_live_notebook_event_id_notebook_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_live_notebook")),
    )
    op.create_index(op.f("ix_live_notebook_course_id_kept_at"), "live_notebook", ["course_id", "kept_at"])
    op.create_index(op.f("ix_event_type_at"), "event", ["type", "at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_event_type_at"), "event")
    op.drop_table("live_notebook")
    op.drop_column("course", "live_days")
