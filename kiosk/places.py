"""Which places take appointments, in which way of meeting, and which one is the nearest to a village."""

from math import cos, hypot, radians

from assets.meeting import Meeting
from assets.town import Location, Town


def places(town: Town, meeting: Meeting) -> tuple[Location, ...]:
    """The locations that take appointments of this kind; one without an agenda of its own takes every kind."""
    return tuple(
        location
        for location in town.locations
        if location.takes_appointments
        and (not location.agenda or any(meeting in stretch.meetings for stretch in location.agenda))
    )


def nearest(town: Town, village: str) -> Location | None:
    """The place nearest to `village`, as the crow flies, from which home visits are made; None when there is none."""
    where = {each.name: each for each in town.villages}
    if village not in where:
        return None
    home = where[village]

    def degrees_away(location: Location) -> float:
        there = where[location.village]
        return hypot(there.lat - home.lat, (there.lon - home.lon) * cos(radians(home.lat)))

    return min(places(town, Meeting.HOME), key=degrees_away, default=None)
