"""What an object of a record is: its attributes, its point, and the day from which it counts."""

from typing import Any

from sync.central.connectors.objects.settings import ObjectType
from sync.central.connectors.sources import value_of
from sync.central.delivery.parcel import Parcel


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
    filled = {attribute: value_of(parcel, source) for attribute, source in wanted.items()}
    return {attribute: value for attribute, value in filled.items() if value not in (None, "", {})}
