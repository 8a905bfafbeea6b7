"""Everything the central has received, opened, for the demo's page. For a demo town only: nobody's real data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from sync.central.agenda.booking import KeptStatus
from sync.central.agenda.tables import BOOKINGS
from sync.central.queue.tables import TICKETS
from sync.central.records.inbox import list_records, open_record
from sync.central.services import Services
from sync.protocol.answers import Place, read_answers
from sync.protocol.kinds import APPOINTMENT
from sync.protocol.seal import Binding


@dataclass(frozen=True)
class Shown:
    """One thing that came in: what it is, its code, from where, and what it says."""

    kind: str
    code: str
    origin: str
    at: datetime
    says: Mapping[str, str]


def everything(services: Services) -> list[Shown]:
    """Records, appointments and queue numbers."""
    return [*_records(services), *_appointments(services), *_numbers(services)]


def _records(services: Services) -> Iterator[Shown]:
    with services.database.read() as connection:
        for record in list_records(connection).records:
            opened = open_record(connection, services.keys, record.id)
            content = opened.content if opened and opened.content else {}
            answers = content.get("answers")
            says = _flat(answers if answers else content)
            yield Shown(record.kind, record.reference, record.terminal, record.received_at, says)


def _appointments(services: Services) -> Iterator[Shown]:
    columns = BOOKINGS.c
    query = select(BOOKINGS).where(columns.status == KeptStatus.CONFIRMED).order_by(columns.start_at)
    with services.database.read() as connection:
        for row in connection.execute(query):
            content: Mapping[str, Any] = services.keys.open(
                row.sealed, row.key_id, Binding(UUID(str(row.id)), APPOINTMENT, row.terminal)
            )
            start = row.start_at.astimezone(ZoneInfo(services.town.timezone))
            says = {"product": row.product, "location": row.location, "start": f"{start:%d-%m-%Y %H:%M}"}
            says |= _flat(content.get("answers", {}))
            yield Shown(APPOINTMENT, row.reference, row.terminal, row.received_at, says)


def _numbers(services: Services) -> Iterator[Shown]:
    with services.database.read() as connection:
        for row in connection.execute(select(TICKETS).order_by(TICKETS.c.taken_at)):
            says = {"service": row.service, "state": row.state, "counter": row.counter or ""}
            yield Shown(
                "number", row.code, row.location, row.taken_at, {name: text for name, text in says.items() if text}
            )


def _flat(content: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): _in_words(value) for name, value in content.items() if value is not None}


def _in_words(value: object) -> str:
    """A place as one line; anything else as it is."""
    shaped = read_answers({"answers": {"it": value}}).get("it")
    return shaped.in_words() if isinstance(shaped, Place) else str(value)
