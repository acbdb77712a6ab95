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
    with op.batch_alter_table("assignment_version") as table:
        table.add_column(sa.Column("solution_sha256", sa.String(length=64), nullable=True))
        table.create_foreign_key(
            op.f("fk_assignment_version_solution_sha256_bundle"), "bundle", ["solution_sha256"], ["sha256"]
        )


def downgrade() -> None:
    with op.batch_alter_table("assignment_version") as table:
        table.drop_constraint(op.f("fk_assignment_version_solution_sha256_bundle"), type_="foreignkey")
        table.drop_column("solution_sha256")
    op.drop_column("assignment", "solution_shown")
