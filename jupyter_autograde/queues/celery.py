"""A queue outside of the service: Celery on Redis or RabbitMQ wakes workers on any number of machines.

A message says "there may be a job" and nothing else. Which job that is, and who has it, is in the database: a message
that is lost, late or delivered twice costs a look, never a grade. So the broker may be away for as long as it likes;
the service looks for it every few seconds, and wakes the workers when it is back.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import celery
from celery.worker import WorkController, state
from celery.worker.consumer import Consumer
from kombu.exceptions import OperationalError

from jupyter_autograde.errors import AutogradeError, InvalidInput, UpstreamError
from jupyter_autograde.queues.base import POLL_SECONDS, Queue, QueueState, Worker

TASK = "jupyter_autograde.wake"
EXPIRES = 120
"""Seconds after which a wake-up that nobody took is dropped: later ones say the same."""
CONNECT_SECONDS = 4
READY_SECONDS = 0.2
"""Between two looks whether the self-test of a worker's sandbox has ended, or a waiting consumer was told to stop."""
ALIVE_SECONDS = 0.5
"""Between two looks whether the consumer still takes messages."""


class CeleryQueue(Queue):
    """Wakes workers that `jupyter autograde worker` runs; `c.AutogradeService.queue = "celery"`.

    Parameters
    ----------
    broker : str
        `redis://HOST:PORT/DB`, `rediss://…` or `amqp://USER:PASSWORD@HOST/VHOST`. With a password: messages carry
        nothing, but who can send them can keep workers busy with looking.
    name : str
        Of the broker's queue, where several services share one broker.
    """

    here = False

    def __init__(
        self,
        worker: Worker,
        *,
        slots: int,
        ready: Callable[[], str | None],
        log: logging.Logger,
        broker: str = "",
        name: str = "autograde",
    ) -> None:
        super().__init__(worker, slots=slots, ready=ready, log=log)
        if not broker:
            raise InvalidInput(
                "The queue 'celery' needs its broker: c.AutogradeService.queue_options = "
                "{'broker': 'redis://HOST:6379/0'}."
            )
        self._app = _application(broker, name)

        def wake_up() -> None:  # Celery takes the arguments of a message from the function's own
            self._do_one()

        self._wake_up = self._app.task(name=TASK, lazy=False)(wake_up)
        self._address = self._app.connection_for_write().as_uri()  # without the password
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._fault: str | None = None
        self._messenger = threading.Thread(target=self._bring_messages, name="queue-messenger", daemon=True)

    def start(self) -> None:
        """Begin to wake workers; none runs in this process, which says that it is there all the same."""
        self._worker.begin(0, lambda: None)
        self._begin_to_wake()

    def _begin_to_wake(self) -> None:
        self.wake()
        self._messenger.start()
        self.start_sweeping()

    def wake(self) -> None:
        """Let the messenger wake as many workers as have something to do; never waits for the broker."""
        self._woken.set()

    def stop(self, timeout: float) -> None:
        """Wake nobody any more; the workers go on."""
        self._end_waking(timeout)
        self._say_good_bye()

    def _end_waking(self, timeout: float) -> None:
        self._stopping.set()
        self._woken.set()
        self.stop_sweeping(timeout)
        if self._messenger.is_alive():
            self._messenger.join(timeout)

    def reach(self) -> None:
        """Raise UpstreamError when the broker does not answer."""
        try:
            self._connect()
        except OperationalError as fault:
            raise UpstreamError(f"The broker {self._address} does not answer ({fault}).") from fault

    def _connect(self) -> None:
        with self._app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=CONNECT_SECONDS)

    def state(self) -> QueueState:
        """Say whether the broker answers and workers run, and what they do."""
        if self._fault is not None:
            return QueueState(False, self._fault)
        try:
            load = self._worker.load()
        except AutogradeError as fault:
            return QueueState(False, fault.message)
        numbers = f"{load.workers} workers, {load.slots} slots; {load.running} jobs run, {load.waiting} wait"
        if not load.workers:
            return QueueState(False, f"No worker runs, {load.waiting} jobs wait. Start one: jupyter autograde worker")
        if not load.slots:
            return QueueState(False, f"Jobs wait: {' '.join(load.faults)}")
        return QueueState(True, numbers)

    def work(self, stop: threading.Event, *, grace: float) -> None:
        """Do jobs in this process until `stop` is set.

        Raises
        ------
        UpstreamError
            Celery has given up: no message would wake this process any more.
        """
        self._worker.begin(self._slots, self._ready)
        while self._ready() is not None:
            if stop.wait(READY_SECONDS):
                self._say_good_bye()
                return
        self._app.set_default()  # pool threads ask for it
        consumer = WorkController(
            app=self._app,
            consumer_cls=_PatientConsumer,
            pool_cls="threads",
            concurrency=self._slots,
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
        )
        consuming = threading.Thread(target=consumer.start, name="celery", daemon=True)
        consuming.start()
        self._begin_to_wake()
        while consuming.is_alive() and not stop.wait(ALIVE_SECONDS):
            pass
        if stop.is_set():
            self._log.info("Told to stop: no new job is begun, running ones have %.0f seconds", grace)
        # Celery takes no more messages, and waits for its threads.
        state.should_stop = 0
        consuming.join(grace)
        self.stop(1.0)
        if not stop.is_set():
            raise UpstreamError(
                f"This worker can't take messages from the broker {self._address} any more; see its log. "
                "Start it again when the broker is well."
            )

    def _say_good_bye(self) -> None:
        try:
            self._worker.let_go()
            self._worker.end()
        except Exception:
            # As in the queue inside the service: whatever the database does, the process ends.
            self._log.exception("Could not give back the jobs under way; each of them has lost a try")

    def _do_one(self) -> None:
        """Do the most urgent job, whatever the wake-up was for; then wake whoever comes next."""
        if self._stopping.is_set() or self._ready() is not None:
            return
        try:
            busy = self._worker.run_next()
        except Exception:
            # Celery would only write the same into its own log: as in the queue inside the service, the job has
            # been given back, and the next one is looked for.
            self._log.exception("A grading worker failed; it goes on with the next job")
            busy = True
        if busy:
            with suppress(OperationalError):  # the messenger has found out, or will
                self._publish()

    def _bring_messages(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait(POLL_SECONDS)
            self._woken.clear()
            # An edge with a broad catch: whatever broker and database do, the next message is tried.
            try:
                self._reach_workers()
            except OperationalError as fault:
                self._note(
                    f"The broker {self._address} does not answer ({fault}). Jobs wait in the database, "
                    "and workers are woken when it is back."
                )
            except Exception:
                self._log.exception("Could not look for jobs to wake workers for")
            else:
                self._note(None)

    def _reach_workers(self) -> None:
        wanted = self._worker.load().wanted
        for _ in range(wanted):
            self._publish()
        if not wanted:
            self._connect()

    def _publish(self) -> None:
        policy = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
        self._wake_up.apply_async(expires=EXPIRES, retry=True, retry_policy=policy)

    def _note(self, fault: str | None) -> None:
        if fault is not None and self._fault is None:
            self._log.error("%s", fault)
        if fault is None and self._fault is not None:
            self._log.info("The broker %s is back", self._address)
        self._fault = fault


class _PatientConsumer(Consumer):
    """Celery's consumer; a broker that answers "no" is asked again after `POLL_SECONDS`, not at once."""

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        super().on_connection_error_after_connected(exc)
        if isinstance(exc, self.channel_errors):
            ask_again_at = time.monotonic() + POLL_SECONDS
            while time.monotonic() < ask_again_at:
                state.maybe_shutdown()
                time.sleep(READY_SECONDS)


def _application(broker: str, name: str) -> Any:
    app = celery.Celery("jupyter_autograde", broker=broker, set_as_current=False)
    redis = broker.startswith(("redis", "rediss"))
    app.conf.update(
        task_default_queue=name,
        task_ignore_result=True,
        # A message is gone when its job is done. Its lease in the database guards the job all the same.
        task_acks_late=True,
        worker_prefetch_multiplier=1,
        # Nothing but the bare wake-up is understood, and nobody at the broker can steer a worker.
        accept_content=["json"],
        task_serializer="json",
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        broker_connection_timeout=CONNECT_SECONDS,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        # A broker that answers "no" (read-only, disk full, a channel it closed) is asked again, as one that is away.
        broker_channel_error_retry=True,
        broker_transport_options={"socket_connect_timeout": CONNECT_SECONDS} if redis else {},
    )
    # A line a wake-up is too much: the worker itself says which jobs it does.
    for logger in ("celery.worker.strategy", "celery.app.trace"):
        logging.getLogger(logger).setLevel(logging.WARNING)
    return app
