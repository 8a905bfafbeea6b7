"""What the handlers work with, built once by app.py and handed to them as a dependency."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from assets.town import Town
from sync.central.agenda.port import Agenda
from sync.central.config import CentralConfig
from sync.central.content import Content
from sync.central.hub import Hub
from sync.central.people.passwords import Passwords
from sync.central.queue.remembered import RememberedWaits
from sync.central.records.keys import KeyRing
from sync.central.speech.port import Voice
from sync.central.storage.database import Database
from sync.protocol.clock import Clock
from sync.protocol.ids import RandomBits


@dataclass(frozen=True)
class Services:
    """Everything that a handler may use. `photo_links`: the systems that are told where photos can be seen."""

    config: CentralConfig
    clock: Clock
    random_bits: RandomBits
    database: Database
    keys: KeyRing
    passwords: Passwords
    town: Town
    content: Content
    agenda: Agenda
    hub: Hub
    voice: Voice
    waits: RememberedWaits
    photo_links: frozenset[str] = frozenset()


def services_of(request: HTTPConnection) -> Services:
    """The services of the app that this request came to."""
    services = request.app.state.services
    if not isinstance(services, Services):
        raise TypeError("the app has not been started: its lifespan builds the services")
    return services


async def _needed(request: HTTPConnection) -> Services:
    # It waits for nothing: without `async` each request would be sent to a thread for this alone.
    return services_of(request)


Needed = Annotated[Services, Depends(_needed)]
"""A handler's parameter of this type gets the services."""
