"""What cells and tests raised, beside each grade.

Revision: 0017, after 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from jupyter_autograde.storage.types import JsonColumn

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("grade", sa.Column("errors", JsonColumn, nullable=True))


def downgrade() -> None:
    op.drop_column("grade", "errors")
