"""Let a course choose its grading environment.

Revision: 0004, after 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("course", sa.Column("environment", sa.String(length=128), nullable=True))


def downgrade() -> None:
    op.drop_column("course", "environment")
