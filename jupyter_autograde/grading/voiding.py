"""Use case: propose to void a test, or a question, that turned out to be wrong."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import Conflict
from jupyter_autograde.grading.current import applied_voids, lock_scores
from jupyter_autograde.grading.regrade import built_versions, find_version, require_test
from jupyter_autograde.grading.score_changes import note_step, to_change
from jupyter_autograde.grading.voids import Void
from jupyter_autograde.models.regrade import ChangeKind, ChangeState, ScoreChange, VoidRequest
from jupyter_autograde.storage import orm


def start_void(session: Session, access: Access[orm.Assignment], request: VoidRequest) -> ScoreChange:
    """Record the void to be looked at; it counts when it is applied, for later submissions too.

    Raises
    ------
    InvalidInput
        No version has the question, or the test.
    NotFound, ReleaseNotReady
        There is no such version, or it was not built.
    Conflict
        The same test is voided in the same way already.
    """
    assignment = access.object
    lock_scores(session, assignment.id)
    version = find_version(session, assignment, request.version) if request.version is not None else None
    candidates = [version] if version else built_versions(session, assignment)
    having = require_test(candidates, request.question, request.test, manual=True)
    void = Void(request.question, request.test, request.policy)
    voids = applied_voids(session, assignment.id)
    if all(void in voids.get(one.id, ()) for one in having):
        raise Conflict("This test is voided already.")
    change = orm.ScoreChange(
        assignment=assignment,
        kind=ChangeKind.VOID,
        state=ChangeState.OPEN,
        version=version,
        versions=[one.id for one in having],
        question=request.question,
        test=request.test,
        policy=request.policy,
        created_by=access.asker.name,
    )
    session.add(change)
    session.flush()
    note_step(session, change, access.asker.name, "started", request.reason)
    session.flush()
    return to_change(change)
