"""Who handed a submission in, where that was not the student.

Revision: 0017, after 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("submission", sa.Column("submitted_by", sa.String(length=128), nullable=True))


def downgrade() -> None:
    op.drop_column("submission", "submitted_by")
