"""Who handed a submission in, where that was not the student.

Revision: 0018, after 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("submission", sa.Column("submitted_by", sa.String(length=128), nullable=True))


def downgrade() -> None:
    op.drop_column("submission", "submitted_by")
