"""What a journey may read while it decides: the town, its catalogue and forms, and the visitor's language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from assets.form import Form
from assets.product import Catalogue
from assets.text import Texts
from assets.town import Location, Town
from kiosk.maps.townmap import TownMap, drawn_map
from kiosk.streets.index import StreetIndex

ProductSearch = Callable[[str], Sequence[str]]
"""A question in everyday words -> product slugs, best first."""


@dataclass(frozen=True)
class Content:
    """Everything that is the same for every visitor, in one language.

    `public_url` is where a visitor's phone reaches the central's public pages, without a slash at the end. `tiled` is
    the map that the operator supplied, if there is one. `online` tells whether the central
    answered when it was last asked.
    """

    town: Town
    location: Location
    catalogue: Catalogue
    forms: Mapping[str, Form]
    texts: Texts
    search: ProductSearch
    public_url: str
    now: Callable[[], datetime]
    streets: StreetIndex = field(default_factory=StreetIndex)
    tiled: TownMap | None = None
    online: Callable[[], bool] = lambda: False

    @cached_property
    def map(self) -> TownMap:
        """The map that a visitor points on."""
        return self.tiled or drawn_map(self.town)

    def product_address(self, slug: str) -> str:
        """The address of a product's page, for a QR code."""
        return f"{self.public_url}/p/{slug}"

    def short_address(self, slug: str) -> str:
        """The same address as a person types it."""
        return self.product_address(slug).split("://", 1)[-1]

    def record_address(self, reference: str) -> str:
        """The address that tells how it stands with what was handed in under this code, for a QR code."""
        return f"{self.public_url}/r/{reference}"

    def phone_address(self, token: str) -> str:
        """The page on which a visitor's phone says where it is; it opens in the language of the terminal."""
        return f"{self.public_url}/w/{token}?lang={self.texts.language}"

    def appointment_address(self, reference: str) -> str:
        """The page of an appointment: calendar file, moving and cancelling; its code checks in too."""
        return f"{self.public_url}/a/{reference}"
