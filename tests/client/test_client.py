from __future__ import annotations

import io
import logging
from datetime import UTC, datetime

import pytest

from jupyter_autograde.bundles import BundleLimits, BundleReader, identity_of, write_bundle
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import (
    AssignmentClosed,
    AttemptLimitReached,
    BundleTooLarge,
    DigestMismatch,
    IdempotencyKeyReused,
    InvalidInput,
    NotAuthenticated,
    NotFound,
    PermissionDenied,
    ServiceRefused,
    ServiceUnreachable,
    UpstreamError,
)
from jupyter_autograde.models.assignment import AssignmentChange, AssignmentRequest
from jupyter_autograde.models.event import EventType, SaveEvent, SaveEventBatch


def bundle(files: dict[str, bytes]) -> io.BytesIO:
    target = io.BytesIO()
    write_bundle(target, files.items())
    return target


def test_lists_come_back_as_models(client, assignment_id):
    assert [course.name for course in client.list_courses()] == ["data"]
    assert [a.name for a in client.list_assignments()] == ["hw 1"]
    assert client.get_assignment(assignment_id).version == 1
    assert client.me().name == "ada"
    assert client.health().status == "ok"
    assert client.receipt_keys() == []


def test_a_bundle_is_downloaded_and_checked(client, assignment_id):
    target = io.BytesIO()
    done = client.download_version(client.get_assignment(assignment_id).version_id, target)
    files = dict(BundleReader(target, BundleLimits()).files())
    assert files == {"hw1.ipynb": b"{}", "data/a.csv": b"1,2\n"}
    assert done.etag == identity_of(files)
    assert done.size == len(target.getvalue())


def test_a_damaged_download_is_refused(client, service, assignment_id):
    version_id = client.get_assignment(assignment_id).version_id
    service.damage_bundles = True
    with pytest.raises(DigestMismatch):
        client.download_version(version_id, io.BytesIO())


def test_a_submission_comes_back_with_its_receipt(client, service, assignment_id):
    clicked = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    files = bundle({"hw1.ipynb": b"{}"})
    got = client.submit(assignment_id, files, key="k1", claimed_at=clicked, version=1)
    assert (got.attempt, got.user, got.claimed_at) == (1, "ada", clicked)
    assert got.receipt.sha256 == identity_of({"hw1.ipynb": b"{}"})
    again = client.submit(assignment_id, files, key="k1")
    assert again.id == got.id
    assert len(service.submissions) == 1
    with pytest.raises(IdempotencyKeyReused):
        client.submit(assignment_id, bundle({"hw1.ipynb": b"[]"}), key="k1")


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_submission_whose_connection_breaks_is_sent_again_and_counts_once(client, service, assignment_id, drop):
    service.fail("POST .*/submissions", drop=drop)
    got = client.submit(assignment_id, bundle({"hw1.ipynb": b"{}"}), key="k1")
    assert [s["id"] for s in service.submissions] == [got.id]
    assert sum(1 for method, _ in service.requests if method == "POST") == 2


def test_other_posts_are_not_repeated(staff, service, assignment_id):
    course_id = staff.list_courses()[0].id
    service.fail("POST .*/assignments", drop="after")
    with pytest.raises(ServiceUnreachable):
        staff.create_assignment(course_id, AssignmentRequest(name="hw2"))
    assert sum(1 for method, _ in service.requests if method == "POST") == 1


def test_reads_are_repeated_after_503(client, service, assignment_id):
    service.fail("GET courses", status=503, times=2)
    assert len(client.list_courses()) == 1


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, "not_authenticated", NotAuthenticated),
        (403, "permission_denied", PermissionDenied),
        (404, "not_found", NotFound),
        (409, "assignment_closed", AssignmentClosed),
        (413, "bundle_too_large", BundleTooLarge),
        (422, "invalid_input", InvalidInput),
        (429, "attempt_limit_reached", AttemptLimitReached),
        (418, "of_a_later_release", ServiceRefused),
        (500, "error", ServiceRefused),
    ],
)
def test_errors_come_back_as_our_classes(client, service, status, code, kind):
    body = {"message": "A sentence.", "reason": None, "code": code, "details": {"limit": 3}}
    service.fail("GET me", status=status, body=body)
    with pytest.raises(kind) as caught:
        client.me()
    assert type(caught.value) is kind
    assert (caught.value.message, caught.value.details) == ("A sentence.", {"limit": 3})


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, ServiceUnreachable), (302, ServiceUnreachable), (413, BundleTooLarge)],
)
def test_an_answer_of_something_in_between_is_not_the_services(client, service, status, kind):
    service.fail("GET me", status=status, body={"html": "no"})
    with pytest.raises(kind):
        client.me()


