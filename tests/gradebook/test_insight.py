"""How an assignment went: whose work is in it, what is said of tests and errors, and in how many queries."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.gradebook.insight import overview
from jupyter_autograde.gradebook.insight.overview import read_insight
from jupyter_autograde.gradebook.insight.time_bins import QUARTER
from jupyter_autograde.gradebook.insight.whose import WorkQuestion, find_works
from jupyter_autograde.gradebook.insight.works import hand_in_quarters
from jupyter_autograde.grading.score_changes import apply_change
from jupyter_autograde.grading.voiding import start_void
from jupyter_autograde.models.insight import AssignmentInsight
from jupyter_autograde.models.regrade import ApplyRequest, VoidRequest
from jupyter_autograde.permissions import Permission, Role
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.school import INSTRUCTOR, OTHER_STUDENT, STUDENT, TA, School
from jupyter_autograde.testing.statements import statements
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid
from tests.gradebook.steps import graded, late_by_a_day, put_in_section

STUDENTS, ATTEMPTS = 1000, 10


def insight(school: School, assignment_id: str, by: Asker = INSTRUCTOR) -> AssignmentInsight:
    with school.database.read() as session:
        found = access.assignment(session, by, assignment_id, Permission.SEE_ALL_SUBMISSIONS)
        # As it is answered and read.
        return AssignmentInsight.model_validate_json(read_insight(session, found).model_dump_json())


def clusters(found: AssignmentInsight) -> list[tuple[str, list[str]]]:
    return [(one.pattern, [found.people[number].user for number in one.students]) for one in found.errors.clusters]


def test_only_the_newest_attempt_of_everybody_counts(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=9, olga=4)
    school.submit(assignment_id, STUDENT, text=b"score: 10")
    school.grade_everything()
    found = insight(school, assignment_id)
    assert (found.students, found.handed_in, found.graded, found.pending) == (2, 2, 2, 0)
    assert (found.scores.mean, found.scores.median, found.scores.deviation) == (70, 70, 30)
    assert [one.students for one in found.scores.bins] == [0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
    assert [(one.submissions, one.newest) for one in found.hand_ins.bins] == [(3, 2)]
    assert [(one.test, one.students, one.passed) for one in found.tests] == [("q1 - 1", 2, 1), ("q1 - 2", 2, 1)]


def test_scores_are_those_of_the_gradebook_lateness_taken_off(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=9)
    late_by_a_day(school, assignment_id)
    assert insight(school, assignment_id).scores.mean == pytest.approx(70)


def test_discrimination_is_with_the_score_in_everything_else(school: School) -> None:
    # Points of the tests: sam 5 + 5, olga 5 + 2, wil 0.
    assignment_id = graded(school, "hw1", sam=10, olga=7)
    put_in_section(school, "wil", "A")
    school.submit(assignment_id, Asker("wil"), text=b"score: 0")
    school.grade_everything()
    first, second = insight(school, assignment_id).tests
    # First test: the rest is 5, 2, 0; two passed, M1 = 3.5, M0 = 0, s = sqrt(38/9), p = 2/3.
    assert first.discrimination == pytest.approx(3.5 / (38 / 9) ** 0.5 * (2 / 9) ** 0.5)
    # Second: the rest is 5, 5, 0; one passed, M1 = 5, M0 = 2.5, s = sqrt(50/9), p = 1/3.
    assert second.discrimination == pytest.approx(2.5 / (50 / 9) ** 0.5 * (2 / 9) ** 0.5)
    # 27 % of three is one: the best passed both, the last none.
    assert (first.upper_lower, second.upper_lower) == (1, 1)


def test_a_second_belongs_to_its_own_quarter_to_its_end(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=10)
    at = now().replace(minute=14, second=59, microsecond=700_000)
    with school.database.write() as session:
        session.execute(update(orm.Submission).values(submitted_at=at))
    with school.database.read() as session:
        found = access.assignment(session, INSTRUCTOR, assignment_id, Permission.SEE_ALL_SUBMISSIONS)
        assert hand_in_quarters(session, found) == [(int(at.timestamp()) // QUARTER, 1, 1)]


def test_who_comes_into_the_course_meanwhile_is_left_out(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL each query sees what is committed by then."""
    assignment_id = graded(school, "hw1", sam=10)
    school.submit(assignment_id, OTHER_STUDENT, text=b"score: 2\nraises: KeyError: 'a'")
    school.grade_everything()
    before = overview.students
    monkeypatch.setattr(overview, "students", lambda *asked: [one for one in before(*asked) if one.user != "olga"])
    found = insight(school, assignment_id)
    assert (found.students, found.handed_in, found.people) == (1, 1, [])


