"""Is the service well, and which keys sign its receipts."""

from __future__ import annotations

import base64
from typing import Annotated

from fastapi import APIRouter, Depends

from jupyter_autograde.models.health import Health
from jupyter_autograde.models.submission import ReceiptKey
from jupyter_autograde.service.access import Parts, anonymous, perhaps_admin
from jupyter_autograde.service.routers.parameters import errors
from jupyter_autograde.storage.receipt_keys import all_keys

router = APIRouter(tags=["service"], responses=errors())


@router.get("/health")
def get_health(parts: Parts, admin: Annotated[bool, Depends(perhaps_admin)]) -> Health:
    """Return `ok` or `degraded`; admins also learn about each part, and the next step."""
    return parts.examiner.examine(details=admin)


@router.get("/keys", dependencies=[Depends(anonymous)])
def list_receipt_keys(parts: Parts) -> list[ReceiptKey]:
    """Return the public keys that receipts can be checked with, newest first."""
    with parts.database.read() as session:
        return [
            ReceiptKey(
                key_id=key.key_id,
                public_key=base64.urlsafe_b64encode(key.public_key).decode().rstrip("="),
                created_at=key.created_at,
            )
            for key in all_keys(session)
        ]
