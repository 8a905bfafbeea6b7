"""Whether the central is there, and who it is."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from sync.central.api.problems import problems
from sync.central.services import Needed
from sync.central.storage.identity import identity_of
from sync.protocol.messages import Message

ROUTER = APIRouter(prefix="/api/v1", tags=["status"])


class StatusAnswer(Message):
    """Says that the central is up and its database answers; no captive portal knows its id."""

    central_id: UUID
    epoch: UUID
    now: datetime


@ROUTER.get("/status", responses=problems(503), operation_id="status")
def status(services: Needed) -> StatusAnswer:
    """Tell that the central is up, and who it is. Needs no token."""
    with services.database.read() as connection:
        identity = identity_of(connection)
    return StatusAnswer(central_id=identity.central_id, epoch=identity.epoch, now=services.clock.now())
