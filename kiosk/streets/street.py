"""A street of the town, as the register of addresses (BAG) knows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Street:
    """A public space (openbare ruimte) in a village; `lat` and `lon` are its middle in WGS 84 degrees, if known."""

    name: str
    village: str
    lat: float | None = None
    lon: float | None = None
