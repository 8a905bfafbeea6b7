"""Saying where it is with one's own phone: its location, or a touch on the map. Nothing but the point is sent."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from assets.town import Town, Village
from sync.central.api.problems import ProblemError
from sync.central.pages.rendering import VisitorPage
from sync.central.people.guessing import count_wrong, from_address, wait_at
from sync.central.phone.places import answer, is_open
from sync.central.services import Services

ROUTER = APIRouter(include_in_schema=False)

PERMISSIONS = "camera=(), geolocation=(self), microphone=()"
"""The one page that may ask a browser where it is."""

_ROOM = 0.12
_WIDTH = 1000.0


@dataclass(frozen=True)
class Drawing:
    """The villages on a plane of `width` by `height` units, right and down from the north-west corner, in degrees.

    `units_lon` and `units_lat` are how many units a degree is.
    """

    north: float
    west: float
    width: float
    height: float
    units_lon: float
    units_lat: float
    villages: Sequence[tuple[str, float, float]]


def drawing_of(town: Town) -> Drawing:
    """The town as a drawing; within so small a piece of land, degrees are a plane."""
    lats, lons = [village.lat for village in town.villages], [village.lon for village in town.villages]
    high, wide = max(max(lats) - min(lats), 0.01), max(max(lons) - min(lons), 0.01)
    north, west = max(lats) + _ROOM * high, min(lons) - _ROOM * wide
    units_lon = _WIDTH / (wide * (1 + 2 * _ROOM))
    units_lat = units_lon / cos(radians(sum(lats) / len(lats)))

    def spot(village: Village) -> tuple[str, float, float]:
        return village.name, (village.lon - west) * units_lon, (north - village.lat) * units_lat

    height = high * (1 + 2 * _ROOM) * units_lat
    return Drawing(north, west, _WIDTH, height, units_lon, units_lat, [spot(village) for village in town.villages])


@ROUTER.get("/w/{token}")
def ask(request: Request, page: VisitorPage, token: str) -> Response:
    """The page behind the QR code on the terminal; the same 404 for every link that is over or never was."""
    _hold_back(request, page.services, page)
    with page.services.database.read() as connection:
        known = is_open(connection, token, page.now)
    if not known:
        raise _unknown(request, page.services, page)
    languages = [name for name in page.services.content.texts if name != page.texts.language]
    shown = page.show("phone.html", token=token, drawing=drawing_of(page.services.town), languages=languages)
    shown.headers["Permissions-Policy"] = PERMISSIONS
    return shown


@ROUTER.post("/w/{token}")
def say(
    request: Request,
    page: VisitorPage,
    token: str,
    lat: Annotated[float, Form(ge=-90, le=90, allow_inf_nan=False)],
    lon: Annotated[float, Form(ge=-180, le=180, allow_inf_nan=False)],
    accuracy_m: Annotated[float, Form(ge=0, le=100_000, allow_inf_nan=False)],
) -> Response:
    """Take the point, once; 404 when the link is over, or was used."""
    _hold_back(request, page.services, page)
    with page.services.database.write() as connection:
        taken = answer(connection, token, lat, lon, accuracy_m, page.now)
    if not taken:
        raise _unknown(request, page.services, page)
    return Response(status_code=204)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _hold_back(request: Request, services: Services, page: VisitorPage) -> None:
    wait_s = math.ceil(wait_at(services.database, _address(request), page.now).total_seconds())
    if wait_s:
        raise ProblemError(429, "too_many_tries", "Too many links were wrong; wait", {"Retry-After": str(wait_s)})


def _unknown(request: Request, services: Services, page: VisitorPage) -> ProblemError:
    count_wrong(services.database, from_address(_address(request)), page.now)
    return ProblemError(404, "unknown_link", "This link is over; ask for a new one at the terminal")
