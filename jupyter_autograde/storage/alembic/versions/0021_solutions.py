"""Solutions that students may read after the end.

Revision: 0021, after 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assignment", sa.Column("solution_shown", sa.Boolean(), server_default=sa.false(), nullable=False))
    # Not in batch: that would drop the table that others refer to. SQLite adds a column with its key only so.
    op.execute(
        "ALTER TABLE assignment_version ADD COLUMN solution_sha256 VARCHAR(64) "
        "CONSTRAINT fk_assignment_version_solution_sha256_bundle REFERENCES bundle (sha256)"
    )


def downgrade() -> None:
    op.drop_column("assignment_version", "solution_sha256")
    op.drop_column("assignment", "solution_shown")
