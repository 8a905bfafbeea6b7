"""Distances and directions on the ground, and which village is nearest."""

from math import atan2, cos, degrees, hypot, radians

from assets.town import Town, Village

_METRES_A_DEGREE = 111_320.0
"""Of latitude; of longitude so much times the cosine of the latitude. Right to half a percent within a municipality."""

_DIRECTIONS = ("north", "north_east", "east", "south_east", "south", "south_west", "west", "north_west")


def metres_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """How far apart two places of one region are, as the crow flies.

    >>> round(metres_between(50.9175, 5.88611, 50.92917, 5.90694), -2)
    2000.0
    """
    return hypot(*_steps(lat, lon, other_lat, other_lon))


def direction(lat: float, lon: float, other_lat: float, other_lon: float) -> str:
    """In which of eight directions the other place lies.

    >>> direction(50.9175, 5.88611, 50.92917, 5.90694)
    'north_east'
    """
    north, east = _steps(lat, lon, other_lat, other_lon)
    return _DIRECTIONS[round(degrees(atan2(east, north)) / 45) % len(_DIRECTIONS)]


def nearest_village(town: Town, lat: float, lon: float) -> tuple[Village, float]:
    """The village whose middle is nearest, and how many metres away that is; raises ValueError for a town without."""
    away = [
        (metres_between(village.lat, village.lon, lat, lon), number) for number, village in enumerate(town.villages)
    ]
    metres, number = min(away)
    return town.villages[number], metres


def _steps(lat: float, lon: float, other_lat: float, other_lon: float) -> tuple[float, float]:
    north = (other_lat - lat) * _METRES_A_DEGREE
    return north, (other_lon - lon) * _METRES_A_DEGREE * cos(radians((lat + other_lat) / 2))
