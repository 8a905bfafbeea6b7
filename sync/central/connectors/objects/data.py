"""What an object of a record is: its attributes, its point, and the day from which it counts."""

from typing import Any

from sync.central.connectors.objects.settings import ObjectType
from sync.central.delivery.parcel import Contact, Parcel, Spot


def object_body(parcel: Parcel, kind: ObjectType) -> dict[str, Any]:
    """The object, under the id that the record has with us."""
    record: dict[str, Any] = {
        "typeVersion": kind.version,
        "data": data_of(parcel, kind.data),
        "startAt": parcel.made_at.date().isoformat(),
    }
    if kind.geometry and parcel.place is not None:
        # GeoJSON (RFC 7946, 3.1.1): longitude first.
        record["geometry"] = {"type": "Point", "coordinates": [parcel.place.lon, parcel.place.lat]}
    return {"uuid": str(parcel.record), "type": kind.url, "record": record}


def data_of(parcel: Parcel, wanted: dict[str, str]) -> dict[str, Any]:
    """The attributes that are wanted; one that the record has nothing for is left out."""
    filled = {attribute: _value(parcel, source) for attribute, source in wanted.items()}
    return {attribute: value for attribute, value in filled.items() if value not in (None, "", {})}


def _value(parcel: Parcel, source: str) -> Any:
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
