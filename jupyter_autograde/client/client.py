"""The typed client of the autograde service: one method an endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from jupyter_autograde.client.assignments import AssignmentCalls
from jupyter_autograde.client.calls import strange_answer
from jupyter_autograde.client.courses import CourseCalls
from jupyter_autograde.client.events import EventCalls
from jupyter_autograde.client.extensions import ExtensionCalls
from jupyter_autograde.client.feedback import FeedbackCalls
from jupyter_autograde.client.grade_requests import GradeRequestCalls
from jupyter_autograde.client.gradebook import GradebookCalls
from jupyter_autograde.client.insight import InsightCalls
from jupyter_autograde.client.live import LiveCalls
from jupyter_autograde.client.manual import ManualCalls
from jupyter_autograde.client.passback import PassbackCalls
from jupyter_autograde.client.score_changes import ScoreChangeCalls
from jupyter_autograde.client.submissions import SubmissionCalls
from jupyter_autograde.client.transport import Transport
from jupyter_autograde.models.course import Person
from jupyter_autograde.models.health import Health
from jupyter_autograde.models.submission import ReceiptKey


class AutogradeClient(
    CourseCalls,
    AssignmentCalls,
    ExtensionCalls,
    SubmissionCalls,
    FeedbackCalls,
    ManualCalls,
    GradeRequestCalls,
    ScoreChangeCalls,
    GradebookCalls,
    PassbackCalls,
    InsightCalls,
    EventCalls,
    LiveCalls,
):
    """Speaks to one service as one user. Safe to use from several threads.

    Parameters
    ----------
    url : str
        Address of the service with its prefix, for example
        `http://127.0.0.1:8000/services/autograde/`.
    token : str
        Sent in the `Authorization` header and nowhere else (SEC-40).
    timeout : float
        Seconds for a connection, and for each wait for bytes of an answer.
    retries : int
        For requests that may be repeated: the idempotent methods, and a submission because of its
        key.

    Every method raises `ServiceUnreachable` without an answer, and otherwise the error that the
    service named.
    """

    def __init__(self, url: str, token: str, *, timeout: float = 15.0, retries: int = 2) -> None:
        self._transport = Transport(url, token, timeout=timeout, retries=retries)
        self.url = self._transport.url

    def __repr__(self) -> str:
        return f"AutogradeClient({self.url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    # ---- the service and the asker

    def health(self) -> Health:
        """Return the state of the service."""
        return self._one(Health, "GET", "health")

    def receipt_keys(self) -> list[ReceiptKey]:
        """Return the public keys that receipts are checked with."""
        return self._many(ReceiptKey, "GET", "keys")

    def me(self) -> Person:
        """Return the asker and the courses they are in."""
        return self._one(Person, "GET", "me")

    # ---- for the server extension's pass-through

    def forward(
        self, method: str, path: str, *, query: Mapping[str, list[str]], body: bytes | None
    ) -> tuple[int, bytes]:
        """Send a JSON request below `api/v1/` as it is; return status and JSON of a success.

        The caller decides which paths there are. Errors are raised as everywhere here.
        """
        answer = self._transport.send(
            method,
            path,
            query=query,
            body=body,
            headers={"Content-Type": "application/json"} if body is not None else None,
        )
        if answer.content and not answer.headers.get("Content-Type", "").startswith("application/json"):
            raise strange_answer()
        return answer.status_code, answer.content
