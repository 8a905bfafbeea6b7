"""A waiting room behind the pages: numbers given, hosts at work, calls made."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from sync.central.queue.calling import call_next
from sync.central.queue.counters import see
from sync.central.queue.line import last_calls
from sync.central.queue.tables import TICKETS
from sync.central.services import Services
from tests.sync.central.queue.scenes import TOWN_HALL, desk, request, take


def give(services: Services, seed: int, service: str = "burgerzaken", language: str = "nl") -> UUID:
    """A number for a visitor at the town hall; its id."""
    asked = request(seed, service).model_copy(update={"language": language})
    with services.database.write() as connection:
        return take(connection, asked, services.clock.now()).id


def at_work(services: Services, *counters: str) -> None:
    """Hosts sit down."""
    now = services.clock.now()
    with services.database.write() as connection:
        for slug in counters:
            see(connection, TOWN_HALL.slug, slug, desk(now=now).day, "ans", now)


def call(services: Services, counter: str = "balie-1") -> int:
    """A host calls the next visitor; the number of that call."""
    now = services.clock.now()
    with services.database.write() as connection:
        call_next(connection, desk(counter, now))
        return last_calls(connection, TOWN_HALL, desk(now=now).day)[0].order


def change(services: Services, ticket: UUID, **values: str | datetime | None) -> None:
    """What a host's other buttons do to a number, without the host."""
    with services.database.write() as connection:
        connection.execute(TICKETS.update().where(TICKETS.c.id == ticket).values(**values))


def code_of(services: Services, ticket: UUID) -> str:
    """What is printed on it."""
    with services.database.read() as connection:
        return str(connection.execute(select(TICKETS.c.code).where(TICKETS.c.id == ticket)).scalar_one())
