from __future__ import annotations

import threading

import pytest

from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.models.local import StreamState
from jupyter_autograde.server.reconnecting import delay_after
from jupyter_autograde.server.relay import Relay


class Listener:
    def __init__(self):
        self.changed = threading.Condition()
        self.events = []
        self.states = []

    def event_came(self, event):
        with self.changed:
            self.events.append(event)
            self.changed.notify_all()

    def connection_changed(self, state, message):
        with self.changed:
            self.states.append((state, message))
            self.changed.notify_all()

    def wait(self, condition):
        with self.changed:
            assert self.changed.wait_for(condition, 15), (self.events, self.states)

    def wait_state(self, state):
        self.wait(lambda: self.states and self.states[-1][0] is state)

    @property
    def numbers(self):
        return [event.data["n"] for event in self.events]


@pytest.fixture
def listener():
    return Listener()


@pytest.fixture
def relay(service, listener):
    client = AutogradeClient(service.url, "student-token", timeout=5, retries=0)
    relay = Relay(client, listener, idle_timeout=0.4, poll_wait=0.2)
    yield relay
    relay.stop()
    relay.join(10)
    assert not relay.is_alive()


@pytest.fixture
def emit(service, assignment_id):
    return lambda n, user=None: service.emit("assignment_changed", assignment_id, user, {"n": n})


def test_events_from_now_on_come_by_the_stream(relay, listener, emit):
    emit(0)
    relay.start()
    listener.wait_state(StreamState.SSE)
    emit(1)
    emit(2, user="somebody else")
    emit(3, user="ada")
    listener.wait(lambda: listener.numbers == [1, 3])


def test_a_break_loses_nothing(relay, listener, emit, service):
    relay.start()
    listener.wait_state(StreamState.SSE)
    emit(1)
    listener.wait(lambda: listener.numbers == [1])
    port = service.port
    service.stop()
    listener.wait_state(StreamState.DOWN)
    assert "can't be reached" in listener.states[-1][1]
    emit(2)
    service.start(port)
    listener.wait_state(StreamState.SSE)
    emit(3)
    listener.wait(lambda: listener.numbers == [1, 2, 3])


def test_where_a_proxy_holds_the_stream_back_it_asks(relay, listener, emit, service):
    service.buffered = True
    relay.start()
    listener.wait_state(StreamState.POLL)
    emit(1)
    emit(2)
    listener.wait(lambda: listener.numbers == [1, 2])


def test_a_stream_that_falls_silent_is_left_for_asking(relay, listener, emit, service):
    relay.start()
    listener.wait_state(StreamState.SSE)
    service.heartbeat = 60
    service.buffered = True
    listener.wait_state(StreamState.POLL)
    emit(1)
    listener.wait(lambda: listener.numbers == [1])


def test_a_revoked_token_ends_it_with_a_sentence(relay, listener, service):
    relay.start()
    listener.wait_state(StreamState.SSE)
    del service.tokens["student-token"]
    listener.wait_state(StreamState.DOWN)
    relay.join(10)
    assert not relay.is_alive()
    assert listener.states[-1][1] == "Sign in to the hub again. Restart your server to get a new token."


def test_a_missing_scope_is_said_and_not_asked_again_at_once(relay, listener, service):
    body = {"message": "Add this line.", "code": "missing_scope"}
    service.fail("GET events", status=403, body=body, times=100)
    relay.start()
    listener.wait(lambda: listener.states == [(StreamState.DOWN, "Add this line.")])
    assert len(service.requests) == 1


def test_a_service_that_is_away_from_the_start_is_found_later(relay, listener, service, emit):
    port = service.port
    service.stop()
    relay.start()
    listener.wait_state(StreamState.DOWN)
    service.start(port)
    listener.wait_state(StreamState.SSE)


def test_events_of_a_later_release_are_passed_over(relay, listener, service, emit, assignment_id):
    relay.start()
    listener.wait_state(StreamState.SSE)
    service.emit("of_a_later_release", assignment_id, None, {})
    emit(1)
    listener.wait(lambda: listener.numbers == [1])


@pytest.mark.parametrize("buffered", [False, True])
def test_a_restored_database_is_followed_from_where_it_is(relay, listener, emit, service, buffered):
    service.buffered = buffered
    relay.start()
    state = StreamState.POLL if buffered else StreamState.SSE
    listener.wait_state(state)
    for n in range(5):
        emit(n)
    listener.wait(lambda: listener.numbers == [0, 1, 2, 3, 4])
    port = service.port
    service.stop()
    del service.events[2:]  # a backup of some time ago
    emit("missed")
    service.start(port)
    # Those who listen hear of a break, and ask for everything anew.
    listener.wait(lambda: [state for state, _ in listener.states][-2:] == [StreamState.DOWN, state])
    listener.wait(lambda: any("set back" in message for _, message in listener.states))
    emit("next")
    listener.wait(lambda: listener.numbers[5:] == ["next"])


def test_after_a_long_outage_the_service_is_asked_every_ten_seconds_at_least():
    longest = [delay_after(failures, lambda low, high: high) for failures in range(1, 100)]
    assert longest[:6] == [0.5, 1, 2, 4, 8, 10]
    assert max(longest) == 10
    assert len({delay_after(9) for _ in range(20)}) > 1
    assert all(5 <= delay_after(9) <= 10 for _ in range(100))
