"""What of a record goes as running text where a system has no field for it, in the words that staff read."""

from assets.text import Texts
from sync.central.delivery.parcel import Parcel


def point(parcel: Parcel, dutch: Texts) -> str:
    """The point that somebody pointed at; empty where it is only that of the village or the street."""
    place = parcel.place
    return dutch("delivery.point", lat=f"{place.lat:.5f}", lon=f"{place.lon:.5f}") if place and place.exact else ""


def photos_elsewhere(parcel: Parcel, dutch: Texts) -> str:
    """How many photos there are with us; empty where there are none."""
    return dutch.count("delivery.photos", parcel.photo_count, code=parcel.reference) if parcel.photo_count else ""


def filled_in(parcel: Parcel, dutch: Texts) -> str:
    """When and where it was filled in."""
    moment = parcel.made_at
    day, time = f"{moment.day}-{moment.month}-{moment.year}", f"{moment:%H:%M}"
    return dutch("delivery.filled_in_at", day=day, time=time, place=parcel.location)
