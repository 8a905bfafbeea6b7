"""Sending the next record to one system: opened, written down, asked once, and concluded by what is certain."""

import logging
from datetime import timedelta

from sqlalchemy import Connection, select

from sync.central.delivery import journal
from sync.central.delivery.discreet import discreet
from sync.central.delivery.journal import Delivery
from sync.central.delivery.opening import UnopenableError
from sync.central.delivery.parcel import Parcel
from sync.central.delivery.pausing import be_patient, is_well, stay_away
from sync.central.delivery.port import Delivered, NotNow, Outcome, Refused, Taken, Unknown
from sync.central.delivery.states import State
from sync.central.delivery.tables import DELIVERIES, STEPS
from sync.central.delivery.work import Work

MAY_BE_LATE_S = 30.0
"""Between writing down and asking. Whoever slept there for longer asks nothing: it may be in doubt by now."""

PHOTOS_WITHIN = timedelta(days=2)
"""So long a system that wants photos with the record waits for them."""

LOOKS_FOR_PHOTOS_EVERY = timedelta(minutes=2)
FIRST_STATUS_AFTER = timedelta(minutes=10)

_log = logging.getLogger(__name__)
_ASKED = (State.SENDING, State.UNKNOWN)
"""What is certain is also written over a doubt that somebody had in the meantime about the very same try."""


def send_next(work: Work) -> bool:
    """Send the record whose turn it is; whether there was something to do."""
    with work.database.read() as connection:
        waiting = journal.first_waiting(connection, work.target.name, work.now)
    if waiting is None:
        return False
    parcel = _opened(work, waiting)
    if parcel is None:
        return True
    claimed = _claimed(work, waiting)
    if claimed is None:
        return False
    outcome = _asked(work, claimed, parcel)
    work.write_for_sure(lambda connection: conclude(connection, work, claimed, parcel, outcome))
    return True


def _opened(work: Work, waiting: Delivery) -> Parcel | None:
    """The parcel, or None when the delivery is put off or ended."""
    try:
        with work.database.read() as connection:
            first = work.target.photos_first
            parcel = work.opener.parcel(connection, waiting.record, waiting.number, with_photos=first)
    except UnopenableError as error:
        why = str(error)
        with work.database.write() as connection:
            journal.step(connection, waiting, (State.WAITING,), work.now, state=State.REFUSED, reason=why, field="")
        return None
    missing = first and parcel.photo_count > len(parcel.photos)
    if not missing or work.now - parcel.made_at > PHOTOS_WITHIN:
        return parcel
    with work.database.write() as connection:
        until = work.now + LOOKS_FOR_PHOTOS_EVERY
        journal.wait_until(connection, waiting, until, "photos", work.now)
    return None


def _claimed(work: Work, waiting: Delivery) -> Delivery | None:
    with work.database.write() as connection:
        return journal.claim(connection, waiting, work.now)


def _asked(work: Work, claimed: Delivery, parcel: Parcel) -> Outcome:
    # Measured on the wall clock that was written down: a process that slept must not trust its own.
    if claimed.asked_at is None or abs((work.now - claimed.asked_at).total_seconds()) > MAY_BE_LATE_S:
        return NotNow(0.0, "asked too late")
    return work.target.send(parcel)


def conclude(connection: Connection, work: Work, asked: Delivery, parcel: Parcel, outcome: Outcome) -> None:
    """Write down what came of a try, and what that says of the system."""
    name, now = work.target.name, work.now
    match outcome:
        case Delivered():
            stands(connection, work, asked, parcel, outcome)
            is_well(connection, name)
        case Refused(reason, field):
            words = discreet(reason, parcel)
            _log.warning("%s refuses %s: %s", name, asked.record, field)
            journal.step(connection, asked, _ASKED, now, state=State.REFUSED, reason=words, field=field[:128])
            is_well(connection, name)
        case Unknown(reason):
            journal.doubt(connection, asked, discreet(reason, parcel), work.target.looks_up, now)
            stay_away(connection, name, discreet(reason, parcel), work.random_bits, now)
        case NotNow():
            _wait(connection, work, asked, parcel, outcome)
        case Taken():
            journal.renumber(connection, asked, now)


def _wait(connection: Connection, work: Work, asked: Delivery, parcel: Parcel, outcome: NotNow) -> None:
    name, now, words = work.target.name, work.now, discreet(outcome.reason, parcel)
    after = timedelta(0)
    if outcome.alone:
        after = timedelta(seconds=outcome.retry_after_s) if outcome.retry_after_s else work.back_off(asked.tries)
    elif outcome.retry_after_s is None:
        stay_away(connection, name, words, work.random_bits, now)
    else:
        be_patient(connection, name, outcome.retry_after_s, words, now)
    journal.wait_until(connection, asked, now + after, words, now)


def stands(
    connection: Connection, work: Work, delivery: Delivery, parcel: Parcel, found: Delivered, by: str | None = None
) -> bool:
    """It stands there, under this id; what is to be done next is written down with it."""
    steps = work.target.steps(parcel) if found.other_id else ()
    changes = {
        "state": State.DELIVERED,
        "other_id": found.other_id,
        "shown_as": found.shown_as,
        "url": found.url,
        "told_words": discreet(found.words, parcel),
        "delivered_at": work.now,
        "held_at": None,
        "settled_by": by,
        "reason": "",
        "steps_left": bool(steps),
        "ask_status_at": work.now + FIRST_STATUS_AFTER if found.other_id else None,
    }
    if not journal.step(connection, delivery, _ASKED, work.now, **changes):
        return False
    rows = [
        {
            "delivery": delivery.id,
            "position": position,
            "name": one.name,
            "repeatable": one.repeatable,
            "needs_photos": one.needs_photos,
            "state": State.WAITING,
            "reason": "",
            "tries": 0,
            "doubts": 0,
            "due_at": work.now,
        }
        for position, one in enumerate(steps)
    ]
    if rows:
        connection.execute(STEPS.insert(), rows)
    return True


def something_waits(connection: Connection, target: str) -> bool:
    """Whether there is a backlog, due or not."""
    here = (DELIVERIES.c.target == target, DELIVERIES.c.state == State.WAITING)
    return connection.execute(select(DELIVERIES.c.id).where(*here).limit(1)).first() is not None
