import pytest

from jupyter_autograde import access
from jupyter_autograde.errors import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    InvalidSource,
    NotFound,
    PermissionDenied,
    ReleaseNotReady,
)
from jupyter_autograde.exchange.assignments import change_assignment, list_assignments
from jupyter_autograde.exchange.event_log import read_page
from jupyter_autograde.exchange.fetch import student_bundle
from jupyter_autograde.exchange.release import describe_version, list_versions, release_version, start_release
from jupyter_autograde.models.assignment import (
    AssignmentChange,
    AssignmentFormat,
    AssignmentState,
    AssignmentVersion,
    VersionState,
)
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage.bundle_store import store_files
from jupyter_autograde.testing.school import INSTRUCTOR, STRANGER, STUDENT, TA, School
from jupyter_autograde.testing.walkthrough import notebook
from jupyter_autograde.timestamps import now


def version_as(school: School, asker: access.Asker, version_id: str) -> AssignmentVersion:
    with school.database.read() as session:
        return describe_version(session, access.version(session, asker, version_id, Permission.SEE_COURSE))


def test_a_built_version_waits_with_its_report_for_the_instructor(school: School) -> None:
    version = school.build(school.draft().id)
    built = version_as(school, INSTRUCTOR, version.id)
    assert (built.state, built.max_score) == (VersionState.READY, 10)
    assert built.report is not None
    assert built.report.solution_score == 10
    with pytest.raises(NotFound):
        version_as(school, STUDENT, version.id)


def test_releasing_opens_the_assignment_to_the_course_and_hides_the_report(school: School) -> None:
    assignment = school.draft()
    version = school.release(assignment.id)
    seen = version_as(school, STUDENT, version.id)
    assert (seen.state, seen.report, seen.refusal) == (VersionState.RELEASED, None, None)
    with school.database.read() as session:
        course = access.course(session, STUDENT, school.course_id, Permission.SEE_COURSE)
        (listed,) = list_assignments(session, course)
        bundle = student_bundle(session, access.version(session, STUDENT, version.id, Permission.FETCH))
    assert (listed.state, listed.version) == (AssignmentState.RELEASED, 1)
    assert list(bundle.files) == ["hw1.ipynb"]


def test_an_assignment_is_of_the_format_of_its_newest_release(school: School) -> None:
    assignment = school.draft()
    for source, name in [("nbgrader", AssignmentFormat.NBGRADER), ("otter", AssignmentFormat.OTTER)]:
        version = school.build(assignment.id, source=notebook(source))
        with school.database.write() as session:
            release_version(session, access.version(session, INSTRUCTOR, version.id, Permission.RELEASE))
            course = access.course(session, STUDENT, school.course_id, Permission.SEE_COURSE)
            (listed,) = list_assignments(session, course)
        assert listed.format == name


def test_a_version_that_fails_its_proof_can_not_be_released(school: School) -> None:
    version = school.build(school.draft().id, source=notebook("unsolved"))
    refused = version_as(school, INSTRUCTOR, version.id)
    assert refused.state == VersionState.REFUSED
    assert refused.refusal == "The solution does not reach full marks."
    assert refused.report is not None
    assert refused.report.failing == ["q1 - 1"]
    with school.database.write() as session, pytest.raises(ReleaseNotReady):
        release_version(session, access.version(session, INSTRUCTOR, version.id, Permission.RELEASE))


def test_a_source_that_can_not_be_built_is_refused_with_the_reason(school: School) -> None:
    version = school.build(school.draft().id, source=notebook("broken"))
    assert version_as(school, INSTRUCTOR, version.id).refusal == "The notebook has no assignment in it."


def test_a_version_still_building_can_not_be_released(school: School) -> None:
    draft = school.draft()
    with school.database.write() as session:
        owner = access.assignment(session, INSTRUCTOR, draft.id, Permission.RELEASE)
        version = start_release(session, owner, store_files(school.blobs, [("a.ipynb", b"{}")]), [], "default")
    with school.database.write() as session, pytest.raises(ReleaseNotReady, match="still being built"):
        release_version(session, access.version(session, INSTRUCTOR, version.id, Permission.RELEASE))


def test_older_submissions_keep_their_version(school: School) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    before = school.submit(assignment.id)[0]
    school.release(assignment.id)
    after = school.submit(assignment.id)[0]
    assert (before.version, after.version) == (1, 2)
    with school.database.read() as session:
        owner = access.assignment(session, TA, assignment.id, Permission.SEE_DRAFTS)
        assert [version.number for version in list_versions(session, owner)] == [2, 1]


@pytest.mark.parametrize("chosen", [["missing.ipynb"], ["data.csv"]])
def test_what_is_no_notebook_of_the_source_can_not_become_an_assignment(school: School, chosen: list[str]) -> None:
    draft = school.draft()
    stored = store_files(school.blobs, [("hw1.ipynb", b"{}"), ("data.csv", b"1")])
    with school.database.write() as session, pytest.raises(InvalidSource):
        owner = access.assignment(session, INSTRUCTOR, draft.id, Permission.RELEASE)
        start_release(session, owner, stored, chosen, "default")


def test_only_instructors_release(school: School) -> None:
    draft = school.draft()
    with school.database.read() as session:
        with pytest.raises(PermissionDenied):
            access.assignment(session, TA, draft.id, Permission.RELEASE)
        with pytest.raises(NotFound):
            access.assignment(session, STUDENT, draft.id, Permission.RELEASE)
        with pytest.raises(NotFound):
            access.assignment(session, STRANGER, draft.id, Permission.RELEASE)


def test_a_name_is_taken_once_in_a_course(school: School) -> None:
    school.draft("hw1")
    with pytest.raises(AlreadyExists):
        school.draft("hw1")
    school.draft("hw2")


def test_an_assignment_does_not_close_before_it_is_due(school: School) -> None:
    with pytest.raises(InvalidInput):
        school.draft(due_at=now(), closes_at=now().replace(year=2020))


def test_events_reach_those_who_may_know_them(school: School) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    school.submit(assignment.id)
    school.grade_everything()
    with school.database.read() as session:

        def types(asker: access.Asker) -> list[str]:
            return [event.type for event in read_page(session, asker, 0).events]

        own = ["assignment_released", "submission_received", "job_started", "submission_graded"]
        assert types(INSTRUCTOR) == ["version_built", *own]
        assert types(STUDENT) == own
        assert types(access.Asker("olga")) == ["assignment_released"]
        assert types(STRANGER) == []


def test_an_older_version_does_not_become_the_newest_again(school: School) -> None:
    assignment = school.draft()
    older = school.build(assignment.id)
    school.release(assignment.id)
    with pytest.raises(Conflict, match="Version 2"), school.database.write() as session:
        release_version(session, access.version(session, INSTRUCTOR, older.id, Permission.RELEASE))


def test_a_new_version_does_not_open_a_closed_assignment(school: School) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    with school.database.write() as session:
        owner = access.assignment(session, INSTRUCTOR, assignment.id, Permission.EDIT_ASSIGNMENT)
        change_assignment(session, owner, AssignmentChange(state=AssignmentState.CLOSED))
    school.release(assignment.id)
    with school.database.read() as session:
        course = access.course(session, STUDENT, school.course_id, Permission.SEE_COURSE)
        (listed,) = list_assignments(session, course)
    assert (listed.state, listed.version) == (AssignmentState.CLOSED, 2)
