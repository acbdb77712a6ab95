"""Answers about thousands of rows, one at a time, and of one person one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import BaseModel, RootModel, SerializeAsAny
from starlette.requests import Request
from starlette.responses import Response

from jupyter_autograde.service.components import Components


async def large_list(parts: Components, request: Request, work: Callable[[], Sequence[BaseModel]]) -> Response:
    """Return as JSON the list that `work` returns; otherwise as `large_answer`."""
    return await large_answer(parts, request, lambda: RootModel[Sequence[SerializeAsAny[BaseModel]]](work()))


async def large_answer(
    parts: Components, request: Request, work: Callable[[], BaseModel], *, sparse: bool = False
) -> Response:
    """Return as JSON what `work` returns, which is called in a thread.

    Parameters
    ----------
    sparse : bool
        Leave out what has its default.

    Raises
    ------
    TooManyRequests
        Who asks waits for too many such answers already.
    """
    # The JSON is written in the thread too.
    text = await parts.overviews.run(request, lambda: work().model_dump_json(exclude_defaults=sparse))
    return Response(text, media_type="application/json")
