"""Which counter an address is about, and who works there."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from assets.town import Counter, Location
from sync.central.pages.guards import posted_by, signed_in
from sync.central.pages.places import counter_named, location_named
from sync.central.pages.rendering import Page, StaffPage
from sync.central.people.sessions import SignedIn
from sync.central.people.users import Role
from sync.central.queue.desk import Desk

Host = Annotated[SignedIn, Depends(signed_in(Role.HOST))]
ActingHost = Annotated[SignedIn, Depends(posted_by(Role.HOST))]


@dataclass(frozen=True)
class Place:
    """The counter of the address."""

    location: Location
    counter: Counter

    def desk(self, page: Page, host: SignedIn) -> Desk:
        """The desk at which `host` acts now."""
        return Desk.at(page.services.town, self.location, self.counter, host.user, page.now)


async def _place_of(page: StaffPage, location: str, counter: str) -> Place:
    place = location_named(page.services, location)
    return Place(place, counter_named(place, counter))


PlaceNamed = Annotated[Place, Depends(_place_of)]
"""A handler's parameter of this type is the counter of the address."""