def test_errors_are_grouped_by_what_they_say_with_whom_they_happened_to(school: School) -> None:
    assignment_id = graded(school, "hw1")
    school.submit(assignment_id, STUDENT, text=b"score: 1\nraises: NameError: name 'total' is not defined")
    school.submit(
        assignment_id,
        OTHER_STUDENT,
        text=b"score: 2\nraises: NameError: name 'all_of' is not defined\nraises: KeyError: 'a'\nraises: KeyError: 'b'",
    )
    school.grade_everything()
    found = insight(school, assignment_id)
    assert clusters(found) == [("NameError: name '…' is not defined", ["olga", "sam"]), ("KeyError: …", ["olga"])]
    (place,) = found.errors.clusters[0].places
    assert (place.question, place.test, place.cell, place.students) == ("q1", "q1 - 1", None, 2)
    assert found.errors.unknown == 0
    # Who hands in what somebody else did has the same errors, though nothing runs.
    school.submit(assignment_id, STUDENT, text=b"score: 2\nraises: KeyError: 'b'")
    school.submit(assignment_id, OTHER_STUDENT, text=b"score: 2\nraises: KeyError: 'b'")
    school.grade_everything()
    assert clusters(insight(school, assignment_id)) == [("KeyError: …", ["olga", "sam"])]


def test_those_who_fail_a_test_or_have_an_error_are_found(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=9, olga=4)
    put_in_section(school, "wil", "A")
    school.submit(assignment_id, Asker("wil"), text=b"score: 1\nraises: KeyError: 'a'")
    school.grade_everything()
    found = insight(school, assignment_id)
    (cluster,) = found.errors.clusters

    def who(by: Asker = INSTRUCTOR, **wanted: str) -> tuple[list[str], str | None]:
        with school.database.read() as session:
            seen = access.assignment(session, by, assignment_id, Permission.SEE_ALL_SUBMISSIONS)
            works = find_works(session, seen, WorkQuestion(**wanted))
            return [session.get_one(orm.Submission, one).user for one in works.submissions], works.pattern

    # As many as the insight says.
    assert [one.students - one.passed for one in found.tests] == [2, 3]
    assert who(test="q1 - 1") == (["olga", "wil"], None)
    assert who(test="q1 - 2", question="q1", notebook=found.tests[0].notebook) == (["olga", "sam", "wil"], None)
    assert who(test="q1 - 2", question="q2") == who(test="q1 - 9") == ([], None)
    assert who(error=cluster.id) == (["wil"], "KeyError: …")
    assert who(error="0" * 16) == ([], None)
    put_in_section(school, "olga", "B")
    put_in_section(school, "tom", "B", Role.TA)
    assert who(TA, test="q1 - 1") == (["olga"], None)
    for wanted in ({}, {"test": "q1 - 1", "error": cluster.id}):
        with pytest.raises(InvalidInput):
            who(**wanted)


def test_results_from_before_errors_were_noted_are_counted(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=3)
    with school.database.write() as session:
        for grade in session.scalars(select(orm.Grade)):
            grade.errors = None
    assert insight(school, assignment_id).errors.unknown == 1


def test_a_ta_of_a_section_sees_its_students_alone(school: School) -> None:
    assignment_id = graded(school, "hw1", olga=4)
    school.submit(assignment_id, STUDENT, text=b"score: 1\nraises: KeyError: 'a'")
    school.submit(assignment_id, STUDENT, text=b"score: 1\nraises: KeyError: 'mine'")
    school.grade_everything()
    put_in_section(school, "olga", "A")
    put_in_section(school, "sam", "B")
    put_in_section(school, "tom", "A", Role.TA)
    found = insight(school, assignment_id, TA)
    assert (found.students, found.handed_in, found.scores.students, found.tests[0].students) == (1, 1, 1, 1)
    assert [one.submissions for one in found.hand_ins.bins] == [1]
    assert (found.errors.clusters, found.people) == ([], [])


def test_who_has_left_or_teaches_is_not_in_it_as_in_the_gradebook(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=9, olga=4)
    school.submit(assignment_id, INSTRUCTOR, text=b"score: 10")
    school.grade_everything()
    with school.database.write() as session:
        session.delete(session.scalars(select(orm.Enrollment).where(orm.Enrollment.user == "sam")).one())
    found = insight(school, assignment_id)
    assert (found.students, found.handed_in, found.scores.mean, found.tests[0].students) == (1, 1, 40, 1)
    assert [one.submissions for one in found.hand_ins.bins] == [1]


def test_a_voided_test_is_said_to_be_and_counts_no_points(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=5, olga=10)
    with school.database.write() as session:
        found = access.assignment(session, INSTRUCTOR, assignment_id, Permission.CHANGE_SCORES)
        void = start_void(session, found, VoidRequest(question="q1", test="q1 - 2", reason="wrong"))
    with school.database.write() as session:
        change = access.score_change(session, INSTRUCTOR, void.id, Permission.CHANGE_SCORES)
        apply_change(session, change, ApplyRequest())
    seen = insight(school, assignment_id)
    assert [(one.test, one.voided, one.max_points) for one in seen.tests] == [("q1 - 1", False, 5), ("q1 - 2", True, 0)]
    assert seen.scores.mean == 100


