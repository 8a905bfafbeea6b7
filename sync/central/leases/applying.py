"""Records that need no person: promises that terminals have made, bookings that they take back, lines of the trail.

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
from sync.central.leases.appointments import keep_promised_appointment
from sync.central.leases.changes import keep_told_change
from sync.central.leases.claims import settle_clashes
from sync.central.leases.exchange import one_at_a_time
from sync.central.leases.numbers import keep_promised_number, match_codes_given, withdraw_number
from sync.central.people import audit
from sync.central.records.keys import KeyRing
from sync.central.records.tables import RECORDS
from sync.central.records.working import delete_record
from sync.protocol.kinds import APPOINTMENT, AUDIT, CHANGE, NUMBER, WITHDRAWAL
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


_Apply = Callable[[Connection, House, Terminal, Row[Any], Mapping[str, Any], Applied], bool]


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
        if payload is not None and _KINDS[row.kind](connection, house, terminal, row, payload, applied):
            delete_record(connection, row.id, HANDLED_BY, house.now)
    if applied.agendas:
        settle_clashes(connection, house.town, house.now)
    return applied


def _opened(keys: KeyRing, row: Row[Any]) -> Mapping[str, Any] | None:
    try:
        return keys.open(row.sealed, row.key_id, Binding(row.id, row.kind, row.terminal))
    except SealError:
        return None


def _withdrawal(
    connection: Connection,
    house: House,
    terminal: Terminal,
    row: Row[Any],
    payload: Mapping[str, Any],
    applied: Applied,
) -> bool:
    """A place that no visitor was told about becomes free again, and nobody is called who never heard his number."""
    try:
        if "number" in payload:
            applied.lines.add(terminal.location)
            withdraw_number(connection, UUID(str(payload["number"])), terminal, house.now)
            return True
        booking = UUID(str(payload.get("booking")))
    except ValueError:
        return False
    applied.agendas.update(place.slug for place in house.town.locations)
    return withdraw(connection, booking, terminal.name, house.now)


def _appointment(
    connection: Connection,
    house: House,
    terminal: Terminal,
    row: Row[Any],
    payload: Mapping[str, Any],
    applied: Applied,
) -> bool:
    location = keep_promised_appointment(connection, house.town, terminal, row, payload, house.now, house.system)
    if location is not None:
        applied.agendas.add(location)
        applied.lines |= match_codes_given(connection, house.town, str(payload["reference"]), house.now)
    return location is not None


def _change(
    connection: Connection,
    house: House,
    terminal: Terminal,
    row: Row[Any],
    payload: Mapping[str, Any],
    applied: Applied,
) -> bool:
    if not keep_told_change(connection, house.town, payload, house.now):
        return False
    applied.agendas.update(place.slug for place in house.town.locations)
    applied.lines |= match_codes_given(connection, house.town, str(payload["reference"]), house.now)
    return True


def _number(
    connection: Connection,
    house: House,
    terminal: Terminal,
    row: Row[Any],
    payload: Mapping[str, Any],
    applied: Applied,
) -> bool:
    location = keep_promised_number(connection, house.town, terminal, row, payload, house.now)
    if location is not None:
        applied.lines.add(location)
    return location is not None


def _audit(
    connection: Connection,
    house: House,
    terminal: Terminal,
    row: Row[Any],
    payload: Mapping[str, Any],
    applied: Applied,
) -> bool:
    return audit.keep(connection, row, payload)


_KINDS: dict[str, _Apply] = {
    WITHDRAWAL: _withdrawal,
    APPOINTMENT: _appointment,
    CHANGE: _change,
    NUMBER: _number,
    AUDIT: _audit,
}
