"""A place from what a visitor touched and typed: a village, then a street with a number or something near it."""

import re
from collections.abc import Iterable

from assets.form import FormField
from assets.town import Village
from sync.protocol.answers import Place, PointFrom

MAX_TYPED = 100
_HOUSE = re.compile(r"(?P<street>.*\D)[ ,]+(?:nummer |nr\.? )?(?P<number>\d{1,5} ?[a-zA-Z]?(?:-\d{1,4})?)")
"""A street with a house number as people type it: "Kerkstraat 12a", "Kerkstraat nummer 12"."""
_BESIDE = re.compile(r"\b(bij|naast|tegenover|achter|voor|tussen|hoek|near|opposite|behind)\b", re.IGNORECASE)
"""Words that say near what, and not at which door."""


def in_village(village: Village) -> Place:
    """Somewhere in a village, whose middle is the point until more is known."""
    return Place(village=village.name, lat=village.lat, lon=village.lon, point_from=PointFrom.VILLAGE)


def with_words(place: Place, typed: str, streets: Iterable[str] = ()) -> Place:
    """The place with what was typed: a street and number where it reads as one, else as what it is near.

    >>> nuth = Place(village="Nuth")
    >>> [with_words(nuth, words).in_words() for words in ("Kerkstraat 12a", "bij de kerk", "")]
    ['Kerkstraat 12a, Nuth', 'bij de kerk, Nuth', 'Nuth']
    """
    words = " ".join(typed.split())[:MAX_TYPED]
    by_name = {street.casefold(): street for street in streets}
    street: str | None = by_name.get(words.casefold())
    number: str | None = None
    found = _HOUSE.fullmatch(words)
    if found and not _BESIDE.search(words):
        street = by_name.get(found["street"].strip(" ,").casefold(), found["street"].strip(" ,"))
        number = found["number"].replace(" ", "")
    near = None if street or not words else words
    return place.model_copy(update={"street": street, "house_number": number, "near": near})


def typed_of(place: Place) -> str:
    """What was typed for it, to go on typing."""
    street = " ".join(part for part in (place.street, place.house_number) if part)
    return street or place.near or ""


def is_exact(place: Place) -> bool:
    """Whether it says more than the village."""
    return bool(typed_of(place)) or (place.lat is not None and place.point_from is not PointFrom.VILLAGE)


def mistake(field: FormField, place: Place) -> str | None:
    """The text key of what is missing; None when it will do."""
    return "form.error.place" if field.exact and not is_exact(place) else None
