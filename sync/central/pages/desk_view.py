"""What a host sees: the line, who is at the counter, who is aside, and today's appointments."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from assets.town import Counter
from sync.central.agenda.room import expected_on
from sync.central.pages.desk_codes import codes_given
from sync.central.pages.desk_place import Place
from sync.central.pages.perhaps import perhaps_here
from sync.central.pages.rendering import Page
from sync.central.people.sessions import SignedIn
from sync.central.queue.counters import Presence, presence_at
from sync.central.queue.line import line_of
from sync.central.queue.notes import MAX_NOTE_LENGTH, note_of
from sync.central.queue.room import room_of
from sync.central.queue.rules import Outcome
from sync.central.queue.steps import last_step


@dataclass(frozen=True)
class Colleague:
    """Another counter, and whether a visitor can be sent there."""

    counter: Counter
    presence: Presence | None
    is_there: bool


@dataclass(frozen=True)
class Arrived:
    """Somebody who has just come in: the number to tell or write down, if there is one, and what to say with it."""

    code: str
    said: str
    good: bool = True


def parts_of(
    page: Page, place: Place, host: SignedIn, said: str = "", arrived: Arrived | None = None
) -> dict[str, Any]:
    """The values of the desk's templates as things are now."""
    desk = place.desk(page, host)
    with page.services.database.read() as connection:
        room = room_of(connection, place.location, desk.day)
        present = presence_at(connection, place.location, desk.day)
        last = last_step(connection, desk)
        expected = expected_on(connection, page.services.town, place.location, desk.day)
        perhaps = perhaps_here(connection, page, place.location)
        given = codes_given(connection, page, place, room.tickets, room.checked_in())
    waiting = room.waiting(desk.now, desk.rules)
    there = [slug for slug, one in present.items() if one.is_there(desk.now)]
    mine = line_of(place.counter, waiting, there, desk.now, desk.rules)
    ticket = room.at(place.counter.slug)
    own = present.get(place.counter.slug)
    return {
        "location": place.location,
        "counter": place.counter,
        "service_names": {service.slug: page.texts.local(service.name) for service in place.location.services},
        "counter_names": {counter.slug: page.texts.local(counter.name) for counter in place.location.counters},
        "waiting": waiting,
        "mine": {one.id for one in mine},
        "next_code": mine[0].code if mine else "",
        "too_long": _too_long(place, waiting, desk.now),
        "aside": room.aside(desk.now, desk.rules),
        "ticket": ticket,
        "note": note_of(page.services.keys, ticket) if ticket is not None else "",
        "note_length": MAX_NOTE_LENGTH,
        "last": last,
        "paused_at": own.paused_at if own else None,
        "colleagues": _colleagues(place, present, desk.now),
        "expected": expected,
        "checked_in": room.checked_in(),
        "given": given,
        "perhaps": perhaps,
        "outcomes": list(Outcome),
        "languages": list(page.services.content.texts),
        "rules": desk.rules,
        "said": said,
        "arrived": arrived,
    }


def _too_long(place: Place, waiting: list[Row[Any]], now: datetime) -> set[Any]:
    """The ids of those who wait longer than the town wants; an appointment waits from its time on."""
    targets = {service.slug: timedelta(minutes=service.target_minutes) for service in place.location.services}
    since = {one.id: max(one.taken_at, one.appointment_at or one.taken_at) for one in waiting}
    return {one.id for one in waiting if one.waits_for in targets and now - since[one.id] > targets[one.waits_for]}


def _colleagues(place: Place, present: dict[str, Presence], now: datetime) -> list[Colleague]:
    return [
        Colleague(counter, present.get(counter.slug), counter.slug in present and present[counter.slug].is_there(now))
        for counter in place.location.counters
        if counter.slug != place.counter.slug
    ]
