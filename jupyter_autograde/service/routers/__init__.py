"""The native API, one resource a file; `ROUTERS` is all of it."""

from __future__ import annotations

from jupyter_autograde.service.routers import (
    assignments,
    bundles,
    courses,
    events,
    extensions,
    feedback,
    grades,
    health,
    jobs,
    limits,
    live,
    people,
    roster,
    score_changes,
    submissions,
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
    limits.router,
    versions.router,
    bundles.router,
    grades.router,
    feedback.router,
    score_changes.router,
    jobs.router,
    events.router,
)
