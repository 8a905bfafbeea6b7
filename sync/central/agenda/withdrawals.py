"""Withdrawals that terminals hand in with their records: a place that no visitor was told about becomes free again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, update

from sync.central.agenda.booking import withdraw
from sync.central.records.keys import KeyRing
from sync.central.records.states import RecordState
from sync.central.records.tables import RECORDS
from sync.protocol.kinds import WITHDRAWAL
from sync.protocol.seal import Binding, SealError

HANDLED_BY = "infopunt"
"""Who has handled a record that no person needs to look at."""


def apply_withdrawals(
    connection: Connection, keys: KeyRing, terminal: str, created: Sequence[UUID], now: datetime
) -> int:
    """Do what the withdrawals among the `created` records ask, in the transaction that keeps them; how many.

    One that does not open, or asks for another terminal's booking, stays in the inbox as new, for a person to see.
    """
    wanted = (RECORDS.c.id.in_(created), RECORDS.c.kind == WITHDRAWAL, RECORDS.c.terminal == terminal)
    done = 0
    for row in connection.execute(select(RECORDS).where(*wanted).order_by(RECORDS.c.id)).all():
        booking = _booking_of(keys, row)
        if booking is not None and withdraw(connection, booking, terminal, now):
            handled = {"state": RecordState.DONE, "handled_by": HANDLED_BY, "handled_at": now}
            connection.execute(update(RECORDS).where(RECORDS.c.id == row.id).values(handled))
            done += 1
    return done


def _booking_of(keys: KeyRing, row: Row[Any]) -> UUID | None:
    try:
        return UUID(str(keys.open(row.sealed, row.key_id, Binding(row.id, row.kind, row.terminal)).get("booking")))
    except (SealError, ValueError):
        return None
