"""Since when a visitor with a printed number is in line: no clock of a terminal can make that a day nobody looks at."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from assets.town import Town
from sync.central.fleet.terminals import Terminal
from sync.central.leases.tables import NUMBER_LEASES
from sync.central.queue.rules import local_day
from sync.protocol.printed import PrintedNumber


@dataclass(frozen=True)
class Arrival:
    """Somebody is in the line of `day`, behind those who came before `at`."""

    day: date
    at: datetime


def arrival_of(
    connection: Connection, town: Town, terminal: Terminal, record: Row[Any], printed: PrintedNumber, now: datetime
) -> Arrival:
    """When the number that `record` tells of was taken: its own time, corrected, where that can be (sync rule 26).

    A terminal without a battery prints in 2020, and after a power cut with a good clock nothing tells how wrong it was.
    The day of a number that the central gave is the one that the central said. A lent number was not taken before it
    was lent: where the clock says so, the visitor is in line now. Perhaps he left long ago; if not, he is called.
    """
    today = local_day(now, town.timezone)
    corrected: datetime = record.corrected_at
    corrected_day = local_day(corrected, town.timezone)
    if printed.lease is None:
        day = min(printed.day, today)
        return Arrival(day, corrected if day == corrected_day else now)
    lent_at = _lent_at(connection, terminal, printed)
    if lent_at is not None and corrected < lent_at:
        return Arrival(today, now)
    return Arrival(corrected_day, corrected)


def _lent_at(connection: Connection, terminal: Terminal, printed: PrintedNumber) -> datetime | None:
    """When its block was lent. One that a restore made us forget was lent after all that we know of."""
    columns = NUMBER_LEASES.c
    mine = columns.terminal == terminal.name
    known = select(columns.lent_at).where(mine, columns.id == printed.lease)
    latest = select(func.max(columns.lent_at)).where(mine)
    found: datetime | None = connection.execute(known).scalar() or connection.execute(latest).scalar()
    return found
