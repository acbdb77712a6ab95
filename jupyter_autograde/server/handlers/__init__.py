"""The local HTTP API, one resource a file."""

from __future__ import annotations

from typing import Any

from jupyter_autograde.server.handlers.assignments import AssignmentsHandler
from jupyter_autograde.server.handlers.attempts import ComparisonHandler, RestoreHandler
from jupyter_autograde.server.handlers.check import CheckHandler
from jupyter_autograde.server.handlers.feedback import FeedbackHandler
from jupyter_autograde.server.handlers.fetch import FetchHandler
from jupyter_autograde.server.handlers.files import FilesHandler
from jupyter_autograde.server.handlers.live_export import LiveExportHandler
from jupyter_autograde.server.handlers.notebook import NotebookHandler
from jupyter_autograde.server.handlers.outbox import OutboxEntryHandler, OutboxHandler
from jupyter_autograde.server.handlers.pass_through import PassThroughHandler
from jupyter_autograde.server.handlers.release import ReleaseHandler
from jupyter_autograde.server.handlers.released_cell import ReleasedCellHandler
from jupyter_autograde.server.handlers.solution import SolutionHandler
from jupyter_autograde.server.handlers.status import StatusHandler
from jupyter_autograde.server.handlers.submission_archive import SubmissionArchiveHandler
from jupyter_autograde.server.handlers.submit import SubmitHandler
from jupyter_autograde.server.handlers.submit_for import SubmitForHandler

_API = r"/autograde/api"

# The server's own handler for addresses that end in a slash comes first, so none does here.
HANDLERS: list[tuple[str, type[Any]]] = [
    (rf"{_API}/local/status", StatusHandler),
    (rf"{_API}/local/assignments", AssignmentsHandler),
    (rf"{_API}/local/notebook", NotebookHandler),
    (rf"{_API}/local/fetch", FetchHandler),
    (rf"{_API}/local/feedback", FeedbackHandler),
    (rf"{_API}/local/solution", SolutionHandler),
    (rf"{_API}/local/check", CheckHandler),
    (rf"{_API}/local/released-cell", ReleasedCellHandler),
    (rf"{_API}/local/submit", SubmitHandler),
    (rf"{_API}/local/outbox", OutboxHandler),
    (rf"{_API}/local/outbox/([0-9A-Z]{{26}})", OutboxEntryHandler),
    (rf"{_API}/local/attempts/([0-9A-HJKMNP-TV-Z]{{26}})/comparison", ComparisonHandler),
    (rf"{_API}/local/restore", RestoreHandler),
    (rf"{_API}/local/release", ReleaseHandler),
    (rf"{_API}/local/files", FilesHandler),
    (rf"{_API}/v1/courses/([0-9A-Z]{{26}})/live/export", LiveExportHandler),
    (rf"{_API}/v1/courses/([0-9A-Z]{{26}})/submissions/archive", SubmissionArchiveHandler),
    (rf"{_API}/v1/(assignments/[0-9A-Z]{{26}}/submissions/for/[^/]+)", SubmitForHandler),
    (rf"{_API}/v1/(.*)", PassThroughHandler),
]
