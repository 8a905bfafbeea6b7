"""The board in the waiting room, and the events that keep it up to date. Public: numbers and counters, no people."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection, select
from starlette.responses import HTMLResponse, Response, StreamingResponse

from assets.text import DEFAULT_LANGUAGE
from assets.town import Location, Service
from sync.central.api.enrol import client_address
from sync.central.api.problems import ProblemError
from sync.central.pages.places import location_named
from sync.central.pages.rendering import Page, StaffPage
from sync.central.pages.waiting import in_short
from sync.central.people.guessing import house_of, is_this_machine
from sync.central.queue.announcing import board_state, topic_of
from sync.central.queue.line import last_calls
from sync.central.queue.rules import counter_of, local_day, service_of
from sync.central.queue.tables import CALLS, TICKETS
from sync.central.queue.today import Hours, hours_at
from sync.central.queue.waiting_times import Waits
from sync.central.services import Needed, Services
from sync.central.speech.words import language_for, spoken_call

ROUTER = APIRouter(include_in_schema=False)

MAX_LISTENERS = 4000
"""Open event streams of one process; a page that gets none asks by itself, more slowly."""

MAX_LISTENERS_AT_ONE_ADDRESS = 400
"""More than the boards, desks and phones of one house. Nobody alone keeps the others from listening."""

_NOT_STORED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""A proxy that gathers events before it passes them on would make every call late."""

_KEEP_A_MINUTE = {"Cache-Control": "max-age=60"}
_CLOSES_SOON = timedelta(minutes=45)
_LAST_CALL_STAYS = timedelta(minutes=30)


@ROUTER.get("/board")
def board(page: StaffPage, location: str = "") -> HTMLResponse:
    """The board of a location; without one, a choice."""
    if not location:
        return page.show("board_choose.html")
    place = location_named(page.services, location)
    counters = {counter.slug: page.texts.local(counter.name) for counter in place.counters}
    services = {service.slug: page.texts.local(service.name) for service in place.services}
    speaks = page.services.voice.can_say(DEFAULT_LANGUAGE)
    return page.show("board.html", location=place, counters=counters, services=services, speaks=speaks)


@ROUTER.get("/board/state")
def state(page: StaffPage, location: Annotated[str, Query()]) -> dict[str, Any]:
    """What the board shows now: the calls, and in words how long each service takes and what the hours are."""
    place = location_named(page.services, location)
    with page.services.database.read() as connection:
        shown = board_state(connection, place, local_day(page.now, page.services.town.timezone))
        waits = page.services.waits.at(connection, place, page.now)
    hours = hours_at(page.services.town, place, page.now)
    return shown | {
        "now": page.now.isoformat(),
        "over": _is_over(page, hours, shown),
        "hours": _hours_in_words(page, hours),
        "greeting": _greeting(page, hours),
        "services": {
            service.slug: _wait_in_words(page, place, service, waits) if hours.is_open else ""
            for service in place.services
        },
    }


@ROUTER.get("/board/speech")
def speech(services: Needed, location: Annotated[str, Query()], call: Annotated[int, Query(ge=1)]) -> Response:
    """A call as sound, in the visitor's language. Only of calls that are on the board: nobody can have words said."""
    place = location_named(services, location)
    with services.database.read() as connection:
        called = _called(connection, services, place, call)
    counter = None if called is None else counter_of(place, called.counter)
    service = None if called is None else service_of(place, called.service)
    if called is None or counter is None or service is None:
        raise ProblemError(404, "unknown_call", "There is no such call on this board")
    language = language_for(called.language, services.content, services.voice)
    words = spoken_call(services.content.texts[language], service.letter, called.number, counter.name)
    sound = services.voice.say(words, language)
    if sound is None:
        raise ProblemError(404, "no_voice", "This central has no voice")
    return Response(sound, media_type="audio/wav", headers=_KEEP_A_MINUTE)


@ROUTER.get("/events")
async def events(services: Needed, request: Request, location: Annotated[str, Query()]) -> StreamingResponse:
    """What happens at a location, as it happens."""
    place = location_named(services, location)
    return event_stream(services, topic_of(place.slug), client_address(request))


def event_stream(services: Services, topic: str, address: str = "") -> StreamingResponse:
    """The events of a topic as an answer that does not end; raises a 503 Problem when too many listen already.

    Also when too many listen at one `address`; to somebody who has signed in that does not apply.
    """
    who = "" if is_this_machine(address) else house_of(address)
    crowded = bool(who) and services.hub.listening_at(who) >= MAX_LISTENERS_AT_ONE_ADDRESS
    if crowded or services.hub.listeners >= MAX_LISTENERS:
        raise ProblemError(503, "too_many_listeners", "Too many pages are listening", {"Retry-After": "30"})
    return StreamingResponse(services.hub.stream(topic, who=who), media_type="text/event-stream", headers=_NOT_STORED)


def _called(connection: Connection, services: Services, location: Location, call: int) -> Any:
    day = local_day(services.clock.now(), services.town.timezone)
    if call not in {one.order for one in last_calls(connection, location, day)}:
        return None
    columns = CALLS.c.counter, TICKETS.c.service, TICKETS.c.number, TICKETS.c.language
    query = select(*columns).join(TICKETS, TICKETS.c.id == CALLS.c.ticket).where(CALLS.c.id == call)
    return connection.execute(query).one_or_none()


def _is_over(page: Page, hours: Hours, shown: Mapping[str, Any]) -> bool:
    """Closed, nobody waits and nobody was called lately: the last number of the day is of no use to anybody."""
    if hours.is_open or any(shown["waiting"].values()):
        return False
    return not shown["calls"] or page.now - datetime.fromisoformat(shown["calls"][0]["at"]) > _LAST_CALL_STAYS


def _hours_in_words(page: Page, hours: Hours) -> str:
    """What stands above the calls: that it closes soon, or is closed already."""
    if hours.closes_at is None:
        return page.texts("board.closed")
    soon = hours.closes_at - page.now <= _CLOSES_SOON
    return page.texts("board.closes_at", time=page.clock(hours.closes_at)) if soon else ""


def _greeting(page: Page, hours: Hours) -> tuple[str, str]:
    """What stands in place of the calls while there are none."""
    if hours.is_open:
        return page.texts("board.welcome"), page.texts("board.take_a_number")
    if hours.opens_at is None:
        return page.texts("board.closed"), ""
    zone = page.services.town.timezone
    if local_day(hours.opens_at, zone) == local_day(page.now, zone):
        return page.texts("board.welcome"), page.texts("board.opens_today", time=page.clock(hours.opens_at))
    words = page.texts("board.opens_on", time=page.clock(hours.opens_at), day=page.day(hours.opens_at))
    return page.texts("board.closed"), words


def _wait_in_words(page: Page, location: Location, service: Service, waits: Waits) -> str:
    """How long it takes, or why that cannot be told."""
    if service.opening and not hours_at(page.services.town, location, page.now, service).is_open:
        return page.texts("board.service_closed")
    if service.slug in waits.on_a_break:
        return page.texts("board.service_on_a_break")
    wait = waits.by_service.get(service.slug)
    return page.texts("board.service_unserved") if wait is None else in_short(page.texts, wait)
