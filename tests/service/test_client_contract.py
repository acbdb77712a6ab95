"""The typed client against the service itself: every method, as the server extension and the terminal use it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from jupyter_autograde.bundles import identity_of
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import (
    AlreadyExists,
    IdempotencyKeyReused,
    MissingScope,
    NotAuthenticated,
    NotFound,
    PermissionDenied,
)
from jupyter_autograde.models.assignment import AssignmentChange, AssignmentRequest, VersionState
from jupyter_autograde.models.course import CourseChange, CourseRequest, EnrollmentRequest
from jupyter_autograde.models.deadlines import ExtensionRequest
from jupyter_autograde.models.event import EventType, SaveEvent, SaveEventBatch
from jupyter_autograde.models.gradebook import (
    ExportFormat,
    FinalPreviewRequest,
    FinalRequest,
    FinalStep,
    UnfinalRequest,
    WeightsRequest,
)
from jupyter_autograde.models.live import LiveSwitch
from jupyter_autograde.models.regrade import ApplyRequest, ChangeState, RegradeRequest, StepRequest, VoidRequest
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.permissions import Role
from jupyter_autograde.service.components import Components
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.service import archive, serving
from jupyter_autograde.testing.walkthrough import notebook, work


@pytest.fixture
def url(components: Components) -> Iterator[str]:
    with serving(components) as address:
        yield address


@pytest.fixture
def clients(url: str, tokens: dict[str, str]) -> Iterator[dict[str, AutogradeClient]]:
    made = {name: AutogradeClient(url, token) for name, token in tokens.items()}
    yield made
    for client in made.values():
        client.close()


def wait_for(client: AutogradeClient, kind: EventType) -> None:
    with client.stream_events(after=0) as events:
        assert any(event is not None and event.type is kind for event in events)


def test_every_method_of_the_client(clients: dict[str, AutogradeClient], url: str, tokens: dict[str, str]) -> None:
    root, ines, tom, sam = (clients[name] for name in ("root", "ines", "tom", "sam"))
    assert root.health().components
    assert len(sam.receipt_keys()) == 1
    assert (sam.me().name, sam.me().courses[0].role) == ("sam", Role.STUDENT)

    made = root.create_course(CourseRequest(name="biology & more / less".replace("/", "|")))
    assert root.list_courses(name=made.name) == [made] == [root.get_course(made.id)]
    root.enroll(made.id, "a b?c#d%e", EnrollmentRequest(role=Role.TA))
    assert [row.user for row in root.list_enrollments(made.id)] == ["a b?c#d%e"]

    (physics,) = ines.list_courses()
    assert ines.change_course(physics.id, CourseChange(environment="default")).environment == "default"
    assert tom.get_course(physics.id).environment == "default"
    assert ines.change_course(physics.id, CourseChange(environment=None)) == physics
    assignment = ines.create_assignment(physics.id, AssignmentRequest(name="hw1"))
    due = datetime(2040, 1, 1, tzinfo=UTC)
    assert ines.change_assignment(assignment.id, AssignmentChange(due_at=due)).due_at == due
    source = io.BytesIO(archive({"hw1.ipynb": notebook(), "data/a.csv": b"1"}).content)
    building = ines.start_version(assignment.id, source, notebooks=["hw1.ipynb"], environment="default")
    wait_for(ines, EventType.VERSION_BUILT)
    assert ines.get_version(building.id).state is VersionState.READY
    assert building.job_id is not None
    assert ines.get_job(building.job_id).kind == "build"
    assert ines.release_version(building.id).state is VersionState.RELEASED
    assert [version.number for version in tom.list_versions(assignment.id)] == [1]

    assert sam.list_assignments() == sam.list_assignments(physics.id) == [sam.get_assignment(assignment.id)]
    later = datetime(2040, 1, 2, tzinfo=UTC)
    (extension,) = tom.grant_extensions(assignment.id, ExtensionRequest(users=["sam"], due_at=later))
    assert (sam.get_assignment(assignment.id).due_at, tom.get_assignment(assignment.id).due_at) == (later, due)
    assert ines.list_extensions(assignment.id) == [extension]
    ended = ines.end_extension(assignment.id, extension.id)
    assert (ended.ended_by, ines.list_extensions(assignment.id)) == ("ines", [])
    assert ines.list_extensions(assignment.id, ended=True) == [ended]

    fetched = io.BytesIO()
    download = sam.download_version(building.id, fetched)
    files = {name: zipfile.ZipFile(fetched).read(name) for name in zipfile.ZipFile(fetched).namelist()}
    assert identity_of(files) == download.etag == sam.get_version(building.id).bundle_sha256

    bundle = io.BytesIO(work("score: 6").content)
    submission = sam.submit(assignment.id, bundle, key="k", claimed_at=datetime.now(UTC), version=1)
    assert sam.submit(assignment.id, bundle, key="k").id == submission.id
    with pytest.raises(IdempotencyKeyReused):
        sam.submit(assignment.id, io.BytesIO(work("score: 5").content), key="k")
    wait_for(sam, EventType.SUBMISSION_GRADED)
    found = sam.get_submission(submission.id)
    assert (found.state, found.score) == (SubmissionState.GRADED, 6)
    assert [row.id for row in tom.list_submissions(assignment.id, user="sam", latest=True, limit=5)] == [found.id]
    assert tom.list_submissions(assignment.id, after=found.id) == []
    # The list is sent as it is read, and says all that a single submission does.
    where, who = f"{url}api/v1/assignments/{assignment.id}/submissions", {"Authorization": f"token {tokens['tom']}"}
    listed = httpx.get(where, headers=who).json()
    assert listed == [row.model_dump(mode="json") for row in tom.list_submissions(assignment.id)]
    assert sam.list_grades(found.id)[0].result.score == 6
    assert sam.download_submission(found.id, io.BytesIO()).etag == found.sha256
    (executed,) = tom.list_executed_notebooks(found.id)
    assert tom.download_executed_notebook(found.id, executed.index, io.BytesIO()).sha256 == executed.sha256
    assert tom.grade_again(found.id).submission_id == found.id

    regrade = ines.start_regrade(assignment.id, RegradeRequest(students=["sam"], reason="try"))
    wait_for(tom, EventType.REGRADE_READY)
    assert tom.get_score_change(regrade.id).counts.total == 1
    assert ines.discard_score_change(regrade.id, StepRequest()).state is ChangeState.DISCARDED
    void = ines.start_void(assignment.id, VoidRequest(question="q1", test="q1 - 2", reason="wrong"))
    assert ines.apply_score_change(void.id, ApplyRequest()).counts.applied == 1
    assert sam.get_submission(found.id).max_score == 5
    assert ines.undo_score_change(void.id, StepRequest(reason="right after all")).state is ChangeState.UNDONE
    assert [change.id for change in tom.list_score_changes(assignment.id)] == [void.id, regrade.id]

    (row,) = (one for one in tom.get_gradebook(physics.id).rows if one.user == "sam")
    assert (row.percent, row.final) == (60, None)
    counts = {"assignments": [{"assignment_id": assignment.id, "weight": 2}]}
    assert ines.set_weights(physics.id, WeightsRequest.model_validate(counts)) == tom.get_weights(physics.id)
    preview = ines.preview_final(physics.id, FinalPreviewRequest(users=["sam"], unfinished=True))
    wanted = FinalRequest(users=["sam"], unfinished=True, digest=preview.digest)
    assert [one.step for one in ines.make_final(physics.id, wanted).rows] == [FinalStep.SET]
    assert "60.0" in tom.export_grades(physics.id, ExportFormat.MOODLE).content
    assert ines.take_back_final(physics.id, UnfinalRequest(users=["sam"])).users == ["sam"]
    assert [one.action for one in tom.list_audit(physics.id, {"author": "ines"}, limit=3)] == ["gradebook"] * 3
    assert tom.export_audit(physics.id, {"action": "void"}).rows == 2
    assert tom.list_course_extensions(physics.id) == []

    assert ines.switch_live(physics.id, LiveSwitch(enabled=True)).enabled
    saved = SaveEvent(path="hw1.ipynb", saved_at=datetime.now(UTC), assignment_id=assignment.id)
    assert sam.send_save_events(SaveEventBatch(events=[saved])).accepted == 1
    assert EventType.NOTEBOOK_SAVED in {event.type for event in tom.poll_events(after=0, wait=5).events}


def test_errors_of_the_service_are_errors_of_the_client(
    url: str, clients: dict[str, AutogradeClient], hub: FakeHub
) -> None:
    course_id = clients["sam"].list_courses()[0].id
    with pytest.raises(NotFound):
        clients["mallory"].get_course(course_id)
    with pytest.raises(PermissionDenied):
        clients["sam"].list_enrollments(course_id)
    with pytest.raises(AlreadyExists):
        clients["root"].create_course(CourseRequest(name="physics"))
    with pytest.raises(NotAuthenticated), AutogradeClient(url, "wrong") as stranger:
        stranger.me()
    with pytest.raises(MissingScope, match="load_roles"), AutogradeClient(url, hub.add_user("x", scopes=())) as other:
        other.me()
