from __future__ import annotations

import json
import threading

import pytest

from jupyter_autograde.models.local import PendingState


def test_what_is_added_is_sent_once_and_the_receipt_is_kept(service, add, start_sender, store, tmp_path):
    sender = start_sender()
    entry = add()
    sender.kick()
    submission, left = sender.wait_for(entry.id, 10)
    assert left is None
    assert [s["id"] for s in service.submissions] == [submission.id]
    assert store.entries() == []
    receipt = json.loads((tmp_path / ".autograde" / "receipts" / "1.json").read_bytes())
    assert receipt == submission.receipt.model_dump(mode="json")


def test_it_waits_for_a_service_that_is_away_and_is_sent_when_it_comes(service, add, start_sender, changes):
    port = service.port
    service.stop()
    entry = add()
    sender = start_sender()
    submission, left = sender.wait_for(entry.id, 0.5)
    assert (submission, left.state) == (None, PendingState.WAITING)
    service.start(port)
    sender.kick()
    submission, _ = sender.wait_for(entry.id, 10)
    assert submission.attempt == 1
    assert [change[0].state for change in changes][:1] == [PendingState.WAITING]


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_lost_answer_leads_to_one_submission(service, add, start_sender, drop):
    service.fail("POST .*/submissions", drop=drop, times=2)
    entry = add()
    sender = start_sender()
    submission, _ = sender.wait_for(entry.id, 15)
    assert [s["id"] for s in service.submissions] == [submission.id]


@pytest.mark.parametrize(
    ("status", "code", "final"),
    [
        (404, "not_found", True),
        (403, "permission_denied", True),
        (403, "missing_scope", False),
        (401, "not_authenticated", False),
        (409, "assignment_closed", True),
        (413, "bundle_too_large", True),
        (429, "attempt_limit_reached", True),
        (429, "too_many_requests", False),
        (400, "digest_mismatch", False),
        (418, "of_a_later_release", True),
        (500, "error", False),
        (503, "hub_unreachable", False),
        (507, "storage_full", False),
    ],
)
def test_only_final_answers_end_a_submission(service, add, start_sender, store, status, code, final):
    service.fail("POST .*/submissions", status=status, body={"message": "A sentence.", "code": code})
    entry = add()
    sender = start_sender()
    submission, left = sender.wait_for(entry.id, 10)
    if final:
        assert (left.state, left.last_error, left.last_code) == ("refused", "A sentence.", code)
        assert store.bundle(entry.id).exists()
        assert service.submissions == []
    else:
        assert submission is not None
        assert len(service.submissions) == 1


DAMAGED = {"status": 400, "body": {"message": "Damaged.", "code": "digest_mismatch"}}


def wait_for_tries(sender, entry, count):
    """Let `count` tries fail, without the pauses between them; return the entry after the last."""
    for tries in range(1, count):
        assert sender.wait_for(entry.id, 20, tries=tries)[1].state == "waiting"
        sender.kick()
    return sender.wait_for(entry.id, 20, tries=count)[1]


def test_four_damaged_arrivals_do_not_end_a_submission(service, add, start_sender):
    service.fail("POST .*/submissions", times=4, **DAMAGED)
    entry = add()
    sender = start_sender()
    assert wait_for_tries(sender, entry, 4).state == "waiting"
    assert sender.wait_for(entry.id, 30)[0].attempt == 1


def test_a_line_that_damages_everything_ends_it_with_the_files_kept(service, add, start_sender, store):
    service.fail("POST .*/submissions", times=100, **DAMAGED)
    entry = add()
    left = wait_for_tries(start_sender(), entry, 5)
    assert (left.state, left.tries, left.last_code) == ("refused", 5, "digest_mismatch")
    assert "submit again" in left.last_error
    assert store.bundle(entry.id).exists()


def test_an_outage_does_not_count_as_damage(service, add, start_sender):
    service.fail("POST .*/submissions", status=503, body={"message": "Away.", "code": "storage_error"}, times=5)
    service.fail("POST .*/submissions", **DAMAGED)
    entry = add()
    sender = start_sender()
    assert wait_for_tries(sender, entry, 6).state == "waiting"
    assert sender.wait_for(entry.id, 60)[0].attempt == 1


@pytest.mark.parametrize("wrong", ["submission", "receipt"])
def test_a_receipt_for_other_files_is_no_acknowledgement(service, add, start_sender, store, tmp_path, wrong):
    entry = add()
    answer = service.submit("ada", entry.assignment_id, "another key", store.bundle(entry.id).read_bytes(), {})[1]
    (answer if wrong == "submission" else answer["receipt"])["sha256"] = "0" * 64
    service.fail("POST .*/submissions", status=201, body=answer)
    submission, left = start_sender().wait_for(entry.id, 10)
    assert submission is None
    assert (left.state, left.last_code) == ("refused", "receipt_mismatch")
    assert "attempt 1" in left.last_error
    assert "submit again" in left.last_error
    assert store.bundle(entry.id).exists()
    assert not (tmp_path / ".autograde" / "receipts" / "1.json").exists()


def test_a_refused_one_does_not_hold_up_the_next(service, add, start_sender):
    service.fail("POST .*/submissions", status=409, body={"message": "Closed.", "code": "conflict"})
    first, second = add(), add(b"[]")
    sender = start_sender()
    assert sender.wait_for(second.id, 10)[0].attempt == 1
    assert sender.wait_for(first.id, 0)[1].state == "refused"


def test_submissions_to_one_assignment_keep_their_order(service, add, start_sender):
    service.fail("POST .*/submissions", status=500, times=2, body={"message": "x", "code": "error"})
    entries = [add(b"{}"), add(b"[]"), add(b"[1]")]
    sender = start_sender()
    attempts = [sender.wait_for(entry.id, 15)[0].attempt for entry in entries]
    assert attempts == [1, 2, 3]


def test_two_servers_of_one_user_send_once(service, add, start_sender):
    first, second = start_sender(), start_sender()
    entries = [add(str(i).encode()) for i in range(5)]
    first.kick()
    second.kick()
    got = {second.wait_for(entry.id, 15)[0].id for entry in entries}
    assert {s["id"] for s in service.submissions} == got
    assert len(service.submissions) == 5
    assert sum(1 for method, _ in service.requests if method == "POST") == 5


def test_a_bundle_that_is_gone_stays_visible(service, add, start_sender, store):
    entry = add()
    store.bundle(entry.id).unlink()
    sender = start_sender()
    sender.wait_for(entry.id, 0.3)
    _, left = sender.wait_for(entry.id, 0)
    assert left.last_code == "storage_error"


def test_stopping_ends_the_thread(service, start_sender):
    sender = start_sender()
    sender.stop()
    sender.join(10)
    assert sender not in threading.enumerate()
