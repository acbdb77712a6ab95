"""Who has fetched which release version.

Revision: 0019, after 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from jupyter_autograde.storage.types import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "version_fetch",
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("user", sa.String(length=128), nullable=False),
        sa.Column("assignment_id", sa.String(length=26), nullable=False),
        sa.Column("fetched_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_version_fetch_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["assignment_version.id"], name=op.f("fk_version_fetch_version_id_assignment_version")
        ),
        sa.PrimaryKeyConstraint("version_id", "user", name=op.f("pk_version_fetch")),
    )
    op.create_index("ix_version_fetch_assignment_id_user", "version_fetch", ["assignment_id", "user"])


def downgrade() -> None:
    op.drop_table("version_fetch")
