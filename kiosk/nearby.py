"""Where a point is, in words: the nearest street that is known, or so far in which direction from a village."""

from kiosk.content import Content
from kiosk.maps.ground import direction, metres_between, nearest_village

_AT_STREET_M = 150.0
_IN_VILLAGE_M = 150.0


def near_words(content: Content, lat: float, lon: float) -> str:
    """One line for eyes and ears: "Bij de Voorbeeldstraat in Nuth", "600 meter ten noorden van Nuth"."""
    texts = content.texts
    village, metres = nearest_village(content.town, lat, lon)
    located = (
        (metres_between(street.lat, street.lon, lat, lon), street.name)
        for street in content.streets.in_village(village.name)
        if street.lat is not None and street.lon is not None
    )
    away, street = min(located, default=(float("inf"), ""))
    if away <= _AT_STREET_M:
        return texts("map.near.street", street=street, village=village.name)
    if metres <= _IN_VILLAGE_M:
        return texts("map.near.village", village=village.name)
    towards = texts(f"map.{direction(village.lat, village.lon, lat, lon)}_of", village=village.name)
    if metres >= 1000:
        return texts("map.near.km", km=f"{metres / 1000:.1f}".replace(".", texts("map.decimal")), towards=towards)
    return texts("map.near.metres", metres=max(100, round(metres, -2)) // 1, towards=towards)
