"""The further steps of a delivery: photos, a task for staff. Each is written down before it is asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from sync.central.delivery.discreet import discreet
from sync.central.delivery.journal import COLUMNS, Delivery, delivery_of
from sync.central.delivery.opening import UnopenableError
from sync.central.delivery.parcel import Parcel
from sync.central.delivery.pausing import be_patient, is_well, stay_away
from sync.central.delivery.port import (
    RECORD,
    Delivered,
    Made,
    NotNow,
    NotThere,
    Outcome,
    Refused,
    SilentTargetError,
    Step,
    Unknown,
)
from sync.central.delivery.sending import LOOKS_FOR_PHOTOS_EVERY
from sync.central.delivery.states import SENDS_AT_MOST, SETTLES_WITHIN, TRIES_AT_MOST, State
from sync.central.delivery.tables import DELIVERIES, STEPS
from sync.central.delivery.work import Work
from sync.central.storage.portable import locked

PHOTOS_COME_WITHIN = timedelta(days=30)
"""A terminal that was stolen never sends them."""

_ENDED = (State.DELIVERED, State.REFUSED)


@dataclass(frozen=True)
class Taking:
    """A step of a delivery that is being taken, and what was made before it."""

    delivery: Delivery
    row: Row[Any]
    made: Made

    @property
    def step(self) -> Step:
        """As the target named it."""
        return Step(self.row.name, self.row.repeatable, self.row.needs_photos)


def follow_next(work: Work) -> bool:
    """Take the next step of the oldest delivery that has one to take now; whether there was one."""
    with work.database.read() as connection:
        taking = _next(connection, work.target.name, work.now)
    if taking is None:
        return False
    try:
        with work.database.read() as connection:
            parcel = work.opener.parcel(
                connection, taking.delivery.record, taking.delivery.number, with_photos=taking.row.needs_photos
            )
    except UnopenableError as error:
        _write(work, taking, state=State.REFUSED, reason=str(error))
        return True
    if taking.row.needs_photos and parcel.photo_count > len(parcel.photos):
        return _wait_for_photos(work, taking)
    if taking.row.state in (State.SENDING, State.UNKNOWN) and not taking.row.repeatable:
        return _find_out(work, taking, parcel)
    claimed = _claimed(work, taking)
    if claimed is None:
        return False
    outcome = work.target.take(claimed.step, parcel, claimed.made)
    work.write_for_sure(lambda connection: _conclude(connection, work, claimed, parcel, outcome))
    return True


def _next(connection: Connection, target: str, now: datetime) -> Taking | None:
    """The first open step of the first delivery whose first open step may be taken now."""
    here = (DELIVERIES.c.target == target, DELIVERIES.c.steps_left)
    deliveries = connection.execute(select(*COLUMNS).where(*here).order_by(DELIVERIES.c.id).limit(100))
    for delivery in [delivery_of(row) for row in deliveries]:
        steps = connection.execute(select(STEPS).where(STEPS.c.delivery == delivery.id).order_by(STEPS.c.position))
        made = {RECORD: delivery.other_id or ""}
        for row in steps.all():
            if row.state in _ENDED or row.doubts >= TRIES_AT_MOST:
                made[row.name] = row.other_id or ""
            elif row.due_at > now or (row.state == State.SENDING and now - row.asked_at < SENDS_AT_MOST):
                break
            else:
                return Taking(delivery, row, made)
    return None


def _wait_for_photos(work: Work, taking: Taking) -> bool:
    delivered = taking.delivery.delivered_at
    if delivered is not None and work.now - delivered > PHOTOS_COME_WITHIN:
        _write(work, taking, state=State.REFUSED, reason="photos")
    else:
        _write(work, taking, due_at=work.now + LOOKS_FOR_PHOTOS_EVERY, reason="photos")
    return True


def _claimed(work: Work, taking: Taking) -> Taking | None:
    """The step as it is once we have written down that we take it; None when somebody else does."""
    with work.database.write() as connection:
        connection.execute(locked(select(DELIVERIES.c.id).where(DELIVERIES.c.id == taking.delivery.id)))
        if not _step(connection, taking, state=State.SENDING, tries=taking.row.tries + 1, asked_at=work.now):
            return None
        here = (STEPS.c.delivery == taking.delivery.id, STEPS.c.position == taking.row.position)
        return Taking(taking.delivery, connection.execute(select(STEPS).where(*here)).one(), taking.made)


def _find_out(work: Work, taking: Taking, parcel: Parcel) -> bool:
    """A step that may have been taken, and may not be taken twice."""
    try:
        found = work.target.look_up_step(taking.step, parcel, taking.made)
    except SilentTargetError as error:
        work.is_away(str(error))
        return True
    if isinstance(found, Delivered):
        _write(work, taking, state=State.DELIVERED, other_id=found.other_id, reason="")
    elif isinstance(found, NotThere):
        _write(work, taking, state=State.WAITING, reason="not there", due_at=work.now)
    else:
        _write(work, taking, state=State.UNKNOWN, doubts=TRIES_AT_MOST, reason="unknown")
    return True


def _conclude(connection: Connection, work: Work, taking: Taking, parcel: Parcel, outcome: Outcome) -> None:
    name, now = work.target.name, work.now
    match outcome:
        case Delivered(other_id):
            _step(connection, taking, state=State.DELIVERED, other_id=other_id, reason="")
            is_well(connection, name)
        case Refused(reason):
            _step(connection, taking, state=State.REFUSED, reason=discreet(reason, parcel))
            is_well(connection, name)
        case Unknown(reason):
            due_at = now + SETTLES_WITHIN
            changes = {"state": State.UNKNOWN, "due_at": due_at, "doubts": taking.row.doubts + 1}
            _step(connection, taking, reason=discreet(reason, parcel), **changes)
            stay_away(connection, name, discreet(reason, parcel), work.random_bits, now)
        case NotNow(retry_after_s, reason, alone):
            _step(
                connection,
                taking,
                due_at=now + _later(work, taking, outcome),
                state=State.WAITING,
                reason=discreet(reason, parcel),
            )
            if not alone and retry_after_s is None:
                stay_away(connection, name, reason, work.random_bits, now)
            elif not alone and retry_after_s is not None:
                be_patient(connection, name, retry_after_s, reason, now)
        case _:
            _step(connection, taking, state=State.REFUSED, reason="taken")
    _close(connection, taking.delivery.id)


def _later(work: Work, taking: Taking, outcome: NotNow) -> timedelta:
    if not outcome.alone:
        return timedelta(0)
    return timedelta(seconds=outcome.retry_after_s) if outcome.retry_after_s else work.back_off(taking.row.tries)


def _write(work: Work, taking: Taking, **changes: Any) -> None:
    with work.database.write() as connection:
        _step(connection, taking, **changes)
        _close(connection, taking.delivery.id)


def _step(connection: Connection, taking: Taking, **changes: Any) -> bool:
    row = taking.row
    here = (STEPS.c.delivery == row.delivery, STEPS.c.position == row.position, STEPS.c.tries == row.tries)
    return connection.execute(update(STEPS).where(*here).values(**changes)).rowcount == 1


def _close(connection: Connection, delivery: int) -> None:
    """A delivery without open steps is done with."""
    is_open = STEPS.c.state.not_in(_ENDED) & (STEPS.c.doubts < TRIES_AT_MOST)
    left = connection.execute(select(STEPS.c.name).where(STEPS.c.delivery == delivery, is_open).limit(1)).first()
    if left is None:
        connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == delivery).values(steps_left=False))
