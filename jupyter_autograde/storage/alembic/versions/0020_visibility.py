"""What students see of tests and scores, by assignment.

Revision: 0020, after 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from jupyter_autograde.storage.types import JsonColumn

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assignment", sa.Column("visibility", JsonColumn, nullable=True))


def downgrade() -> None:
    op.drop_column("assignment", "visibility")
