"""How long an official is on the road to a visitor's village, from the villages' places on the map."""

import math

from assets.meeting import Meeting
from assets.town import Location, Town, Village

_EARTH_RADIUS_KM = 6371.0
"""The mean radius; over the width of a municipality a sphere is right to well under a minute."""


def distance_km(one: Village, other: Village) -> float:
    """As the crow flies: the haversine formula, which is exact for small distances too."""
    north, south = math.radians(one.lat), math.radians(other.lat)
    east = math.radians(other.lon - one.lon)
    chord = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(chord))


def travel_minutes(town: Town, location: Location, meeting: Meeting, village: str | None) -> int:
    """Whole minutes from `location` to the visitor, one way; none unless the official comes to the visitor's home.

    Raises KeyError when the town has no such village.
    """
    if meeting is not Meeting.HOME:
        return 0
    km = distance_km(town.village(location.village), town.village(village or ""))
    rules = town.home_visits
    return math.ceil(km * rules.detour / rules.speed_kmh * 60) + rules.margin_minutes
