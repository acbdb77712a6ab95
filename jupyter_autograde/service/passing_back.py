"""Pass grades back in the background of the service: see `passback.sender`."""

from __future__ import annotations

from jupyter_autograde.passback.sender import PassbackSender
from jupyter_autograde.service.by_the_clock import keep_doing

EVERY_SECONDS = 2.0
"""How long a grade may wait before it goes out; a look at an empty outbox is one short question."""


async def keep_passing_back(sender: PassbackSender) -> None:
    """Follow what students see and send it until cancelled; what is not sent then is sent after the next start."""
    await keep_doing("pass grades back", EVERY_SECONDS, sender.work, hurry=sender.stop)
