"""What of a record can fill a field of another system, by the names that delivery.yaml uses for it."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator

from sync.central.delivery.parcel import Contact, Parcel, Spot

SOURCES = frozenset(
    {
        "code", "record", "kind", "title", "text", "lines", "choices", "place", "place_in_words", "village", "contact",
        "name", "phone", "email", "wants_to_hear", "photos", "made_at", "location", "product",
    }
)  # fmt: skip
"""What of a record an attribute can be filled with."""


def _is_source(text: str) -> str:
    if text in SOURCES or text.startswith("=") or re.fullmatch(r"answer\.[a-z0-9_-]+", text):
        return text
    known = ", ".join(sorted(SOURCES))
    raise ValueError(f"'{text}' is nothing that a record has; one of {known}, answer.FIELD or =WORDS is expected")


Source = Annotated[str, AfterValidator(_is_source)]


def value_of(parcel: Parcel, source: str) -> Any:
    """What a record has for this source; None, or empty, where it has nothing."""
    if source.startswith("="):
        return source[1:]
    if source.startswith("answer."):
        return parcel.answers.get(source.removeprefix("answer."))
    contact, place = parcel.contact, parcel.place
    return {
        "code": parcel.reference,
        "record": str(parcel.record),
        "kind": parcel.kind,
        "title": parcel.title,
        "text": parcel.text or parcel.title,
        "lines": [{"vraag": label, "antwoord": text} for label, text in parcel.lines],
        "choices": _choices(parcel),
        "place": _place(place) if place else None,
        "place_in_words": place.in_words if place else None,
        "village": place.village if place else None,
        "contact": _contact(contact, parcel.wants_to_hear),
        "name": contact.name,
        "phone": contact.phone,
        "email": contact.email,
        "wants_to_hear": parcel.wants_to_hear,
        "photos": parcel.photo_count,
        "made_at": parcel.made_at.isoformat(timespec="seconds"),
        "location": parcel.location,
        "product": parcel.product,
    }[source]


def _choices(parcel: Parcel) -> dict[str, str]:
    """The answers by field, without those that say who somebody is: they are in the contact."""
    personal = {parcel.contact.name, parcel.contact.phone, parcel.contact.email} - {""}
    return {name: text for name, text in parcel.answers.items() if text not in personal}


def _place(place: Spot) -> dict[str, str]:
    named = {
        "dorp": place.village,
        "straat": place.street,
        "huisnummer": place.house_number,
        "bij": place.near,
        "postcode4": place.postcode4,
    }
    return {name: text for name, text in named.items() if text}


def _contact(contact: Contact, wants_to_hear: bool) -> dict[str, Any]:
    named = {"naam": contact.name, "telefoon": contact.phone, "email": contact.email}
    found: dict[str, Any] = {name: text for name, text in named.items() if text}
    return found | {"wilHoren": wants_to_hear} if found else {}