def test_an_answer_of_another_form_is_an_upstream_error(client, service):
    service.fail("GET me", status=200, body={"name": 1})
    with pytest.raises(UpstreamError):
        client.me()


def test_no_service_is_one_error_without_an_address():
    client = AutogradeClient("http://127.0.0.1:9/secret-prefix/", "t0ken", timeout=1, retries=0)
    with pytest.raises(ServiceUnreachable) as caught:
        client.me()
    assert "127.0.0.1" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.details == {"silent": False}


def test_the_token_is_in_no_address_and_no_log(client, service, assignment_id, caplog, tmp_path, monkeypatch):
    # A password for the host in ~/.netrc must not replace the token.
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login eve password wrong\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with caplog.at_level(logging.DEBUG):
        client.submit(assignment_id, bundle({"hw1.ipynb": b"{}"}), key="k1")
        client.poll_events(after=0, wait=0)
        service.fail("GET me", status=401, body={"message": "No.", "code": "not_authenticated"})
        with pytest.raises(NotAuthenticated):
            client.me()
    assert "student-token" not in caplog.text + repr(client) + repr(client._transport._session.auth)
    assert not any("student-token" in line for line in service.addresses)


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_names_that_would_change_the_path_are_refused(client, name):
    with pytest.raises(InvalidInput):
        client.get_course(name)


@pytest.mark.parametrize("url", ["ftp://x/", "http://", "http://u:p@x/", "http://x/?a=1", "x"])
def test_addresses_that_are_none_are_refused(url):
    with pytest.raises(InvalidInput):
        AutogradeClient(url, "t")


def test_a_source_is_sent_to_be_built(staff, service, assignment_id):
    course_id = staff.list_courses()[0].id
    due = datetime(2026, 5, 1, tzinfo=UTC)
    made = staff.create_assignment(course_id, AssignmentRequest(name="hw/2".replace("/", "-"), due_at=due))
    assert made.due_at == due
    version = staff.start_version(made.id, bundle({"hw2.ipynb": b"{}"}), notebooks=["hw2.ipynb"])
    assert (version.state, version.notebooks) == ("building", ["hw2.ipynb"])
    assert staff.release_version(version.id).state == "released"
    assert staff.change_assignment(made.id, AssignmentChange(due_at=None)).due_at is None


def test_save_events_are_counted(client, service):
    event = SaveEvent(path="a.ipynb", saved_at=datetime.now(UTC), size=3)
    assert client.send_save_events(SaveEventBatch(events=[event])).accepted == 1
    assert service.saved[0]["path"] == "a.ipynb"


def test_events_are_polled_and_unknown_ones_left_out(client, service, assignment_id):
    first = client.poll_events(after=0, wait=0)
    assert [event.type for event in first.events] == [EventType.ASSIGNMENT_RELEASED]
    service.emit("of_a_later_release", assignment_id, None, {})
    page = client.poll_events(after=first.last_id, wait=0)
    assert (page.events, page.last_id) == ([], 2)


def test_the_stream_resumes_and_gives_signs_of_life(client, service, assignment_id):
    with client.stream_events(after=0) as stream:
        got = iter(stream)
        assert next(event for event in got if event).id == 1
        service.emit("of_a_later_release", assignment_id, None, {})
        service.emit("assignment_changed", assignment_id, None, {})
        assert next(event for event in got if event).id == 3
        assert next(got) is None
        assert stream.last_id == 3


def test_a_stream_without_a_byte_ends_as_unreachable(client, service):
    service.buffered = True
    with pytest.raises(ServiceUnreachable) as caught:
        client.stream_events(after=0, idle_timeout=0.2)
    assert caught.value.details == {"silent": True}


def test_a_stream_that_falls_silent_ends_as_unreachable(client, service):
    service.heartbeat = 60
    with (
        client.stream_events(after=0, idle_timeout=0.2) as stream,
        pytest.raises(ServiceUnreachable),
    ):
        list(stream)
