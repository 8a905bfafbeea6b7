"""The town as both ends know it: its villages, locations, opening hours, services and counters (town.yaml)."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from assets.appointments import AppointmentRules, HomeVisits
from assets.document import Document, read
from assets.lending import Lending
from assets.meeting import Meeting
from assets.opening import Closure, Opening, Stretch
from assets.words import Slug, Translated


def _is_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("a time zone is expected, such as Europe/Amsterdam") from error
    return name


class Service(Document):
    """What one waits for at a location, with the letter of its queue numbers (A in A001).

    `target_minutes`: nobody should wait longer, the town says. `usual_minutes`: what helping one visitor takes, until
    enough visitors have been measured. `opening`: when numbers are given, where that is not all hours of the location.
    """

    slug: Slug
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
    name: Translated
    hint: Translated
    target_minutes: int = Field(default=15, ge=1, le=240)
    usual_minutes: int = Field(default=8, ge=1, le=240)
    opening: tuple[Opening, ...] = ()


class Counter(Document):
    """A place at the desk where a host helps a visitor, and the services that it serves."""

    slug: Slug
    name: Translated
    serves: tuple[Slug, ...]


class LocationKind(StrEnum):
    """What people come to: an information point in their village, or the central service desk."""

    INFORMATION_POINT = "information_point"
    SERVICE_DESK = "service_desk"


class Location(Document):
    """A place where people come: an information point, or the central service desk.

    Appointments are taken in all opening hours by `appointments_at_once` officials, or, where there is an `agenda`, in
    its stretches and nowhere else. Stretches at the same time have officials of their own. Who checks in for an
    appointment waits for `appointment_service`, or for the first.
    """

    slug: Slug
    kind: LocationKind = LocationKind.INFORMATION_POINT
    name: str
    street: str
    village: str
    opening: tuple[Opening, ...]
    services: tuple[Service, ...] = ()
    counters: tuple[Counter, ...] = ()
    takes_appointments: bool = False
    appointments_at_once: Annotated[int, Field(ge=1, le=50)] = 1
    appointment_service: Slug | None = None
    agenda: tuple[Stretch, ...] = ()
    closures: tuple[Closure, ...] = ()
    lending: Lending | None = None

    @model_validator(mode="after")
    def _agenda_is_within_opening_hours(self) -> Self:
        """Nobody can come to a desk behind a locked door; by phone, by video or at home that does not matter."""
        if self.agenda and not self.takes_appointments:
            raise ValueError("'takes_appointments: true' is expected where there is an 'agenda'")
        for stretch in self.agenda:
            for day in stretch.days if Meeting.DESK in stretch.meetings else ():
                if not _open_throughout(self.opening, day, stretch):
                    hours = f"{stretch.opens:%H:%M}-{stretch.closes:%H:%M}"
                    raise ValueError(f"the agenda has the desk open on day {day} {hours}, when '{self.slug}' is closed")
        return self

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        """Two services with one letter would print the same number twice."""
        letters = [service.letter for service in self.services]
        for letter in letters:
            if letters.count(letter) > 1:
                raise ValueError(f"every service is expected to have a letter of its own; {letter} stands twice")
        known = {service.slug for service in self.services}
        for counter in self.counters:
            if unknown := sorted(set(counter.serves) - known):
                raise ValueError(f"the counter '{counter.slug}' serves '{unknown[0]}', which is no service here")
        if self.appointment_service is not None and self.appointment_service not in known:
            raise ValueError(f"'appointment_service' is '{self.appointment_service}', which is no service here")
        return self

    @model_validator(mode="after")
    def _counters_differ(self) -> Self:
        """Two counters with one slug would share one visitor."""
        slugs = [counter.slug for counter in self.counters]
        if twice := sorted(slug for slug in set(slugs) if slugs.count(slug) > 1):
            raise ValueError(f"the counter '{twice[0]}' stands twice")
        return self


class QueueRules(Document):
    """In which order people are called, and what that does with appointments; all in minutes.

    Who has waited `walk_in_limit_minutes` goes before everybody who has not, appointment or none. Checking in more than
    `early_minutes` before the appointment is early; more than `late_minutes` after it is late, and then one waits like
    everybody. Who did not come can be put back within `return_minutes`. Numbers are given from `margin_minutes` before
    opening until as long after closing, so that who came in just before gets one; with `keep_hours` off, at any time.
    """

    walk_in_limit_minutes: int = Field(default=45, ge=1, le=480)
    early_minutes: int = Field(default=30, ge=0, le=240)
    late_minutes: int = Field(default=10, ge=0, le=240)
    return_minutes: int = Field(default=15, ge=0, le=240)
    margin_minutes: int = Field(default=10, ge=0, le=120)
    keep_hours: bool = True


def _open_throughout(opening: tuple[Opening, ...], day: int, stretch: Opening) -> bool:
    reached = stretch.opens
    for hours in sorted((hours for hours in opening if day in hours.days), key=lambda hours: hours.opens):
        if hours.opens <= reached:
            reached = max(reached, hours.closes)
    return reached >= stretch.closes


class HolidayRules(Document):
    """The public holidays that Dutch employers decide on for themselves; the others are always free days.

    Liberation Day (5 May) is free once in so many years: 5 is what the state gives its own people, 0 is never.
    """

    good_friday: bool = True
    liberation_day_every_years: Literal[0, 1, 5] = 5


class Village(Document):
    """A village of the municipality: four digits of its postal code, its place on the map (WGS 84 degrees)."""

    name: str
    postcode4: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}$")]
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class TopTask(Document):
    """One of the products that most people come for, in the few words that fit a card of the first screen."""

    product: Slug
    title: Translated | None = None
    tagline: Translated | None = None


class Town(Document):
    """A municipality: who it is, its villages and its locations."""

    name: str
    municipality: str
    owms_uri: str
    website: str
    timezone: Annotated[str, AfterValidator(_is_timezone)]
    top_tasks: tuple[TopTask, ...]
    villages: tuple[Village, ...]
    locations: tuple[Location, ...]
    holidays: HolidayRules = HolidayRules()
    queue: QueueRules = QueueRules()
    closures: tuple[Closure, ...] = ()
    appointments: AppointmentRules = AppointmentRules()
    home_visits: HomeVisits = HomeVisits()
    lending: Lending = Lending()

    @model_validator(mode="after")
    def _locations_are_here(self) -> Self:
        villages = [village.name for village in self.villages]
        for name in villages:
            if villages.count(name) > 1:
                raise ValueError(f"the village '{name}' stands twice")
        slugs = [location.slug for location in self.locations]
        for location in self.locations:
            if location.village not in villages:
                raise ValueError(f"the location '{location.slug}' is in '{location.village}', which is no village here")
            if slugs.count(location.slug) > 1:
                raise ValueError(f"the location '{location.slug}' stands twice")
        return self

    def location(self, slug: str) -> Location:
        """The location called `slug`; raises KeyError when the town has none."""
        for location in self.locations:
            if location.slug == slug:
                return location
        raise KeyError(slug)

    def lending_at(self, location: str) -> Lending:
        """How much the terminals of a location may promise by themselves: as it says, or as the town says."""
        return next((place.lending for place in self.locations if place.slug == location), None) or self.lending

    def village(self, name: str) -> Village:
        """The village called `name`; raises KeyError when the town has none."""
        for village in self.villages:
            if village.name == name:
                return village
        raise KeyError(name)


def read_town(path: Path) -> Town:
    """Read town.yaml; raises assets.document.DocumentError with file and line."""
    return read(path, Town)
