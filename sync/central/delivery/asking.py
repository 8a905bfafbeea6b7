"""Asking a system how far it is with what was handed on: often at first, ever less, and not for ever."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from sync.central.delivery import journal
from sync.central.delivery.journal import COLUMNS, Delivery
from sync.central.delivery.port import SilentTargetError, TargetState, TargetStatus
from sync.central.delivery.states import State
from sync.central.delivery.tables import DELIVERIES
from sync.central.delivery.work import Work

SOONEST = timedelta(minutes=10)
LATEST = timedelta(hours=12)
CLOSED_FOR = timedelta(days=14)
"""What is closed may be opened again; after this long it is done."""

OPEN_FOR = timedelta(days=365)
_LONGEST_WORDS = 300


@dataclass(frozen=True)
class Asked:
    """What is kept after asking: what was told, since when, and when to ask again (None: no more)."""

    state: str | None
    words: str
    since: datetime | None
    again_at: datetime | None


def after_asking(delivery: Delivery, told: TargetStatus | None, now: datetime) -> Asked:
    """What is kept of `told`. Silence about something that was told of before keeps what was told."""
    state, words = (
        (told.state.value, told.words[:_LONGEST_WORDS]) if told else (delivery.told_state, delivery.told_words)
    )
    same = (state, words) == (delivery.told_state, delivery.told_words)
    since = delivery.told_since if same else now
    age = now - (delivery.delivered_at or now)
    again = now + min(LATEST, max(SOONEST, age / 20))
    closed_long = state == TargetState.CLOSED and since is not None and now - since > CLOSED_FOR
    return Asked(state, words, since, None if closed_long or age > OPEN_FOR else again)


def ask_next(work: Work) -> bool:
    """Ask about the delivery whose turn it is; whether there was one."""
    due = DELIVERIES.c.ask_status_at <= work.now
    here = (DELIVERIES.c.target == work.target.name, due, DELIVERIES.c.state == State.DELIVERED)
    with work.database.read() as connection:
        delivery = journal.first(connection, select(*COLUMNS).where(*here))
    if delivery is None or not delivery.other_id:
        return False
    try:
        told = work.target.status(delivery.other_id)
    except SilentTargetError:
        # Nothing is lost by asking later, and what is to be sent is not held up for it.
        _write(work, delivery, ask_status_at=work.now + SOONEST)
        return True
    asked = after_asking(delivery, told, work.now)
    named = {} if told is None else {"other_id": told.other_id, "shown_as": told.shown_as}
    _write(
        work,
        delivery,
        told_state=asked.state,
        told_words=asked.words,
        told_since=asked.since,
        ask_status_at=asked.again_at,
        **{name: text for name, text in named.items() if text},
    )
    return True


def _write(work: Work, delivery: Delivery, **changes: object) -> None:
    with work.database.write() as connection:
        connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == delivery.id).values(**changes))
