"""What a host does, from the desk's page: each key press is one request, answered with the desk as it is then."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from sqlalchemy import Connection
from starlette.responses import HTMLResponse

from sync.central.pages.desk_place import ActingHost, PlaceNamed
from sync.central.pages.desk_view import parts_of
from sync.central.pages.rendering import StaffPage
from sync.central.queue.announcing import BOARD_CHANGED, board_state, topic_of
from sync.central.queue.calling import call_next, done, no_show, recall
from sync.central.queue.counters import see, set_pause
from sync.central.queue.desk import Desk, Result
from sync.central.queue.moving import park, put_back, resume, transfer_to_counter, transfer_to_service, withdraw
from sync.central.queue.notes import set_note
from sync.central.queue.rules import Outcome
from sync.central.queue.steps import undo
from sync.central.records.keys import KeyRing

ROUTER = APIRouter(include_in_schema=False)

_NOBODY = UUID(int=0)


class Act(StrEnum):
    """What a host can ask for, as it stands in the address."""

    CALL = "call"
    RECALL = "recall"
    DONE = "done"
    NO_SHOW = "no_show"
    TRANSFER = "transfer"
    PARK = "park"
    RESUME = "resume"
    RETURN = "return"
    NOTE = "note"
    WITHDRAW = "withdraw"
    UNDO = "undo"
    PAUSE = "pause"
    WORK = "work"


@dataclass(frozen=True)
class Asked:
    """What came with it: the number as the page showed it, and what was chosen or typed."""

    ticket: UUID
    service: str
    counter: str
    outcome: Outcome
    note: str


async def _asked(
    ticket: Annotated[str, Form()] = "",
    service: Annotated[str, Form()] = "",
    counter_wanted: Annotated[str, Form()] = "",
    outcome: Annotated[Outcome, Form()] = Outcome.HELPED,
    note: Annotated[str, Form()] = "",
) -> Asked:
    try:
        known = UUID(ticket) if ticket else _NOBODY
    except ValueError:
        known = _NOBODY
    return Asked(known, service, counter_wanted, outcome, note)


@ROUTER.post("/desk/{location}/{counter}/{act}")
def act(
    page: StaffPage, host: ActingHost, place: PlaceNamed, act: Act, asked: Annotated[Asked, Depends(_asked)]
) -> HTMLResponse:
    """Do it, tell the boards and the other desks, and show the desk as it is now."""
    desk = place.desk(page, host)
    with page.services.database.write() as connection:
        if act not in _SEES:
            see(connection, place.location.slug, place.counter.slug, desk.day, desk.host, desk.now)
        result = _DOES[act](connection, page.services.keys, desk, asked)
        state = board_state(connection, place.location, desk.day) if result is Result.OK else None
    if state is not None:
        page.services.hub.publish(topic_of(place.location.slug), BOARD_CHANGED, json.dumps(state))
    said = "" if result is Result.OK else page.texts(f"desk.result.{result.value}")
    return page.show("desk_parts.html", **parts_of(page, place, host, said))


_SEES = frozenset({Act.CALL, Act.RESUME, Act.UNDO})
"""These see the host themselves, for they need the lock that comes with it."""

Doing = Callable[[Connection, KeyRing, Desk, Asked], Result]


def _transfer(connection: Connection, _: KeyRing, desk: Desk, asked: Asked) -> Result:
    if asked.counter:
        return transfer_to_counter(connection, desk, asked.ticket, asked.counter)
    return transfer_to_service(connection, desk, asked.ticket, asked.service)


def _pause(connection: Connection, _: KeyRing, desk: Desk, __: Asked) -> Result:
    set_pause(connection, desk.location.slug, desk.counter.slug, desk.day, desk.now)
    return Result.OK


def _work(connection: Connection, _: KeyRing, desk: Desk, __: Asked) -> Result:
    set_pause(connection, desk.location.slug, desk.counter.slug, desk.day, None)
    return Result.OK


def _on_ticket(does: Callable[[Connection, Desk, UUID], Result]) -> Doing:
    return lambda connection, _, desk, asked: does(connection, desk, asked.ticket)


_DOES: dict[Act, Doing] = {
    Act.CALL: lambda connection, _, desk, __: call_next(connection, desk),
    Act.RECALL: _on_ticket(recall),
    Act.DONE: lambda connection, _, desk, asked: done(connection, desk, asked.ticket, asked.outcome),
    Act.NO_SHOW: _on_ticket(no_show),
    Act.TRANSFER: _transfer,
    Act.PARK: _on_ticket(park),
    Act.RESUME: _on_ticket(resume),
    Act.RETURN: _on_ticket(put_back),
    Act.NOTE: lambda connection, keys, desk, asked: set_note(connection, keys, desk, asked.ticket, asked.note),
    Act.WITHDRAW: _on_ticket(withdraw),
    Act.UNDO: lambda connection, _, desk, __: undo(connection, desk),
    Act.PAUSE: _pause,
    Act.WORK: _work,
}
