"""Giving every record that is to be handed on its deliveries: once each, in the order in which it was made."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, exists, select, update

from sync.central.delivery.numbers import number_of
from sync.central.delivery.states import State
from sync.central.delivery.tables import DELIVERIES, TARGETS
from sync.central.records.tables import RECORDS
from sync.central.storage.portable import insert_if_new, locked

AT_ONCE = 200
"""Records of one transaction: others want to write too."""

_LATE = timedelta(hours=1)
"""Longer than a transaction that keeps records may take: what was received before another may be seen after it."""

_NUMBERS_TRIED = 50


def join(connection: Connection, target: str, now: datetime) -> Row[Any]:
    """The row of this target, ours until the end of the transaction; made when it is new here."""
    row = {"name": target, "since": now, "enlisted_to": now, "pause_reason": "", "failures": 0}
    insert_if_new(connection, TARGETS, row)
    return connection.execute(locked(select(TARGETS).where(TARGETS.c.name == target))).one()


def enlist(
    connection: Connection, target: str, kinds: Sequence[str], looks_up: bool, now: datetime, *, whole: bool = False
) -> int:
    """Write down a delivery to `target` for each record of `kinds` that has none; how many there were.

    Which kinds go where may change: what was enlisted before is still sent. What was made before a restore from backup
    may have been sent by the central that the backup was made of: it begins in doubt. `whole`: look through all
    records, for a clock that was wrong for a while may have put some before those that were seen already.
    """
    row = join(connection, target, now)
    missing = connection.execute(_missing(row, kinds, whole)).all()
    for record in missing:
        _write_down(connection, row, record, looks_up, now)
    if missing or now - row.enlisted_to > _LATE:
        seen = missing[-1].received_at if len(missing) == AT_ONCE else now
        connection.execute(update(TARGETS).where(TARGETS.c.name == target).values(enlisted_to=seen))
    return len(missing)


def _missing(target: Row[Any], kinds: Sequence[str], whole: bool) -> Any:
    columns = RECORDS.c
    begin = target.since if whole else max(target.since, target.enlisted_to - _LATE)
    known = exists().where(DELIVERIES.c.record == columns.id, DELIVERIES.c.target == target.name)
    return (
        select(columns.id, columns.received_at, columns.corrected_at)
        .where(
            columns.kind.in_(kinds),
            columns.received_at >= begin,
            columns.deleted_at.is_(None),
            ~known,
        )
        .order_by(columns.received_at, columns.terminal, columns.incarnation, columns.seq)
        .limit(AT_ONCE)
    )


def _write_down(connection: Connection, target: Row[Any], record: Row[Any], looks_up: bool, now: datetime) -> None:
    doubtful = target.doubtful_before is not None and record.corrected_at < target.doubtful_before
    row = {
        "record": record.id,
        "target": target.name,
        "state": State.UNKNOWN if doubtful else State.WAITING,
        "shown_as": "",
        "url": "",
        "reason": "restored" if doubtful else "",
        "field": "",
        "tries": 0,
        "doubts": int(doubtful),
        "asked_at": now if doubtful else None,
        "due_at": now,
        "changed_at": now,
        "held_at": now if doubtful and not looks_up else None,
        "steps_left": False,
        "told_words": "",
    }
    for turn in range(_NUMBERS_TRIED):
        if insert_if_new(connection, DELIVERIES, row | {"number": number_of(record.id, turn), "number_turn": turn}):
            return
        if _is_known(connection, target.name, record):
            return
    raise LookupError("no number is free")


def _is_known(connection: Connection, target: str, record: Row[Any]) -> bool:
    same = (DELIVERIES.c.record == record.id, DELIVERIES.c.target == target)
    return connection.execute(select(DELIVERIES.c.id).where(*same)).first() is not None


def doubt_after_restore(connection: Connection, now: datetime) -> None:
    """The central was restored from a backup: what had not been sent in it may have been sent since (sync rule 20)."""
    connection.execute(update(TARGETS).values(doubtful_before=now))
    open_ones = DELIVERIES.c.state.in_((State.WAITING, State.SENDING))
    changes = {"state": State.UNKNOWN, "reason": "restored", "asked_at": now, "due_at": now, "changed_at": now}
    connection.execute(update(DELIVERIES).where(open_ones).values(**changes, doubts=DELIVERIES.c.doubts + 1))
