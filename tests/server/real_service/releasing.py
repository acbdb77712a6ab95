"""Release an assignment as its instructor does."""

from __future__ import annotations

import io

from jupyter_autograde.bundles import write_bundle
from jupyter_autograde.models.assignment import AssignmentRequest, VersionState
from jupyter_autograde.testing.small_notebooks import small_notebook


def zipped(files):
    target = io.BytesIO()
    write_bundle(target, files.items())
    return target


def released(staff, name="hw 1", **dates):
    """Release an assignment as its instructor; returns its id."""
    course = staff.list_courses()[0]
    after = staff.poll_events(wait=0).last_id
    assignment = staff.create_assignment(course.id, AssignmentRequest(name=name, **dates))
    version = staff.start_version(assignment.id, zipped({"hw1.ipynb": small_notebook("# read", "...")}))
    while version.state is VersionState.BUILDING:
        page = staff.poll_events(after=after, wait=10)
        after = page.last_id
        version = staff.get_version(version.id)
    assert version.state is VersionState.READY, version
    staff.release_version(version.id)
    return assignment.id
