"""The client of the service, without a lab."""

from __future__ import annotations

import io
import threading

import pytest
import requests

from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import DigestMismatch, IdempotencyKeyReused, NotAuthenticated, NotFound
from jupyter_autograde.testing.small_notebooks import small_notebook
from tests.server.real_service.releasing import released, zipped


def test_the_clients_methods_fit_the_service(person, service_url):
    staff, student = person("ines"), person("sam")
    assert student.health().status == "ok"
    assert student.receipt_keys()
    assert student.me().name == "sam"
    course = staff.list_courses(name="physics")[0]
    assert staff.get_course(course.id).title == "Physics 1"
    assert {row.user for row in staff.list_enrollments(course.id)} >= {"sam", "tom"}
    assignment_id = released(staff)
    files = zipped({"hw1.ipynb": small_notebook("# score: 3")})
    got = student.submit(assignment_id, files, key="k", version=1)
    assert student.submit(assignment_id, files, key="k", version=1).id == got.id
    with pytest.raises(IdempotencyKeyReused):
        student.submit(assignment_id, zipped({"hw1.ipynb": small_notebook()}), key="k")
    assert [s.id for s in student.list_submissions(assignment_id, latest=True, limit=1)] == [got.id]
    assert [s.id for s in staff.list_submissions(assignment_id, user="sam")] == [got.id]
    with student.stream_events(after=0) as stream:
        for event in stream:
            if event is not None and event.type == "submission_graded":
                break
    assert student.list_grades(got.id)[0].result.score == 3
    (kept,) = staff.list_executed_notebooks(got.id)
    assert staff.download_executed_notebook(got.id, kept.index, io.BytesIO()).sha256 == kept.sha256
    assert staff.download_submission(got.id, io.BytesIO()).etag == got.sha256
    job = staff.grade_again(got.id)
    assert staff.get_job(job.id).submission_id == got.id
    assert len(staff.list_versions(assignment_id)) == 1
    with pytest.raises(NotFound):
        person("cleo").get_assignment(assignment_id)
    with pytest.raises(NotAuthenticated):
        AutogradeClient(service_url, "no-token").me()


def test_a_damaged_upload_is_refused(person, service_url, hub):
    assignment_id = released(person("ines"))
    answer = requests.post(
        f"{service_url}api/v1/assignments/{assignment_id}/submissions",
        data=zipped({"hw1.ipynb": small_notebook()}).getvalue(),
        headers={
            "Authorization": f"token {hub.add_user('sam')}",
            "Content-Type": "application/zip",
            "Content-Digest": f"sha-256=:{'A' * 43}=:",
            "Idempotency-Key": "k",
        },
        timeout=10,
    )
    assert answer.json()["code"] == DigestMismatch.code


def test_one_key_from_many_threads_is_one_submission(person):
    assignment_id = released(person("ines"))
    student = person("sam")
    got = []

    def submit():
        got.append(student.submit(assignment_id, zipped({"hw1.ipynb": small_notebook()}), key="k").id)

    threads = [threading.Thread(target=submit) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 6
    assert len(set(got)) == 1
