"""Let jobs take turns, know their content and their worker; sign grades.

Revision: 0002, after 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from jupyter_autograde.storage.types import JsonColumn, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ASSIGNMENT_OF_JOB = """
    coalesce(
        (SELECT submission.assignment_id FROM submission WHERE submission.id = job.submission_id),
        (SELECT assignment_version.assignment_id FROM assignment_version WHERE assignment_version.id = job.version_id)
    )
"""


def upgrade() -> None:
    op.create_table(
        "grading_pace",
        sa.Column("assignment_id", sa.String(length=26), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("gradings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_grading_pace")),
    )
    op.create_table(
        "worker",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker")),
    )
    op.create_index(op.f("ix_worker_seen_at"), "worker", ["seen_at"], unique=False)
    # With server defaults SQLite adds the columns in place: a copied table would lose what refers to it.
    op.add_column("job", sa.Column("turn", sa.Integer(), server_default="0", nullable=False))
    op.add_column("job", sa.Column("course_id", sa.String(length=26), server_default="", nullable=False))
    op.add_column("job", sa.Column("assignment_id", sa.String(length=26), server_default="", nullable=False))
    op.add_column("job", sa.Column("content", sa.String(length=64), nullable=True))
    op.add_column("job", sa.Column("fresh", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("job", sa.Column("told_position", sa.Integer(), nullable=True))
    op.add_column("job", sa.Column("worker_id", sa.String(length=26), nullable=True))
    op.execute(f"UPDATE job SET assignment_id = {_ASSIGNMENT_OF_JOB}")
    op.execute(
        "UPDATE job SET course_id = (SELECT assignment.course_id FROM assignment WHERE assignment.id = job.assignment_id)"
    )
    # build, first, again, regrade: there is more between them now.
    op.execute("UPDATE job SET priority = CASE priority WHEN 0 THEN 1 WHEN 1 THEN 3 WHEN 2 THEN 4 ELSE 5 END")
    op.execute("UPDATE job SET fresh = true WHERE priority = 5")
    op.drop_index("ix_job_state_priority_id", "job")
    op.create_index("ix_job_state_priority_turn_id", "job", ["state", "priority", "turn", "id"], unique=False)
    op.create_index(
        "ix_job_course_id_state_priority_turn", "job", ["course_id", "state", "priority", "turn"], unique=False
    )
    op.create_index(op.f("ix_job_content"), "job", ["content"], unique=False)
    op.add_column("grade", sa.Column("content_key", sa.String(length=64), nullable=True))
    op.add_column("grade", sa.Column("reused_from", sa.String(length=26), nullable=True))
    op.add_column("grade", sa.Column("record", JsonColumn, nullable=True))
    op.add_column("grade", sa.Column("signature", sa.String(length=128), nullable=True))
    op.create_index(op.f("ix_grade_content_key"), "grade", ["content_key"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_grade_content_key"), "grade")
    for name in ("signature", "record", "reused_from", "content_key"):
        op.drop_column("grade", name)
    op.drop_index(op.f("ix_job_content"), "job")
    op.drop_index("ix_job_course_id_state_priority_turn", "job")
    op.drop_index("ix_job_state_priority_turn_id", "job")
    op.create_index("ix_job_state_priority_id", "job", ["state", "priority", "id"], unique=False)
    op.execute("UPDATE job SET priority = CASE WHEN priority < 2 THEN 0 WHEN priority < 4 THEN 1 ELSE priority - 2 END")
    for name in ("worker_id", "told_position", "fresh", "content", "assignment_id", "course_id", "turn"):
        op.drop_column("job", name)
    op.drop_index(op.f("ix_worker_seen_at"), "worker")
    op.drop_table("worker")
    op.drop_table("grading_pace")
