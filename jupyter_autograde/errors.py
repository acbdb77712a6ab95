"""Every error that this package raises on purpose.

One tree; each class has a stable `code` that the labextension maps to a sentence and a next step::

    AutogradeError                      error
      NotFound                          not_found
        FileMissing                     file_missing
      PermissionDenied                  permission_denied
        MissingScope                    missing_scope
      NotAuthenticated                  not_authenticated
      Conflict                          conflict
        AlreadyExists                   already_exists
        AssignmentClosed                assignment_closed
        DeadlinePassed                  deadline_passed
        AssignmentNotOpen               assignment_not_open
        AttemptsUsedUp                  attempts_used_up
        NotReleased                     not_released
        HasSubmissions                  has_submissions
        TooManyAssignments              too_many_assignments
        ReleaseNotReady                 release_not_ready
        IdempotencyKeyReused            idempotency_key_reused
        RequestRefused                  request_refused
      InvalidInput                      invalid_input
        InvalidName                     invalid_name
        InvalidNotebook                 invalid_notebook
        InvalidBundle                   invalid_bundle
          UnsafePath                    unsafe_path
          DigestMismatch                digest_mismatch
        BundleTooLarge                  bundle_too_large
        InvalidSource                   invalid_source
      TooManyRequests                   too_many_requests
        AttemptLimitReached             attempt_limit_reached
      GradingError                      grading_error
        EnvironmentUnavailable          environment_unavailable
        SandboxUnavailable              sandbox_unavailable
        WorkerLost                      worker_lost
      StorageError                      storage_error
        StorageFull                     storage_full
        SchemaOutdated                  schema_outdated
      UpstreamError                     upstream_error
        HubUnreachable                  hub_unreachable
        ServiceUnreachable              service_unreachable
        ServiceRefused                  service_refused
        ReceiptMismatch                 receipt_mismatch

Use cases raise them; `service.errors` and `server.handlers.base` turn them into HTTP, each in one place.
A student's exception, time-out or memory kill is a result, never one of these.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class AutogradeError(Exception):
    """Base of all errors here.

    Parameters
    ----------
    message : str
        A sentence that is safe to show to the person who caused it.
    details : mapping, optional
        Plain JSON data for programs (names, limits, the offending path).
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details: dict[str, Any] = dict(details or {})


class NotFound(AutogradeError):
    """The object does not exist, or the asker may not know that it does (SEC-41)."""

    code = "not_found"


class FileMissing(NotFound):
    """A file of the user that should be there is not: deleted, moved or renamed."""

    code = "file_missing"


class PermissionDenied(AutogradeError):
    """The asker may see the object but not do this with it."""

    code = "permission_denied"


class MissingScope(PermissionDenied):
    """The hub token lacks `access:services!service=NAME`; the message names the line to add."""

    code = "missing_scope"


class NotAuthenticated(AutogradeError):
    """No token or cookie, or one that the hub does not know."""

    code = "not_authenticated"


class Conflict(AutogradeError):
    """The request fits the schema but not the present state."""

    code = "conflict"


class AlreadyExists(Conflict):
    """The name is taken."""

    code = "already_exists"


class AssignmentClosed(Conflict):
    """The assignment takes no more submissions."""

    code = "assignment_closed"


class DeadlinePassed(Conflict):
    """The last moment at which late work is taken has passed."""

    code = "deadline_passed"


class AssignmentNotOpen(Conflict):
    """The assignment is released and opens later; `details["opens_at"]` says when."""

    code = "assignment_not_open"


class AttemptsUsedUp(Conflict):
    """The student has had all attempts that the assignment gives; the message says when there is another, if ever."""

    code = "attempts_used_up"


class NotReleased(Conflict):
    """The assignment has no released version yet."""

    code = "not_released"


class HasSubmissions(Conflict):
    """Students have handed in to the assignment, so it can't go out of their sight any more."""

    code = "has_submissions"


class TooManyAssignments(Conflict):
    """The course would have more assignments than the service allows; `details["max"]` says how many."""

    code = "too_many_assignments"


class ReleaseNotReady(Conflict):
    """The version is still being built, or its proof failed."""

    code = "release_not_ready"


class IdempotencyKeyReused(Conflict):
    """The key was used before by the same user with another body."""

    code = "idempotency_key_reused"


class RequestRefused(Conflict):
    """A request about a grade can't be asked, withdrawn or answered as things are; the message says what to do."""

    code = "request_refused"


class InvalidInput(AutogradeError):
    """The request breaks its schema or a limit."""

    code = "invalid_input"


class InvalidName(InvalidInput):
    """A name is empty, too long, or has characters that names may not have."""

    code = "invalid_name"


class InvalidNotebook(InvalidInput):
    """Not a notebook, or beyond the limits that hold before parsing (SEC-20)."""

    code = "invalid_notebook"


class InvalidBundle(InvalidInput):
    """The archive is broken or breaks the rules for archives (SEC-21)."""

    code = "invalid_bundle"


class UnsafePath(InvalidBundle):
    """A path inside an archive would leave its folder or is no plain name."""

    code = "unsafe_path"


class DigestMismatch(InvalidBundle):
    """The body received is not the body that was announced."""

    code = "digest_mismatch"


class BundleTooLarge(InvalidInput):
    """A size or count limit is exceeded."""

    code = "bundle_too_large"


class InvalidSource(InvalidInput):
    """The instructor's notebook can't be made into an assignment; the message says why."""

    code = "invalid_source"


class TooManyRequests(AutogradeError):
    """A rate is exceeded, or too much is open at once; `details["retry_after"]` is in seconds."""

    code = "too_many_requests"


class AttemptLimitReached(TooManyRequests):
    """The student has used all attempts that the service takes in a day."""

    code = "attempt_limit_reached"


class GradingError(AutogradeError):
    """Grading could not be done; never the student's fault."""

    code = "grading_error"


class EnvironmentUnavailable(GradingError):
    """The named grading environment is missing or broken."""

    code = "environment_unavailable"


class SandboxUnavailable(GradingError):
    """The sandbox can't be started or failed its self-test (SEC-34); the message names the fix."""

    code = "sandbox_unavailable"


class WorkerLost(GradingError):
    """The process that graded went away in the middle."""

    code = "worker_lost"


class StorageError(AutogradeError):
    """The database or the blob store did not do its part."""

    code = "storage_error"


class StorageFull(StorageError):
    """The disk is full; nothing was written."""

    code = "storage_full"


class SchemaOutdated(StorageError):
    """The database is of another release; the message names the command."""

    code = "schema_outdated"


class UpstreamError(AutogradeError):
    """Another system did not answer or refused."""

    code = "upstream_error"


class HubUnreachable(UpstreamError):
    """JupyterHub does not answer, so nobody can be identified."""

    code = "hub_unreachable"


class ServiceUnreachable(UpstreamError):
    """The autograde service does not answer."""

    code = "service_unreachable"


class ServiceRefused(UpstreamError):
    """The autograde service answered with an error; carries its status, code and message."""

    code = "service_refused"

    def __init__(self, message: str, *, status: int, code: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message, details=details)
        self.status = status
        self.upstream_code = code


class ReceiptMismatch(UpstreamError):
    """The autograde service acknowledged other files than it was sent; the message says which attempt."""

    code = "receipt_mismatch"
