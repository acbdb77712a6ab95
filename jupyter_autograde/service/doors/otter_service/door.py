"""The two doors: one route each, at the prefix itself."""

from __future__ import annotations

import html
import json
import os
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from jupyter_autograde import access
from jupyter_autograde.access import Access
from jupyter_autograde.courses.members import find_course
from jupyter_autograde.errors import AttemptLimitReached, InvalidInput, NotFound, PermissionDenied
from jupyter_autograde.exchange.archive import find_released
from jupyter_autograde.exchange.submit import HandIn, look_ahead, submit_assignment
from jupyter_autograde.notebook.limits import NotebookLimits
from jupyter_autograde.permissions import Permission, allows
from jupyter_autograde.service.access import Parts, perhaps_known
from jupyter_autograde.service.auth import Caller
from jupyter_autograde.service.body_limits import expect_upload
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.doors.base import Door
from jupyter_autograde.service.doors.descriptions import TEXT, Schema, fields, takes
from jupyter_autograde.service.doors.otter_service.posted import Labels, gofer_labels, otter_labels, read_posted
from jupyter_autograde.service.doors.otter_service.senders import Sender, believed_sender, known_sender
from jupyter_autograde.service.uploads import receive_upload
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import store_files
from jupyter_autograde.storage.database import Session
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid

TAKEN = "Your submission is being graded and will be posted to the gradebook once it is finished running!"
_GET = "This is a post only page. You probably shouldn't be here!"
_WRAPPING = 4096
"""Bytes around the notebook in a body."""
_SHARE_BY_COOKIE = 5
"""Part of a day's attempts that a cookie alone may use: a fifth, whoever used them."""
_LABELS = {"course": TEXT, "section": TEXT, "assignment": TEXT}
_CELL = fields(["cell_type"], cell_type={"enum": ["code", "markdown", "raw"]}, source=TEXT)


def _posted(metadata: Schema) -> Schema:
    """Return what OpenAPI says of a body."""
    cells = {"type": "array", "items": _CELL, "maxItems": NotebookLimits().cells}
    required = ["cells", "metadata", "nbformat"]
    return fields(["nb"], nb=fields(required, cells=cells, metadata=metadata, nbformat={"const": 4}))


class SubmitButton(Door):
    """What the doors for the two buttons share.

    Parameters
    ----------
    course : str
        Of notebooks whose metadata names none; empty = they are refused.
    unsafe_identity : bool
        Believe `X-Otter-User` and the address of the page where nobody is logged in, as the old services do. For
        a closed test net: whoever reaches the door submits in any name.
    test_user : str
        With `unsafe_identity`: who submits where a request names nobody. Default: the environment's `TEST_USER`.
    """

    visited = True
    has_button = True
    advice = (
        "The button sends no token, so on a hub without c.JupyterHub.subdomain_host, where the servers of all people "
        "are of one origin, a page that somebody serves there can hand in for whoever opens it. Where attempts are "
        "limited the door takes nothing by a cookie alone; elsewhere such an attempt counts as the newest, and takes a "
        "fifth of those of a day at most. docs/operators/doors.md says more."
    )
    refusal = {"text/plain": {"schema": TEXT}}
    posted: ClassVar[Schema]
    """The body in the description of the API."""

    def __init__(self, *, course: str = "", unsafe_identity: bool = False, test_user: str = "") -> None:
        self._course = course
        self._sender = (
            believed_sender(test_user or os.environ.get("TEST_USER", "")) if unsafe_identity else known_sender()
        )
        if unsafe_identity:
            self.warning = (
                f"The door {self.name} believes what requests say of who sends them (unsafe_identity): whoever reaches "
                "it submits in any name. Take the setting away unless this is a closed test net."
            )

    @abstractmethod
    def labels(self, metadata: Mapping[str, Any], course: str) -> Labels:
        """Return where a notebook says that it belongs; InvalidInput when it does not say so."""

    @abstractmethod
    def about(self, caller: Caller | None) -> str:
        """Return what a visitor of the page reads after its one sentence."""

    def answer(
        self, status: int, code: str, message: str, details: Mapping[str, Any], headers: Mapping[str, str]
    ) -> Response:
        """Return the reason as a plain text: gofer_submit shows answers in a box of the browser."""
        return PlainTextResponse(message, status, headers=dict(headers))

    def router(self) -> APIRouter:
        """Return the one route and its page."""
        router = APIRouter()

        @router.get("/", response_class=HTMLResponse)
        def show(caller: Annotated[Caller | None, Depends(perhaps_known)]) -> Response:
            return HTMLResponse(_GET + html.escape(self.about(caller), quote=False))

        @router.post("/", response_class=HTMLResponse, openapi_extra=takes(self.posted, "application/json"))
        async def submit(request: Request, parts: Parts, sender: Sender = self._sender) -> Response:
            expect_upload(request)
            most = parts.bundle_limits.notebook
            limits = replace(parts.upload_limits, size=min(parts.upload_limits.size, most + _WRAPPING))
            async with receive_upload(request, parts.upload_folder, limits, digest_required=False) as upload:
                received_at = now()

                def work() -> None:
                    posted = read_posted(upload.file.read(), most)
                    labels = self.labels(posted.metadata, self._course)
                    with parts.database.read() as session:
                        to = _find(session, sender, labels)
                        _look_ahead(parts, session, sender, to, received_at)
                        path = _path(to.object)
                    stored = store_files(parts.blobs, [(path, posted.notebook)])
                    _submit(parts, sender, labels, HandIn(stored, new_ulid(), received_at))

                await parts.large.run(request, upload.size, work)
            return HTMLResponse(TAKEN)

        return router