def test_before_anybody_has_handed_in_there_is_nothing(school: School) -> None:
    found = insight(school, graded(school, "hw1"))
    assert (found.students, found.handed_in, found.scores.mean, found.tests) == (2, 0, None, [])
    assert (found.hand_ins.bins, found.errors.clusters, found.errors.total) == ([], [], 0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_thousand_students_are_as_few_queries_as_two_and_quick(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=9, olga=4)
    with statements(school.database, "SELECT") as few:
        insight(school, assignment_id)
    fill(school, assignment_id)
    began = time.process_time()
    with statements(school.database, "SELECT") as many:
        found = insight(school, assignment_id)
    seconds = time.process_time() - began
    assert (found.handed_in, len(found.tests)) == (STUDENTS + 2, 22)
    assert sum(one.submissions for one in found.hand_ins.bins) == STUDENTS * ATTEMPTS + 2
    assert sum(one.newest for one in found.hand_ins.bins) == STUDENTS + 2
    assert len(found.errors.clusters) == 3
    assert len(many) == len(few) < 12
    assert len(found.model_dump_json()) < 400_000
    assert seconds < 5, seconds


def fill(school: School, assignment_id: str) -> None:
    """Put a thousand students with ten attempts each into the course, past all use cases."""
    users = [f"s{number:04}" for number in range(STUDENTS)]
    with school.database.write() as session:
        model = session.scalars(select(orm.Submission).where(orm.Submission.assignment_id == assignment_id)).first()
        assert model is not None
        grade = session.scalars(select(orm.Grade).where(orm.Grade.submission_id == model.id)).one()
        job = session.get_one(orm.Job, grade.job_id)
        copied = ("version_id", "late", "bundle_sha256", "size", "receipt_key_id", "receipt_signature", "assignment_id")
        common = {name: getattr(model, name) for name in copied}
        works = [
            {
                "id": new_ulid(),
                "user": user,
                "attempt": attempt,
                "submitted_at": now() - timedelta(hours=7 * (ATTEMPTS - attempt) + number % 6),
                "idempotency_key": new_ulid(),
                **common,
            }
            for number, user in enumerate(users)
            for attempt in range(1, ATTEMPTS + 1)
        ]
        newest = [work for work in works if work["attempt"] == ATTEMPTS]
        enrolled = {"course_id": school.course_id, "role": Role.STUDENT, "source": "csv"}
        session.execute(insert(orm.Enrollment), [{"user": user, **enrolled} for user in users])
        session.execute(insert(orm.Submission), works)
        jobs = [
            {
                "id": new_ulid(),
                "kind": job.kind,
                "state": job.state,
                "course_id": job.course_id,
                "submission_id": one["id"],
            }
            for one in works
        ]
        session.execute(insert(orm.Job), jobs)
        grades = [
            {
                "id": new_ulid(),
                "submission_id": work["id"],
                "version_id": work["version_id"],
                "job_id": one["id"],
                "status": "ok",
                "score": 10.0,
                "max_score": 20.0,
                "result": result(grade.result, number),
                "errors": [
                    {
                        "notebook": "hw1.ipynb",
                        "question": "q",
                        "test": f"t{test}",
                        "text": f"{name}: name 'v{number}{test}'",
                    }
                    for test, name in enumerate(("NameError", "KeyError", "TypeError"))
                ],
                "notebooks": {},
            }
            for number, (work, one) in enumerate(zip(works, jobs, strict=True))
        ]
        session.execute(insert(orm.Grade), grades)
        session.execute(
            insert(orm.SubmissionStatus),
            [
                {
                    "submission_id": one["submission_id"],
                    "state": "graded",
                    "grade_id": one["id"],
                    "score": 10.0,
                    "max_score": 20.0,
                    "pending": 0.0,
                }
                for one in grades
            ],
        )
        session.execute(
            insert(orm.LatestSubmission),
            [
                {"submission_id": one["id"], "assignment_id": assignment_id, "user": one["user"], "attempt": ATTEMPTS}
                for one in newest
            ],
        )


def result(like: dict[str, Any], number: int) -> dict[str, Any]:
    cases = [
        {"name": f"t{test}", "passed": bool((number + test) % 3), "hidden": False, "points": 1.0, "max_points": 1.0}
        for test in range(20)
    ]
    question = {
        "name": "q",
        "notebook": "hw1.ipynb",
        "score": 20.0,
        "max_score": 20.0,
        "cases": cases,
        "all_or_nothing": False,
    }
    return {**like, "questions": [question], "score": float(number % 20), "max_score": 20.0}
