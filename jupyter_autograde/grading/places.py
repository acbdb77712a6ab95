"""How many jobs are before one, and when its result is expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, exists, func, select
from sqlalchemy.orm import Session

from jupyter_autograde.grading.presence import live_slots
from jupyter_autograde.grading.turns import ORDER, before
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.job import JobKind, JobState
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.storage.events import NewEvent, append_events
from jupyter_autograde.timestamps import now

PACE_WINDOW = 20
"""Gradings that the running mean of an assignment is about."""
UNKNOWN_SECONDS = 5.0
"""Expected of an assignment that was neither graded nor proved."""
BUILD_SECONDS = 20.0
"""Expected of a build with its proof."""


@dataclass(frozen=True)
class Place:
    """Where a job stands."""

    position: int | None
    """1 = the next; None = it runs."""
    eta: datetime | None
    """When its result is expected; None while no worker takes jobs."""


class Forecast:
    """What is known about speed at one moment: slots, running jobs, paces."""

    def __init__(self, session: Session, assignments: Iterable[str]) -> None:
        self._now = now()
        running = session.execute(
            select(orm.Job.kind, orm.Job.assignment_id, orm.Job.started_at).where(orm.Job.state == JobState.RUNNING)
        ).all()
        wanted = {*assignments, *(row.assignment_id for row in running)}
        self._pace = {
            row.assignment_id: row.seconds
            for row in session.scalars(select(orm.GradingPace).where(orm.GradingPace.assignment_id.in_(wanted)))
        }
        self._slots = live_slots(session)
        self._running = len(running)
        self._left = sum(self.left_of(row.kind, row.assignment_id, row.started_at) for row in running)

    def seconds_of(self, kind: str, assignment_id: str) -> float:
        """Return how long such a job takes."""
        return BUILD_SECONDS if kind == JobKind.BUILD else self._pace.get(assignment_id, UNKNOWN_SECONDS)

    def left_of(self, kind: str, assignment_id: str, started_at: datetime | None) -> float:
        """Return how long such a job still takes, at least nothing."""
        gone = (self._now - started_at).total_seconds() if started_at else 0.0
        return max(0.0, self.seconds_of(kind, assignment_id) - gone)

    def eta(self, jobs_ahead: int, seconds_ahead: float, own_seconds: float) -> datetime | None:
        """Return when a job ends that waits behind `jobs_ahead` others; None when nobody takes jobs."""
        if not self._slots:
            return None
        at_once = self._running + jobs_ahead < self._slots
        wait = 0.0 if at_once else (self._left + seconds_ahead) / self._slots
        return self._now + timedelta(seconds=wait + own_seconds)


def place_of(session: Session, job: orm.Job) -> Place | None:
    """Return where a job stands; None for one that has ended."""
    if job.state == JobState.RUNNING:
        forecast = Forecast(session, [job.assignment_id])
        return Place(None, now() + timedelta(seconds=forecast.left_of(job.kind, job.assignment_id, job.started_at)))
    if job.state != JobState.QUEUED:
        return None
    return places_of_new(session, [job])[0]


def places_of_new(session: Session, jobs: Sequence[orm.Job]) -> list[Place]:
    """Return where jobs stand that wait, or are to be queued together; none of several is in the queue yet."""
    order = sorted(jobs, key=lambda job: (job.priority, job.turn, job.id))
    if len(order) > 1 and _is_anybody_between(session, order[0], order[-1]):
        ahead = {job.id: _ahead(session, job) for job in order}
    else:
        ahead = dict.fromkeys((job.id for job in order), _ahead(session, order[0]))
    known = {row.assignment_id for rows in ahead.values() for row in rows}
    forecast = Forecast(session, known.union(job.assignment_id for job in order))
    places, seconds_of_these = {}, 0.0
    for number, job in enumerate(order):
        rows, own = ahead[job.id], forecast.seconds_of(job.kind, job.assignment_id)
        before_it = sum(row.jobs for row in rows) + number
        seconds = sum(row.jobs * forecast.seconds_of(row.kind, row.assignment_id) for row in rows) + seconds_of_these
        places[job.id] = Place(before_it + 1, forecast.eta(before_it, seconds, own))
        seconds_of_these += own
    return [places[job.id] for job in jobs]


def _ahead(session: Session, job: orm.Job) -> Sequence[Row[str, str, int]]:
    """Return (kind, assignment_id, jobs) of the jobs that wait before one."""
    return session.execute(
        select(orm.Job.kind, orm.Job.assignment_id, func.count().label("jobs"))
        .where(orm.Job.state == JobState.QUEUED, before(job))
        .group_by(orm.Job.kind, orm.Job.assignment_id)
    ).all()


def _is_anybody_between(session: Session, first: orm.Job, last: orm.Job) -> bool:
    return bool(session.scalar(select(exists().where(orm.Job.state == JobState.QUEUED, before(last), ~before(first)))))


def guess_pace(session: Session, assignment_id: str, seconds: float) -> None:
    """Expect of an assignment that was never graded what its proof took, until its first grading."""
    serialize(session, "pace", assignment_id)
    pace = session.get(orm.GradingPace, assignment_id, with_for_update=True)
    if pace is None:
        session.add(orm.GradingPace(assignment_id=assignment_id, seconds=seconds, gradings=0))
    elif not pace.gradings:
        pace.seconds = seconds


def note_pace(session: Session, assignment_id: str, seconds: float) -> None:
    """Take one more grading of an assignment into its running mean."""
    serialize(session, "pace", assignment_id)
    pace = session.get(orm.GradingPace, assignment_id, with_for_update=True)
    if pace is None:
        session.add(orm.GradingPace(assignment_id=assignment_id, seconds=seconds, gradings=1))
        return
    pace.gradings = min(pace.gradings + 1, PACE_WINDOW)
    pace.seconds += (seconds - pace.seconds) / pace.gradings


def anybody_to_tell(session: Session) -> bool:
    """Say whether `tell_places` has something to tell."""
    return any(True for _ in _moved(session))


def tell_places(session: Session) -> int:
    """Tell each waiting student whose place has halved since the last time; returns how many.

    Halves, because every step of a queue of n would be n² events.
    """
    serialize(session, "tell-places")  # one service of several is enough
    events = []
    for job, place in _moved(session):
        job.told_position = place.position
        submission = session.get_one(orm.Submission, job.submission_id)
        events.append(event_of_place(EventType.QUEUE_MOVED, submission, job, place))
    append_events(session, events)
    return len(events)


def event_of_place(kind: EventType, submission: orm.Submission, job: orm.Job, place: Place) -> NewEvent:
    """Return an event about a waiting submission with its place."""
    data = {
        "submission_id": submission.id,
        "attempt": submission.attempt,
        "state": submission.status.state,
        "job_id": job.id,
        "position": place.position,
        "eta": place.eta and place.eta.isoformat(),
    }
    return NewEvent(kind, job.course_id, job.assignment_id, submission.user, data)


def _moved(session: Session) -> Iterator[tuple[orm.Job, Place]]:
    """Give the waiting gradings whose place is at most half of the one last told."""
    rows = session.execute(
        select(orm.Job.id, orm.Job.kind, orm.Job.assignment_id, orm.Job.told_position)
        .where(orm.Job.state == JobState.QUEUED)
        .order_by(*ORDER)
    ).all()
    if not any(row.told_position and 2 * (ahead + 1) <= row.told_position for ahead, row in enumerate(rows)):
        return
    forecast, seconds = Forecast(session, {row.assignment_id for row in rows}), 0.0
    for ahead, row in enumerate(rows):
        own = forecast.seconds_of(row.kind, row.assignment_id)
        if row.told_position and 2 * (ahead + 1) <= row.told_position:
            yield session.get_one(orm.Job, row.id), Place(ahead + 1, forecast.eta(ahead, seconds, own))
        seconds += own
