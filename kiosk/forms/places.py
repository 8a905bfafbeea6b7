"""A place from what a visitor touched and typed: a village, a street, a number or what is near, and a point. Pure."""

import re
from dataclasses import dataclass

from assets.form import FormField
from assets.town import Village
from kiosk.streets.index import StreetIndex
from kiosk.streets.street import Street
from sync.protocol.answers import Place, PointFrom

MAX_TYPED = 100
_NUMBER = r"(?P<number>\d{1,5} ?(?:[a-zA-Z](?![a-zA-Z]))?(?:-\d{1,4})?)"
_HOUSE = re.compile(rf"(?P<street>.*\D)[ ,]+(?:nummer |nr\.? )?{_NUMBER}")
"""A street with a house number as people type it: "Kerkstraat 12a", "Kerkstraat nummer 12"."""
_NUMBERED = re.compile(rf"(?:nummer |nr\.? )?{_NUMBER}(?:[ ,]+(?P<near>.+))?")
"""A house number, and what is near after it: "12a", "nr 12, bij de bushalte"."""
_BESIDE = re.compile(r"\b(bij|naast|tegenover|achter|voor|tussen|hoek|near|opposite|behind)\b", re.IGNORECASE)
"""Words that say near what, and not at which door."""
_STREETLIKE = re.compile(
    r"(straat|weg|laan|plein|pad|hof|dijk|steeg|gracht|kade|singel|dreef|ring|park|berg|veld|str)$", re.IGNORECASE
)
"""How a name ends that is a street, also one that no list has."""


def in_village(village: Village) -> Place:
    """Somewhere in a village, whose middle is the point until more is known."""
    return Place(village=village.name, lat=village.lat, lon=village.lon, point_from=PointFrom.VILLAGE)


@dataclass(frozen=True)
class Typed:
    """What a line reads as: a street that is known or not, with a number; or else what it is near."""

    street: str | None = None
    house_number: str | None = None
    near: str | None = None
    known: Street | None = None


def read_line(typed: str, village: str, streets: StreetIndex) -> Typed:
    """A line that was typed where a street is asked.

    >>> index = StreetIndex([Street("Kerkstraat", "Nuth")])
    >>> [read_line(words, "Nuth", index) for words in ("kerkstraat 12a", "bij de kerk")]
    [Typed(street='Kerkstraat', house_number='12a', near=None, known=Street(name='Kerkstraat', village='Nuth', \
lat=None, lon=None)), Typed(street=None, house_number=None, near='bij de kerk', known=None)]
    """
    words = " ".join(typed.split())[:MAX_TYPED]
    known = streets.find(village, words)
    if known is not None or not words:
        return Typed(known.name if known else None, known=known)
    found = _HOUSE.fullmatch(words)
    if found and not _BESIDE.search(words):
        name = found["street"].strip(" ,")
        known = streets.find(village, name)
        return Typed(known.name if known else name, found["number"].replace(" ", ""), known=known)
    if _STREETLIKE.search(words) and not _BESIDE.search(words):
        return Typed(words)
    return Typed(near=words)


def read_number(typed: str) -> tuple[str | None, str | None]:
    """The house number and what is near, of a line that was typed where either is asked.

    >>> [read_number(words) for words in ("12 a", "nr 3, naast de kerk", "bij de 2e lamp", "")]
    [('12a', None), ('3', 'naast de kerk'), (None, 'bij de 2e lamp'), (None, None)]
    """
    words = " ".join(typed.split())[:MAX_TYPED]
    found = _NUMBERED.fullmatch(words)
    if found:
        return found["number"].replace(" ", ""), found["near"]
    return None, words or None


def at_street(place: Place, said: Typed, village: Village) -> Place:
    """The place with another street: its middle is the point, unless the phone or the visitor's finger gave one."""
    new = place.model_copy(
        update={"street": said.street, "house_number": said.house_number, "near": said.near or place.near}
    )
    if said.street == place.street:
        kept = {} if said.house_number else {"house_number": place.house_number}
        return new.model_copy(update=kept)
    if place.point_from is PointFrom.PHONE:
        return new
    middle = in_village(village)
    point = {"lat": middle.lat, "lon": middle.lon, "accuracy_m": None, "point_from": PointFrom.VILLAGE}
    if said.known is not None and said.known.lat is not None:
        point = {**point, "lat": said.known.lat, "lon": said.known.lon, "point_from": PointFrom.STREET}
    return new.model_copy(update=point)


def at_point(place: Place, lat: float, lon: float, accuracy_m: float, point_from: PointFrom) -> Place:
    """The place with a point that somebody gave; six decimals are a decimetre."""
    point = {"lat": round(lat, 6), "lon": round(lon, 6), "accuracy_m": round(accuracy_m, 1), "point_from": point_from}
    return place.model_copy(update=point)


def number_typed(place: Place) -> str:
    """What was typed where the number is asked, to go on typing."""
    return ", ".join(part for part in (place.house_number, place.near) if part)


def is_pointed(place: Place) -> bool:
    """Whether somebody gave the point itself."""
    return place.point_from in (PointFrom.MAP, PointFrom.PHONE)


def is_exact(place: Place) -> bool:
    """Whether it says more than the village."""
    return bool(place.street or place.house_number or place.near) or is_pointed(place)


def wants_point(field: FormField, place: Place, *, tiled: bool) -> bool:
    """Whether the visitor is asked to point.

    On a real map always. On a drawing of the villages a finger covers half a street, so that it is asked only where it
    has to be known where it is, and no street or number says so.
    """
    if tiled or is_pointed(place):
        return tiled
    return field.exact and not (place.point_from is PointFrom.STREET or (place.street and place.house_number))


def mistake(field: FormField, place: Place) -> str | None:
    """The text key of what is missing; None when it will do."""
    return "form.error.place" if field.exact and not is_exact(place) else None
