"""Handing in records: one batch, one answer for each record in it."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter

from sync.central.api.auth import TerminalNeeded, refused
from sync.central.api.body import UnpackedBody
from sync.central.api.problems import ProblemError, problems
from sync.central.api.schemas import EXAMPLE_BATCH, inlined
from sync.central.fleet.terminals import NotLetInError, seen
from sync.central.leases.applying import Applied, House, apply_records
from sync.central.queue.announcing import AGENDA_CHANGED, LINE_CHANGED, topic_of
from sync.central.records.accept import accept_batch
from sync.central.records.batch import BatchError, read_batch
from sync.central.records.reading import Reader, read_records
from sync.central.records.terminal_health import keep_health, read_health
from sync.central.services import Needed, Services
from sync.central.storage.identity import identity_of
from sync.protocol.messages import Batch, BatchAnswer, RecordStatus

ROUTER = APIRouter(prefix="/api/v1", tags=["records"])

RECORDS_TOPIC = "records"
"""What pages listen to that show records."""

_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "Up to 200 sealed records of one terminal; may be packed with `Content-Encoding: gzip`.",
        "content": {"application/json": {"schema": inlined(Batch), "example": EXAMPLE_BATCH}},
    }
}


@ROUTER.post("/sync", responses=problems(400, 401, 409, 413, 415, 422, 503), openapi_extra=_BODY, operation_id="sync")
def sync(services: Needed, terminal: TerminalNeeded, body: UnpackedBody) -> BatchAnswer:
    """Hand in records. Only the status of a record in this answer acknowledges it; anything else means: send again."""
    try:
        batch = read_batch(body)
    except BatchError as error:
        raise ProblemError(422, "invalid", str(error)) from error
    if batch.incarnation != terminal.incarnation:
        raise ProblemError(409, "other_incarnation", "The batch and the token are of different enrolments")
    now = services.clock.now()
    try:
        with services.database.write() as connection:
            results = accept_batch(connection, terminal, batch, now)
            created = [result.id for result in results if result.status is RecordStatus.CREATED]
            applied = apply_records(connection, _house(services, now), terminal, created)
            read_records(connection, Reader(services.keys, services.content.forms, services.town), created)
            health = read_health(batch.health, batch.sent_at, now)
            if health is not None:
                keep_health(connection, terminal, health, now)
            seen(connection, terminal, now)
            identity = identity_of(connection)
    except NotLetInError as error:
        raise refused(error.refusal) from error
    _tell(services, applied)
    if created:
        services.hub.publish(RECORDS_TOPIC, RECORDS_TOPIC)
    return BatchAnswer(
        central_id=identity.central_id,
        epoch=identity.epoch,
        batch_id=batch.batch_id,
        now=now,
        results=tuple(results),
    )


def _house(services: Services, now: datetime) -> House:
    system = None if services.agenda.lends else services.config.agenda
    return House(services.town, services.keys, now, system)


def _tell(services: Services, applied: Applied) -> None:
    """Open pages read again what the records have changed."""
    for location in applied.agendas:
        services.hub.publish(topic_of(location), AGENDA_CHANGED)
    for location in applied.lines:
        services.hub.publish(topic_of(location), LINE_CHANGED)
