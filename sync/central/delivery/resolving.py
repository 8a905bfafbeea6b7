"""Ending a doubt: the system is asked whether it has our record; where it cannot be asked, a person is."""

from datetime import timedelta

from sync.central.delivery import journal
from sync.central.delivery.journal import Delivery
from sync.central.delivery.opening import UnopenableError
from sync.central.delivery.pausing import is_well
from sync.central.delivery.port import Delivered, SilentTargetError, Taken
from sync.central.delivery.sending import stands
from sync.central.delivery.states import SETTLES_WITHIN, STEPS_ASIDE_AFTER, State
from sync.central.delivery.work import Work


def resolve_next(work: Work) -> timedelta | None:
    """Look into the oldest doubt; None when there is none. Zero when something was done, else how long to wait.

    Nothing is sent before it is ended: it would overtake, and the system may still be busy with it.
    """
    with work.database.read() as connection:
        doubtful = journal.first_in_doubt(connection, work.target.name)
    if doubtful is None:
        return None
    if not work.target.looks_up:
        _hold(work, doubtful)
        return timedelta(0)
    if doubtful.due_at > work.now:
        return doubtful.due_at - work.now
    return _look_up(work, doubtful)


def _hold(work: Work, doubtful: Delivery) -> None:
    with work.database.write() as connection:
        journal.step(connection, doubtful, (State.UNKNOWN,), work.now, held_at=work.now)


def _look_up(work: Work, doubtful: Delivery) -> timedelta:
    try:
        with work.database.read() as connection:
            parcel = work.opener.parcel(connection, doubtful.record, doubtful.number)
    except UnopenableError as error:
        with work.database.write() as connection:
            why = {"state": State.REFUSED, "reason": str(error)}
            journal.step(connection, doubtful, (State.UNKNOWN,), work.now, **why)
        return timedelta(0)
    try:
        found = work.target.look_up(parcel)
    except SilentTargetError as error:
        work.is_away(str(error))
        return timedelta(0)
    now = work.now
    with work.database.write() as connection:
        is_well(connection, work.target.name)
        if isinstance(found, Delivered):
            stands(connection, work, doubtful, parcel, found)
        elif isinstance(found, Taken):
            journal.renumber(connection, doubtful, now)
        elif doubtful.asked_at is not None and now - doubtful.asked_at < SETTLES_WITHIN:
            journal.look_later(connection, doubtful, SETTLES_WITHIN, now)
        else:
            # Surely not there; and should the first request arrive after all, our name for it is already taken.
            journal.wait_until(connection, doubtful, now + _aside(work, doubtful), "not there", now)
    return timedelta(0)


def _aside(work: Work, doubtful: Delivery) -> timedelta:
    return timedelta(0) if doubtful.doubts < STEPS_ASIDE_AFTER else work.back_off(doubtful.doubts)
