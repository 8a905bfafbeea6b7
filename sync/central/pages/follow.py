"""A queue number on a visitor's own phone: the place in line, and when it is called. No person, no product.

Whoever has the token may look; it is the random id of that one ticket, and leads to no other.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from sqlalchemy import Connection, Row, func, select
from starlette.responses import HTMLResponse

from assets.town import Location
from sync.central.pages.rendering import Page, VisitorPage
from sync.central.pages.waiting import in_full
from sync.central.queue.rules import HEARD, TicketState, counter_of, local_day, service_of
from sync.central.queue.tables import CALLS, TICKETS
from sync.central.queue.waiting_times import Waits
from sync.protocol.ids import id_of_token

ROUTER = APIRouter(include_in_schema=False)

_UNKNOWN, _PAST = "unknown", "past"


@dataclass(frozen=True)
class Followed:
    """What the phone shows: `title` large, `lines` below it. `call` counts up with each call of this number."""

    state: str
    code: str = ""
    place: str = ""
    location: str = ""
    call: int = 0
    title: str = ""
    counter: str = ""
    lines: tuple[str, ...] = ()


@ROUTER.get("/n/{token}")
def follow(page: VisitorPage, token: str) -> HTMLResponse:
    """The page behind the QR code of a queue number; one that nobody knows yet gets a page that goes on looking."""
    languages = [language for language in page.services.content.texts if language != page.texts.language]
    return _shown(page, "follow.html", token=token, languages=languages)


@ROUTER.get("/n/{token}/parts")
def parts(page: VisitorPage, token: str) -> HTMLResponse:
    """What changes on that page, as it is now."""
    return _shown(page, "follow_parts.html", token=token)


def _shown(page: Page, template: str, token: str, **more: Any) -> HTMLResponse:
    return page.show(template, token=token, followed=_followed(page, token), **more)


def _followed(page: Page, token: str) -> Followed:
    ticket_id = id_of_token(token)
    if ticket_id is None:
        return _unknown(page)
    with page.services.database.read() as connection:
        ticket = connection.execute(select(TICKETS).where(TICKETS.c.id == ticket_id)).one_or_none()
        place = None if ticket is None else _place(page, ticket.location)
        if ticket is None or place is None:
            return _unknown(page)
        if ticket.day != local_day(page.now, page.services.town.timezone):
            return Followed(
                _PAST, ticket.code, place.name, title=page.texts("follow.other_day", day=_day(page, ticket))
            )
        return _today(page, connection, ticket, place)


def _today(page: Page, connection: Connection, ticket: Row[Any], place: Location) -> Followed:
    common = (ticket.state, ticket.code, place.name, place.slug, _last_call(connection, ticket))
    match ticket.state:
        case TicketState.WAITING:
            waits = page.services.waits.at(connection, place, page.now)
            lines = tuple(_while_waiting(page, ticket, place, waits))
            return Followed(*common, _in_line(page, ticket, waits), lines=lines)
        case TicketState.CALLED:
            counter = counter_of(place, ticket.counter)
            name = page.texts.local(counter.name) if counter else ticket.counter
            return Followed(*common, page.texts("follow.called"), counter=name)
        case TicketState.NO_SHOW:
            return Followed(*common, page.texts("follow.no_show"), lines=(_after_no_show(page, ticket),))
        case _:
            # parked, done, withdrawn
            return Followed(*common, page.texts(f"follow.{ticket.state}"))


def _in_line(page: Page, ticket: Row[Any], waits: Waits) -> str:
    ahead = waits.ahead.get(ticket.id, 0)
    return page.texts.count("follow.ahead", ahead) if ahead else page.texts("follow.next")


def _while_waiting(page: Page, ticket: Row[Any], place: Location, waits: Waits) -> list[str]:
    """What there is to say to somebody who waits, the most important first."""
    wanted, service = counter_of(place, ticket.counter_wanted or ""), service_of(place, ticket.waits_for)
    lines = []
    if wanted is not None:
        lines.append(page.texts("follow.to_counter", counter=page.texts.local(wanted.name)))
    elif service is not None and ticket.waits_for != ticket.service:
        lines.append(page.texts("follow.transferred", service=page.texts.local(service.name)))
    if ticket.appointment_at is not None and ticket.appointment_at > page.now:
        lines.append(page.texts("follow.appointment", time=page.clock(ticket.appointment_at)))
    wait = waits.by_ticket.get(ticket.id)
    if ticket.waits_for in waits.on_a_break:
        lines.append(page.texts("follow.break"))
    elif wait is None:
        lines.append(page.texts("follow.nobody"))
    if wait is not None:
        lines.append(in_full(page.texts, wait))
    return lines


def _after_no_show(page: Page, ticket: Row[Any]) -> str:
    """Within the time in which a host can put somebody back into the line, going to the desk helps."""
    back_until = (ticket.ended_at or page.now) + timedelta(minutes=page.services.town.queue.return_minutes)
    return page.texts("follow.no_show_back" if page.now < back_until else "follow.no_show_over")


def _last_call(connection: Connection, ticket: Row[Any]) -> int:
    heard = CALLS.c.action.in_(sorted(HEARD))
    query = select(func.max(CALLS.c.id)).where(CALLS.c.ticket == ticket.id, heard, CALLS.c.undone_at.is_(None))
    return connection.execute(query).scalar_one() or 0


def _unknown(page: Page) -> Followed:
    return Followed(_UNKNOWN, title=page.texts("follow.unknown"), lines=(page.texts("follow.unknown_why"),))


def _place(page: Page, slug: str) -> Location | None:
    return next((place for place in page.services.town.locations if place.slug == slug), None)


def _day(page: Page, ticket: Row[Any]) -> str:
    noon = datetime.combine(ticket.day, time(12), ZoneInfo(page.services.town.timezone))
    return page.day(noon)
