"""Use case: see how an assignment went."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.gradebook.book import students
from jupyter_autograde.gradebook.insight.error_clusters import ErrorTable
from jupyter_autograde.gradebook.insight.items import TestTable
from jupyter_autograde.gradebook.insight.scores import summarise
from jupyter_autograde.gradebook.insight.time_bins import hand_ins
from jupyter_autograde.gradebook.insight.works import GradedWork, graded_works, hand_in_quarters
from jupyter_autograde.models.insight import AssignmentInsight, InsightPerson
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.orm.course import full_name
from jupyter_autograde.storage.terms import TermsBook, load_terms
from jupyter_autograde.timestamps import zone_or_utc


def read_insight(session: Session, access: Access[orm.Assignment]) -> AssignmentInsight:
    """Return how an assignment went, of the students of the gradebook: who has left the course is not among them."""
    assignment = access.object
    people = {row.user: row for row in students(session, access.to(assignment.course))}
    terms = load_terms(session, [assignment])
    tests, errors = TestTable(), ErrorTable()
    percents: list[float] = []
    owners: dict[str, str] = {}
    graded = pending = 0
    for work in graded_works(session, access):
        if work.user not in people:
            continue  # came into the course since `people` were read
        owners[work.submission_id] = work.user
        graded += work.result is not None
        pending += work.pending
        percent = _percent(assignment, work, terms)
        if percent is not None:
            percents.append(percent)
        tests.take(work)
        errors.take(work)
    named = sorted(errors.works(), key=lambda one: owners[one])
    zone = zone_or_utc(assignment.course.timezone)
    return AssignmentInsight.model_construct(
        assignment_id=assignment.id,
        name=assignment.name,
        due_at=assignment.due_at,
        closes_at=assignment.closes_at,
        students=len(people),
        handed_in=len(owners),
        graded=graded,
        pending=pending,
        scores=summarise(percents),
        hand_ins=hand_ins(hand_in_quarters(session, access), zone),
        tests=tests.lines(),
        errors=errors.summary({one: number for number, one in enumerate(named)}),
        people=[
            InsightPerson(
                user=owners[one],
                name=full_name(people[owners[one]].first_name, people[owners[one]].last_name),
                section=people[owners[one]].section,
                submission_id=one,
            )
            for one in named
        ],
    )


def _percent(assignment: orm.Assignment, work: GradedWork, terms: TermsBook) -> float | None:
    """Return the score that counts, as the gradebook has it."""
    result = work.result
    if result is None or not result.max_score:
        return None
    penalty = terms.of(assignment, work.user).penalty(work.submitted_at, result.score, result.max_score) or 0.0
    return 100 * (result.score - penalty) / result.max_score
