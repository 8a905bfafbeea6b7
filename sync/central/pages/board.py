"""The board in the waiting room, and the events that keep it up to date. Public: numbers and counters, no people."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse, StreamingResponse

from assets.town import Location
from sync.central.pages.places import location_named
from sync.central.pages.rendering import StaffPage
from sync.central.queue.announcing import board_state, topic_of
from sync.central.queue.rules import local_day
from sync.central.services import Needed, Services

ROUTER = APIRouter()

_NOT_STORED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""A proxy that gathers events before it passes them on would make every call late."""


@ROUTER.get("/board")
def board(page: StaffPage, location: str = "") -> HTMLResponse:
    """The board of a location; without one, a choice."""
    if not location:
        return page.show("board_choose.html")
    place = location_named(page.services, location)
    counters = {counter.slug: page.texts.local(counter.name) for counter in place.counters}
    services = {service.slug: page.texts.local(service.name) for service in place.services}
    return page.show("board.html", location=place, counters=counters, services=services)


@ROUTER.get("/board/state")
def state(services: Needed, location: Annotated[str, Query()]) -> dict[str, Any]:
    """What the board shows now."""
    return read_board(services, location_named(services, location))


@ROUTER.get("/events")
async def events(services: Needed, location: Annotated[str, Query()]) -> StreamingResponse:
    """What happens at a location, as it happens."""
    place = location_named(services, location)
    return event_stream(services, topic_of(place.slug))


def read_board(services: Services, location: Location) -> dict[str, Any]:
    """The state of the board of `location`, from the database."""
    day = local_day(services.clock.now(), services.town.timezone)
    with services.database.read() as connection:
        return board_state(connection, location, day)


def event_stream(services: Services, topic: str) -> StreamingResponse:
    """The events of a topic as an answer that does not end."""
    return StreamingResponse(services.hub.stream(topic), media_type="text/event-stream", headers=_NOT_STORED)
