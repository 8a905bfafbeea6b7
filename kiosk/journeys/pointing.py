"""Pointing on the map: what is in sight moves under a mark that stands still, so that keys and fingers do the same."""

from dataclasses import replace

from assets.form import FormField
from kiosk.content import Content
from kiosk.forms import places
from kiosk.journeys.intents import Confirm, GoBack, Intent, PointAt, Skip, ZoomMap
from kiosk.journeys.next import Next
from kiosk.journeys.states import PlaceStep, Question
from kiosk.maps.plane import View
from sync.protocol.answers import Place, PointFrom

_ACROSS_M = {PointFrom.VILLAGE: 2500.0, PointFrom.STREET: 800.0, PointFrom.MAP: 500.0, PointFrom.PHONE: 500.0}
"""How much ground is shown at first, by where the point comes from."""

_FINGER_PX = 24
"""How exactly somebody points: half a finger on a screen of usual size."""


def show(state: Question, place: Place, content: Content) -> Next:
    """The map around what is known of the place."""
    return Next(
        replace(state, place=place, step=PlaceStep.POINT, view=around(place, content), draft="", error=None, page=0)
    )


def at_point(state: Question, place: Place, field: FormField, intent: Intent, content: Content) -> Next | Place | None:
    """Move, zoom, go on with the point or without."""
    grid = content.map.grid
    view = state.view or around(place, content)
    match intent:
        case PointAt(lat, lon):
            lat, lon = grid.bounds.nearest(lat, lon)
            return Next(replace(state, view=replace(view, lat=lat, lon=lon), error=None))
        case ZoomMap(by):
            return Next(replace(state, view=grid.zoomed(view, by)))
        case Confirm() if not _is_around(view, place, content):
            accuracy_m = grid.ground_m(view) * _FINGER_PX
            return places.at_point(place, view.lat, view.lon, accuracy_m, PointFrom.MAP)
        case Confirm() | Skip():
            # What nobody moved says no more than was known: a point of the phone, a street, a village.
            error = places.mistake(field, place)
            return Next(replace(state, error="place.error.point")) if error else place
        case GoBack():
            step = PlaceStep.NUMBER if place.street or place.house_number or place.near else PlaceStep.STREET
            draft = places.number_typed(place) if step is PlaceStep.NUMBER else ""
            return Next(replace(state, step=step, draft=draft, view=None, error=None))
    return None


def _is_around(view: View, place: Place, content: Content) -> bool:
    begun = around(place, content)
    return (begun.lat, begun.lon) == (view.lat, view.lon)


def around(place: Place, content: Content) -> View:
    """The map around what is known of a place."""
    village = content.town.village(place.village)
    lat, lon = (village.lat, village.lon) if place.lat is None or place.lon is None else (place.lat, place.lon)
    return content.map.grid.view_of(lat, lon, _ACROSS_M[place.point_from or PointFrom.VILLAGE])
