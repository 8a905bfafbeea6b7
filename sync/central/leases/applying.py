"""Records that need no person: promises of terminals, bookings taken back, items handed over, lines of the trail.

Applied in the transaction that keeps the records (sync rule 19). Whatever the order in which they and the requests
behind them arrive, the outcome is the same, and none of them is refused: a visitor holds it on paper. What has been
applied leaves the clerks' inbox, and its payload lives in one place only: that of an appointment with the appointment,
those of the others nowhere. Its id stays, so that a repeat is known (sync rule 5).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from assets.town import Town
from sync.central.agenda.booking import withdraw
from sync.central.fleet.terminals import Terminal
from sync.central.found.labelled import keep_handed_over
from sync.central.leases.appointments import keep_promised_appointment
from sync.central.leases.changes import keep_told_change
from sync.central.leases.claims import settle_clashes
from sync.central.leases.exchange import one_at_a_time
from sync.central.leases.numbers import keep_promised_number, match_codes_given, withdraw_number
from sync.central.people import audit
from sync.central.records.keys import KeyRing
from sync.central.records.tables import RECORDS
from sync.central.records.working import delete_record
from sync.protocol.kinds import APPOINTMENT, AUDIT, CHANGE, HANDED_OVER, NUMBER, WITHDRAWAL
from sync.protocol.seal import Binding, SealError

HANDLED_BY = "infopunt"
"""Who has handled a record that no person needs to look at."""


@dataclass(frozen=True)
class House:
    """What applying needs to know: whose agenda and queue, which keys open the records, what time it is.

    `system` is the name of the other system that keeps the town's appointments, None where they are our own.
    """

    town: Town
    keys: KeyRing
    now: datetime
    system: str | None = None


@dataclass
class Applied:
    """Where something changed, so that open pages can be told."""

    agendas: set[str] = field(default_factory=set)
    lines: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Arrival:
    """A record that came in, opened; `applied` takes what changed by it."""

    connection: Connection
    house: House
    terminal: Terminal
    row: Row[Any]
    payload: Mapping[str, Any]
    applied: Applied


_Apply = Callable[[_Arrival], bool]


def apply_records(connection: Connection, house: House, terminal: Terminal, created: Sequence[UUID]) -> Applied:
    """Apply those of the `created` records that need no person.

    One that does not open, or makes no sense, stays in the inbox as new, for a person to see (sync rule 34).
    """
    applied = Applied()
    wanted = (RECORDS.c.id.in_(created), RECORDS.c.kind.in_(_KINDS), RECORDS.c.terminal == terminal.name)
    # In the order of their making (sync rule 26): the same for everybody, so that nobody waits in a circle.
    ordered = select(RECORDS).where(*wanted).order_by(RECORDS.c.incarnation, RECORDS.c.seq)
    rows = connection.execute(ordered).all()
    if rows:
        one_at_a_time(connection)
    for row in rows:
        payload = _opened(house.keys, row)
        if payload is None:
            continue
        if _KINDS[row.kind](_Arrival(connection, house, terminal, row, payload, applied)):
            delete_record(connection, row.id, HANDLED_BY, house.now)
    if applied.agendas:
        settle_clashes(connection, house.town, house.now)
    return applied


def _opened(keys: KeyRing, row: Row[Any]) -> Mapping[str, Any] | None:
    try:
        return keys.open(row.sealed, row.key_id, Binding(row.id, row.kind, row.terminal))
    except SealError:
        return None


def _withdrawal(came: _Arrival) -> bool:
    """A place that no visitor was told about becomes free again, and nobody is called who never heard his number."""
    try:
        if "number" in came.payload:
            came.applied.lines.add(came.terminal.location)
            withdraw_number(came.connection, UUID(str(came.payload["number"])), came.terminal, came.house.now)
            return True
        booking = UUID(str(came.payload.get("booking")))
    except ValueError:
        return False
    came.applied.agendas.update(place.slug for place in came.house.town.locations)
    return withdraw(came.connection, booking, came.terminal.name, came.house.now)


def _appointment(came: _Arrival) -> bool:
    location = keep_promised_appointment(
        came.connection, came.house.town, came.terminal, came.row, came.payload, came.house.now, came.house.system
    )
    if location is not None:
        came.applied.agendas.add(location)
        came.applied.lines |= match_codes_given(
            came.connection, came.house.town, str(came.payload["reference"]), came.house.now
        )
    return location is not None


def _change(came: _Arrival) -> bool:
    if not keep_told_change(came.connection, came.house.town, came.payload, came.house.now):
        return False
    came.applied.agendas.update(place.slug for place in came.house.town.locations)
    came.applied.lines |= match_codes_given(
        came.connection, came.house.town, str(came.payload["reference"]), came.house.now
    )
    return True


def _number(came: _Arrival) -> bool:
    location = keep_promised_number(
        came.connection, came.house.town, came.terminal, came.row, came.payload, came.house.now
    )
    if location is not None:
        came.applied.lines.add(location)
    return location is not None


def _audit(came: _Arrival) -> bool:
    return audit.keep(came.connection, came.row, came.payload)


def _handed_over(came: _Arrival) -> bool:
    return keep_handed_over(came.connection, came.house.keys, came.row, came.payload, came.house.now)


_KINDS: dict[str, _Apply] = {
    WITHDRAWAL: _withdrawal,
    APPOINTMENT: _appointment,
    CHANGE: _change,
    NUMBER: _number,
    AUDIT: _audit,
    HANDED_OVER: _handed_over,
}
