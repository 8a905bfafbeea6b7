"""One step of a host with one number: done only if the number still is as it was seen, and written down with it.

What a step changed is kept as it was, so that the last one can be taken back exactly.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, Update, bindparam, exists, select

from sync.central.agenda.changing import not_arrived
from sync.central.queue.counters import see
from sync.central.queue.desk import Desk, Result
from sync.central.queue.rules import Action, TicketState, state_after, states_that_allow
from sync.central.queue.tables import CALLS, TICKETS
from sync.central.storage.portable import locked

_OPEN_CALL = select(TICKETS).where(
    TICKETS.c.location == bindparam("location"),
    TICKETS.c.day == bindparam("day"),
    TICKETS.c.counter == bindparam("counter"),
    TICKETS.c.state == TicketState.CALLED,
)
_LAST_STEP: Select[Any] = (
    select(CALLS.c.id, CALLS.c.ticket, CALLS.c.action, CALLS.c.before, TICKETS.c.code)
    .join(TICKETS, TICKETS.c.id == CALLS.c.ticket)
    .where(
        CALLS.c.location == bindparam("location"),
        CALLS.c.day == bindparam("day"),
        CALLS.c.counter == bindparam("counter"),
        CALLS.c.before.is_not(None),
        CALLS.c.undone_at.is_(None),
    )
    .order_by(CALLS.c.id.desc())
    .limit(1)
)


def take_step(
    connection: Connection, desk: Desk, ticket: Row[Any], action: Action, *, skip: bool = False, **changes: Any
) -> bool:
    """Do `action` with `ticket`, a row as it was read; False when it has changed since, or does not allow it.

    With `skip` a number that another transaction is changing at this instant is passed over, not waited for.
    """
    if ticket.state not in states_that_allow(action):
        return False
    after = {"state": state_after(action).value, **changes}
    if not _change(connection, ticket, after, skip=skip):
        return False
    before = None if action is Action.RECALL else _as_json({name: ticket._mapping[name] for name in after})
    _write_down(connection, desk, ticket, action, before)
    return True


def write_arrival(connection: Connection, desk: Desk, ticket: Row[Any]) -> None:
    """A host put this visitor in; taking that back withdraws the number, which is never given again."""
    before = _as_json({"state": TicketState.WITHDRAWN.value})
    _write_down(connection, desk, ticket, Action.PUT_IN, before)


def undo(connection: Connection, desk: Desk) -> Result:
    """Take back the last step of this counter, unless somebody did something with that number since.

    A call that was repeated is taken back with its repetitions: those by themselves changed nothing.
    """
    # Another window of this counter waits here, and then takes back the step before this one.
    see(connection, desk.location.slug, desk.counter.slug, desk.day, desk.host, desk.now)
    last = last_step(connection, desk)
    if last is None:
        return Result.NOTHING_TO_UNDO
    ticket = connection.execute(select(TICKETS).where(TICKETS.c.id == last.ticket)).one()
    if connection.execute(select(_others_since(desk, last))).scalar_one():
        return Result.CHANGED_SINCE
    before = _from_json(last.before)
    if before["state"] == TicketState.CALLED and open_call(connection, desk, besides=ticket) is not None:
        return Result.STILL_BUSY
    if before["state"] == TicketState.CALLED and before.get("counter", ticket.counter) != desk.counter.slug:
        # Nobody's step: it turned out that the visitor holds another number, or he came back by himself.
        return Result.CHANGED_SINCE
    if not _change(connection, ticket, before):
        return Result.CHANGED_SINCE
    if last.action == Action.PUT_IN and ticket.appointment is not None:
        not_arrived(connection, ticket.appointment)
    since = (CALLS.c.ticket == last.ticket, CALLS.c.id >= last.id, CALLS.c.undone_at.is_(None))
    connection.execute(CALLS.update().where(*since).values(undone_at=desk.now))
    return Result.OK


def last_step(connection: Connection, desk: Desk) -> Row[Any] | None:
    """What `undo` would take back: the action and the code of the number."""
    here = {"location": desk.location.slug, "day": desk.day, "counter": desk.counter.slug}
    return connection.execute(_LAST_STEP, here).one_or_none()


def open_call(connection: Connection, desk: Desk, besides: Row[Any] | None = None) -> Row[Any] | None:
    """The number that this counter is busy with, if any."""
    here = {"location": desk.location.slug, "day": desk.day, "counter": desk.counter.slug}
    found = connection.execute(_OPEN_CALL, here).one_or_none()
    return None if found is None or (besides is not None and found.id == besides.id) else found


def _change(connection: Connection, ticket: Row[Any], changes: Mapping[str, Any], *, skip: bool = False) -> bool:
    """Compare and set: only a number that is still as it was seen changes."""
    seen = {"seen_id": ticket.id, "seen_version": ticket.version, "seen_state": ticket.state}
    after = {"version": ticket.version + 1, **changes}
    return connection.execute(_changing(tuple(sorted(after)), skip), {**seen, **after}).rowcount == 1


@cache
def _changing(names: tuple[str, ...], skip: bool) -> Update:
    """Made once for each kind of step: making a statement takes longer than SQLite needs to answer it."""
    this = bindparam("seen_id", type_=TICKETS.c.id.type)
    as_seen = (TICKETS.c.version == bindparam("seen_version"), TICKETS.c.state == bindparam("seen_state"))
    if skip:
        # The words for the lock are PostgreSQL's; in SQLite a writing transaction is alone anyhow.
        unlocked = locked(select(TICKETS.c.id).where(TICKETS.c.id == this, *as_seen), skip=True).scalar_subquery()
        changing = TICKETS.update().where(TICKETS.c.id == unlocked, *as_seen)
    else:
        changing = TICKETS.update().where(TICKETS.c.id == this, *as_seen)
    return changing.values({name: bindparam(name) for name in names})


def _write_down(connection: Connection, desk: Desk, ticket: Row[Any], action: Action, before: str | None) -> None:
    row = {
        "ticket": ticket.id,
        "location": desk.location.slug,
        "day": desk.day,
        "counter": desk.counter.slug,
        "action": action.value,
        "host": desk.host,
        "at": desk.now,
        "before": before,
    }
    connection.execute(CALLS.insert(), row)


def _others_since(desk: Desk, last: Row[Any]) -> Any:
    """Whether a step that counts came after `last`; repeating one's own call does not."""
    own_recall = (CALLS.c.action == Action.RECALL.value) & (CALLS.c.counter == desk.counter.slug)
    return exists().where(CALLS.c.ticket == last.ticket, CALLS.c.id > last.id, CALLS.c.undone_at.is_(None), ~own_recall)


def _as_json(values: Mapping[str, Any]) -> str:
    """Values of the ticket's columns as text; moments and bytes say what they are."""

    def plain(value: Any) -> Any:
        if isinstance(value, datetime):
            return {"moment": value.isoformat()}
        if isinstance(value, bytes):
            return {"bytes": base64.b64encode(value).decode("ascii")}
        raise TypeError(f"no place for a {type(value).__name__} in a step")

    return json.dumps(dict(values), default=plain)


def _from_json(text: str) -> dict[str, Any]:
    def lively(value: Any) -> Any:
        if isinstance(value, dict):
            ((kind, content),) = value.items()
            return datetime.fromisoformat(content) if kind == "moment" else base64.b64decode(content)
        return value

    return {name: lively(value) for name, value in json.loads(text).items()}
