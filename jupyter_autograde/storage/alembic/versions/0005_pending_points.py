"""Keep how many points of a submission a person has still to give.

Revision: 0005, after 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from jupyter_autograde.storage.types import JsonColumn

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_STATUS = sa.table(
    "submission_status",
    sa.column("submission_id", sa.String),
    sa.column("grade_id", sa.String),
    sa.column("pending", sa.Float),
)
_GRADE = sa.table("grade", sa.column("id", sa.String), sa.column("result", JsonColumn))


def upgrade() -> None:
    op.add_column("submission_status", sa.Column("pending", sa.Float(), nullable=True))
    connection = op.get_bind()
    # Before this revision no question that a person grades could be voided: what a result says is what counts.
    found = connection.execute(
        sa.select(_STATUS.c.submission_id, _GRADE.c.result).join(_GRADE, _GRADE.c.id == _STATUS.c.grade_id),
        execution_options={"yield_per": 500},  # results are large
    )
    points = [{"status": one, "points": float(result.get("pending", 0))} for one, result in found]
    if points:
        connection.execute(
            sa.update(_STATUS)
            .where(_STATUS.c.submission_id == sa.bindparam("status"))
            .values(pending=sa.bindparam("points")),
            points,
        )


def downgrade() -> None:
    op.drop_column("submission_status", "pending")
