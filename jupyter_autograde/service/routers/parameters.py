"""Parameters that several routes share."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import Header, Path
from pydantic import AfterValidator

from jupyter_autograde.models.base import Name, Ulid
from jupyter_autograde.models.error import ErrorBody
from jupyter_autograde.models.regrade import check_text

CourseId = Annotated[Ulid, Path(description="Id of a course.")]
AssignmentId = Annotated[Ulid, Path(description="Id of an assignment.")]
VersionId = Annotated[Ulid, Path(description="Id of a release version.")]
SubmissionId = Annotated[Ulid, Path(description="Id of a submission.")]
SavedCommentId = Annotated[Ulid, Path(description="Id of a comment in the bank of a course.")]
CommentId = Annotated[Ulid, Path(description="Id of a comment.")]
GradeRequestId = Annotated[Ulid, Path(description="Id of a request about a grade.")]
JobId = Annotated[Ulid, Path(description="Id of a job.")]
ExtensionId = Annotated[Ulid, Path(description="Id of an extension.")]
ScoreChangeId = Annotated[Ulid, Path(description="Id of a regrade or a voided test.")]
UserName = Annotated[Name, Path(description="Name of a person in the hub.")]

ContentDigest = Annotated[
    str,
    Header(
        alias="Content-Digest",
        max_length=1024,
        description="RFC 9530: `sha-256=:BASE64:` of the body.",
    ),
]

OptionalContentDigest = Annotated[
    str | None,
    Header(
        alias="Content-Digest",
        max_length=1024,
        description="RFC 9530: `sha-256=:BASE64:` of the body; browsers can't make it where a page came without TLS.",
    ),
]


_MAX_REASON = 500


def _decoded(value: str) -> str:
    try:
        text = unquote(value, errors="strict")
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8 that was percent-encoded") from None
    if not text.strip() or len(text) > _MAX_REASON:
        raise ValueError(f"a reason has 1 to {_MAX_REASON} characters")
    return check_text(text)


HeaderReason = Annotated[
    str,
    AfterValidator(_decoded),
    Header(
        alias="Autograde-Reason",
        min_length=1,
        max_length=12 * _MAX_REASON,  # four bytes a character, three letters a byte
        description=f"For the audit trail: UTF-8, percent-encoded, at most {_MAX_REASON} characters.",
    ),
]
"""Why, in a person's words, where the body is a file. Not in the address: proxies and browsers write that down, and
it may be somebody's illness."""

Responses = dict[int | str, dict[str, Any]]


def errors(*statuses: int) -> Responses:
    """Return what OpenAPI says about the failures of a route; every route may also answer 401 and so on."""
    common = (400, 401, 403, 404, 408, 413, 422, 429, 503)
    return {status: {"model": ErrorBody} for status in sorted({*common, *statuses})}


ZIP_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}
ARCHIVE_REPLY: Responses = {
    200: {
        "description": "The files of all, as a zip archive.",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    },
}
ZIP_REPLY: Responses = {
    200: {
        "description": "The files, as a zip archive.",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    },
    304: {"description": "You have these files already: `If-None-Match` names their `ETag`."},
}
