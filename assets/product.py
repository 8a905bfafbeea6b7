"""A product of the municipality, and the catalogue of them (assets/catalogue/*.yaml)."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import AnyHttpUrl, Field, model_validator

from assets import ASSETS_DIR
from assets.document import Document, DocumentError, read
from assets.meeting import Meeting
from assets.words import Slug, Translated

CATALOGUE_DIR = ASSETS_DIR / "catalogue"


class ChannelKind(StrEnum):
    """How a visitor can be helped, in the order of the municipality's service formula."""

    DIGITAL = "digital"
    FORM = "form"
    CALL_BACK = "call_back"
    HELP_HERE = "help_here"
    HOME_VISIT = "home_visit"
    APPOINTMENT = "appointment"
    QUEUE = "queue"


CHANNEL_ORDER = tuple(ChannelKind)


class Channel(Document):
    """One way to be helped with a product.

    `url` and `digid` belong to digital, `form` (a form's slug) to form, `minutes` to appointment and home visit,
    `meetings` to appointment: at the desk, by phone, by video. A visit at home is a channel of its own: home_visit.
    """

    kind: ChannelKind
    url: AnyHttpUrl | None = None
    digid: bool = False
    form: Slug | None = None
    minutes: Annotated[int, Field(ge=5, le=240, multiple_of=5)] | None = None
    meetings: Annotated[tuple[Meeting, ...], Field(min_length=1)] = (Meeting.DESK,)

    @model_validator(mode="after")
    def _meetings_fit_its_kind(self) -> Self:
        if Meeting.HOME in self.meetings:
            raise ValueError("a visit at home is a channel of its own: 'home_visit'")
        if self.kind is not ChannelKind.APPOINTMENT and self.meetings != (Meeting.DESK,):
            raise ValueError(f"the channel '{self.kind}' has no 'meetings': they belong to 'appointment'")
        return self

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        needed = {ChannelKind.DIGITAL: "url", ChannelKind.FORM: "form"}.get(self.kind)
        if needed and getattr(self, needed) is None:
            raise ValueError(f"the channel '{self.kind}' needs '{needed}'")
        return self


class UniformName(Document):
    """The national uniform product name (UPL) and its URI; the URI is the key, names change."""

    name: str
    uri: str


class Product(Document):
    """What the municipality does for people, in plain words (CEFR B1)."""

    slug: Slug
    domain: Slug
    icon: str
    upl: UniformName | None = None
    title: Translated
    tagline: Translated
    summary: Translated
    audience: Translated
    bring: tuple[Translated, ...] = ()
    cost: Translated
    duration: Translated
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]
    synonyms: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    def channel(self, kind: ChannelKind) -> Channel | None:
        """The channel of this kind, if the product has it."""
        return next((channel for channel in self.channels if channel.kind is kind), None)

    def meetings(self) -> tuple[Meeting, ...]:
        """The ways in which one can meet an official by appointment; none when the product takes no appointments."""
        appointment = self.channel(ChannelKind.APPOINTMENT)
        by_appointment = appointment.meetings if appointment else ()
        return by_appointment + ((Meeting.HOME,) if self.channel(ChannelKind.HOME_VISIT) else ())

    def ordered_channels(self) -> tuple[Channel, ...]:
        """The channels in the order of the service formula."""
        return tuple(sorted(self.channels, key=lambda channel: CHANNEL_ORDER.index(channel.kind)))


class Domain(Document):
    """A part of the catalogue that people browse: one file."""

    slug: Slug
    icon: str
    title: Translated
    tagline: Translated
    products: tuple[Product, ...] = ()


class Catalogue:
    """All products by slug, and the domains in their order."""

    def __init__(self, domains: Sequence[Domain]) -> None:
        self.domains = tuple(domains)
        self._by_slug = {product.slug: product for domain in domains for product in domain.products}

    @property
    def products(self) -> tuple[Product, ...]:
        """Every product, in the order of the files."""
        return tuple(self._by_slug.values())

    def product(self, slug: str) -> Product:
        """The product called `slug`; raises KeyError."""
        return self._by_slug[slug]

    def domain(self, slug: str) -> Domain:
        """The domain called `slug`; raises KeyError."""
        return next(domain for domain in self.domains if domain.slug == slug)


def read_catalogue(directory: Path = CATALOGUE_DIR) -> Catalogue:
    """Read every domain file of `directory`, by file name; raises DocumentError with file and line.

    A slug that stands in two files is a mistake of the second.
    """
    domains: list[Domain] = []
    owner: dict[str, Path] = {}
    for path in sorted(directory.glob("*.yaml")):
        domain = read(path, Domain)
        for product in domain.products:
            if product.slug in owner:
                raise DocumentError(path, 1, f"the product '{product.slug}' stands in {owner[product.slug]} too")
            owner[product.slug] = path
        domains.append(domain)
    if not domains:
        raise DocumentError(directory, 1, "at least one catalogue file (*.yaml) is expected here")
    return Catalogue(domains)