class OtterService(SubmitButton):
    """otter-service, for the button of otter-submit."""

    name = "otter-service"
    mounts = ("/services/otter_grade/",)
    posted = _posted(fields(["otter_service"], otter_service=fields(_LABELS, **_LABELS)))

    def labels(self, metadata: Mapping[str, Any], course: str) -> Labels:
        """Return what `otter_service` says."""
        return otter_labels(metadata, course)

    def about(self, caller: Caller | None) -> str:
        """Return the visitor as JSON."""
        return json.dumps({"name": caller.name, "admin": caller.admin} if caller else None)


class Gofer(SubmitButton):
    """gofer_service, for the button of gofer_submit."""

    name = "gofer"
    mounts = ("/services/gofer_nb/",)
    posted = _posted(fields(_LABELS, lab=TEXT, **_LABELS))

    def __init__(self, *, course: str = "8x", unsafe_identity: bool = False, test_user: str = "") -> None:
        super().__init__(course=course, unsafe_identity=unsafe_identity, test_user=test_user)

    def labels(self, metadata: Mapping[str, Any], course: str) -> Labels:
        """Return what the metadata says at its top."""
        return gofer_labels(metadata, course)

    def about(self, caller: Caller | None) -> str:
        """Return nothing."""
        return ""


def _find(session: Session, sender: Sender, labels: Labels) -> Access[orm.Assignment]:
    """Return the assignment of a notebook, for handing in: a section may be a course of its own, `COURSE.SECTION`."""
    asker = sender.asker
    for name in (f"{labels.course}.{labels.section}", labels.course):
        course = find_course(session, name)
        role = access.role_in(session, asker, course.id) if course is not None else None
        if course is None or role is None:
            continue
        found = find_released(session, course, labels.assignment, early=allows(role, Permission.SEE_DRAFTS))
        if found is not None:
            to = access.assignment(session, asker, found.id, Permission.SUBMIT)
            _require_more_than_a_cookie(sender, to.object)
            return to
    raise NotFound(
        f"There is no assignment {labels.assignment!r} of the course {labels.course!r} (section {labels.section!r}), "
        "or you are not a member of it. Ask your instructor."
    )


def _require_more_than_a_cookie(sender: Sender, assignment: orm.Assignment) -> None:
    """Refuse what a page of somebody else may have sent, where it would use up one of few attempts (SEC-49)."""
    if sender.by_cookie and assignment.attempt_limit is not None:
        raise PermissionDenied(
            f"The assignment {assignment.name!r} has a limit of attempts, and any page on this hub could send what "
            "this button sends. So nothing was submitted. Submit it from the list of assignments."
        )


def _path(assignment: orm.Assignment) -> str:
    """Return where the notebook lies in a submission: the buttons do not say."""
    version = assignment.released_version
    notebooks = version.notebooks if version is not None else []
    if len(notebooks) > 1:
        raise InvalidInput(
            f"The assignment {assignment.name!r} has {len(notebooks)} notebooks, and this button sends one. "
            "Submit it from the list of assignments."
        )
    return notebooks[0] if notebooks else f"{assignment.name}.ipynb"


def _attempts_a_day(parts: Components, sender: Sender) -> int:
    """Return after how many attempts of a day no more is taken: a cookie alone leaves most of them to the person."""
    if not sender.by_cookie:
        return parts.attempts_a_day
    return min(parts.attempts_a_day, max(1, parts.attempts_a_day // _SHARE_BY_COOKIE))


def _look_ahead(
    parts: Components, session: Session, sender: Sender, to: Access[orm.Assignment], received_at: datetime
) -> None:
    with _told_of_the_list(sender):
        look_ahead(session, to, received_at, attempts_a_day=_attempts_a_day(parts, sender))


def _submit(parts: Components, sender: Sender, labels: Labels, hand_in: HandIn) -> None:
    with parts.database.write() as session, _told_of_the_list(sender):
        to = _find(session, sender, labels)
        submit_assignment(session, to, hand_in, parts.signer, attempts_a_day=_attempts_a_day(parts, sender))


@contextmanager
def _told_of_the_list(sender: Sender) -> Iterator[None]:
    """Tell whom a cookie helps no further today that there is another way."""
    try:
        yield
    except AttemptLimitReached as fault:
        if not sender.by_cookie:
            raise
        raise AttemptLimitReached(
            "This button takes no more submissions of yours today, for any page on this hub could send what it sends. "
            "So nothing was submitted. Submit it from the list of assignments.",
            details=fault.details,
        ) from fault
