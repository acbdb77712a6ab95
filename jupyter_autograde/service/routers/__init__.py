"""The native API, one resource a file; `ROUTERS` is all of it."""

from __future__ import annotations

from jupyter_autograde.service.routers import (
    assignments,
    audit,
    bundles,
    courses,
    events,
    extensions,
    feedback,
    grade_requests,
    gradebook,
    grades,
    health,
    jobs,
    live,
    manual,
    people,
    roster,
    rubrics,
    score_changes,
    submissions,
    todo,
    versions,
)

# Looked through in this order for each request: what a whole class asks at the same moment comes first.
ROUTERS = (
    submissions.hand_ins,
    submissions.router,
    health.router,
    people.router,
    courses.router,
    roster.router,
    live.router,
    assignments.router,
    extensions.router,
    versions.router,
    bundles.router,
    grades.router,
    feedback.router,
    manual.router,
    rubrics.router,
    gradebook.router,
    audit.router,
    grade_requests.router,
    todo.router,
    score_changes.router,
    jobs.router,
    events.router,
)
