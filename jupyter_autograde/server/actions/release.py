"""Release: send a source notebook and its files to be built and proved."""

from __future__ import annotations

from jupyter_autograde.bundles.spool import spooled
from jupyter_autograde.models.assignment import Assignment, AssignmentRequest, AssignmentVersion
from jupyter_autograde.models.local import LocalReleaseRequest
from jupyter_autograde.server.parts import Parts
from jupyter_autograde.server.workspace.disk import disk_errors
from jupyter_autograde.server.workspace.packing import pack_source


def release_notebook(parts: Parts, request: LocalReleaseRequest) -> AssignmentVersion:
    """Send the source; the answer is a version in the state `building`.

    The assignment is made, with its due time, when the course has none of that name; one that there is
    stays as it is until the version is released, which may never be. The files are packed first, so
    that a file that is too large leaves no empty assignment behind.
    """
    with disk_errors("pack the files"), spooled() as archive:
        pack_source(parts.workspace.root, request.path, request.files, archive, parts.limits)
        assignment = _assignment(parts, request)
        notebook = request.path.rpartition("/")[2]
        return parts.patient.start_version(assignment.id, archive, notebooks=[notebook])


def _assignment(parts: Parts, request: LocalReleaseRequest) -> Assignment:
    if request.assignment_id is not None:
        return parts.client.get_assignment(request.assignment_id)
    for assignment in parts.client.list_assignments(request.course_id):
        if assignment.name == request.name:
            return assignment
    return parts.client.create_assignment(
        request.course_id, AssignmentRequest(name=request.name, due_at=request.due_at)
    )
