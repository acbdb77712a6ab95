"""What tests of the queue ask of it."""

from datetime import timedelta

from sqlalchemy import func, select, update

from jupyter_autograde.models.submission import Submission
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.school import School
from jupyter_autograde.timestamps import now


def state_of(school: School, submission: Submission) -> tuple[str, str, int]:
    with school.database.read() as session:
        job = session.get_one(orm.Job, submission.job_id or newest_job(school))
        status = session.get_one(orm.SubmissionStatus, submission.id)
        return status.state, job.state, job.tries


def newest_job(school: School) -> str:
    with school.database.read() as session:
        return session.scalars(select(orm.Job.id).order_by(orm.Job.id.desc())).first() or ""


def let_time_pass(school: School) -> None:
    """Make every waiting time and lease run out."""
    past = now() - timedelta(hours=1)
    with school.database.write() as session:
        session.execute(update(orm.Job).where(orm.Job.not_before.is_not(None)).values(not_before=past))
        session.execute(update(orm.Job).where(orm.Job.lease_until.is_not(None)).values(lease_until=past))


def count_grades(school: School) -> int:
    with school.database.read() as session:
        return session.scalar(select(func.count()).select_from(orm.Grade)) or 0
