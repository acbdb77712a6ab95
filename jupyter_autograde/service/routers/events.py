"""Events: what happened in your courses, as it happens; and save events of notebooks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import StreamingResponse

from jupyter_autograde.exchange.event_log import record_saves
from jupyter_autograde.models.event import EventPage, SaveEventBatch, SavesAccepted
from jupyter_autograde.service import streaming
from jupyter_autograde.service.access import Parts, SignedIn, signed_in
from jupyter_autograde.service.auth import Caller
from jupyter_autograde.service.routers.parameters import errors

router = APIRouter(prefix="/events", tags=["events"], responses=errors())
MAX_ID = 2**63 - 1
After = Annotated[int | None, Query(ge=0, le=MAX_ID, description="Only events after this id; default: from now on.")]


@router.get("")
async def poll_events(
    request: Request,
    parts: Parts,
    asker: SignedIn,
    after: After = None,
    wait: Annotated[float, Query(ge=0, le=10, description="Seconds to wait for the first event.")] = 0,
) -> EventPage:
    """Return events that you may see; waits for the first of them when there is none yet."""
    parts.open.poll(request)
    return await streaming.poll(parts, asker, after, min(wait, parts.streams.longest_poll))


@router.get(
    "/stream",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def stream_events(
    request: Request,
    parts: Parts,
    caller: Annotated[Caller, Depends(signed_in)],
    after: After = None,
    last_event_id: Annotated[
        int | None, Header(ge=0, le=MAX_ID, description="As browsers send it when they come back.")
    ] = None,
) -> StreamingResponse:
    """Stream the events that you may see, with a comment line every ten seconds."""
    start = after if last_event_id is None else last_event_id
    return StreamingResponse(
        streaming.stream(parts, caller, start, parts.open.stream(request)),
        media_type="text/event-stream",
        # X-Accel-Buffering: nginx must not keep the stream back.
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@router.post("", status_code=202, responses=errors(507))
def send_save_events(parts: Parts, asker: SignedIn, batch: SaveEventBatch) -> SavesAccepted:
    """Report saved notebooks; the answer names the assignments whose errors and ends of notebooks staff see."""
    with parts.database.write(short=True) as session:
        return record_saves(session, asker, batch.events, parts.live_rules)
