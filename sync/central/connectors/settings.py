"""The file that says which appointment system the municipality has, and what of ours is called what there.

deploy/examples has one for each system. The secret is never in it.
"""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from assets.document import Document, DocumentError, read
from assets.town import Town
from assets.words import Slug
from sync.central.agenda.port import Wanted
from sync.central.connectors.system import Unmapped, UnmappedError
from sync.central.connectors.wire import READ_TIMEOUT_S, WRITE_TIMEOUT_S
from sync.protocol.messages import Meeting

OtherId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+$", max_length=128)]
"""An id of the other system: it stands in addresses, so nothing that means something there."""

_Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s?#]+$")]
_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")
_Seconds = Annotated[float, Field(gt=0, le=120)]


class Mapped(Document):
    """What every such file has: where the system is, and what our products and locations are called there.

    A product is one id, or one for each way to meet: {desk: ..., phone: ..., video: ...}. `url` is the part of every
    address before the first path of the documentation. `proxy` is what the server must go through, if anything.
    """

    url: _Url
    secret_file: Path | None = None
    proxy: str = ""
    locations: Annotated[dict[Slug, OtherId], Field(min_length=1)]
    products: Annotated[dict[Slug, OtherId | dict[Meeting, OtherId]], Field(min_length=1)]
    read_timeout_s: _Seconds = READ_TIMEOUT_S
    write_timeout_s: _Seconds = WRITE_TIMEOUT_S

    @model_validator(mode="after")
    def _keeps_its_secrets(self) -> Self:
        if self.url.startswith("http:") and not self.url.startswith(_LOOPBACK):
            raise ValueError("'url' is expected to begin with https: names and a secret go there")
        return self

    def place(self, wanted: Wanted) -> tuple[str, str]:
        """What the product and the location are called there; raises UnmappedError."""
        location = self.locations.get(wanted.location)
        if location is None:
            raise UnmappedError(Unmapped.LOCATION)
        product = self.products.get(wanted.product)
        if product is None:
            raise UnmappedError(Unmapped.PRODUCT)
        found = {Meeting.DESK: product} if isinstance(product, str) else product
        # Where an official must travel to, the other system cannot plan: it knows no villages.
        if wanted.meeting is Meeting.HOME or wanted.meeting not in found:
            raise UnmappedError(Unmapped.MEETING)
        return found[wanted.meeting], location

    def other_products(self) -> dict[str, str]:
        """Every id of a product there, and ours for it, such as `paspoort` or `bijstand by phone`."""
        named: dict[str, str] = {}
        for slug, ids in self.products.items():
            for meeting, other in ({Meeting.DESK: ids} if isinstance(ids, str) else ids).items():
                named[other] = slug if meeting is Meeting.DESK else f"{slug} by {meeting}"
        return named


class JccSettings(Mapped):
    """JCC REST. `url` ends in /api/warp/v1. `fields` says which field of our appointment form fills which of theirs."""

    system: Literal["jcc"]
    client_id: Annotated[str, StringConstraints(min_length=1)]
    scope: str = "warp-api"
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = "nl"
    fields: dict[OtherId, str] = Field(
        default_factory=lambda: {"emailAddress": "email", "phoneNumber": "phone", "mobilePhoneNumber": "phone"}
    )


class QmaticSettings(Mapped):
    """Qmatic. `url` ends in /calendar-backend/public/api. `key_header` is the header that carries the secret."""

    system: Literal["qmatic"]
    key_header: OtherId = "X-Api-Key"
    title: str = "Infopunt"


Settings = JccSettings | QmaticSettings

_KINDS: dict[str, type[JccSettings] | type[QmaticSettings]] = {"jcc": JccSettings, "qmatic": QmaticSettings}


def read_settings(path: Path, system: str, town: Town, products: frozenset[str]) -> Settings:
    """Read the file for `system`, and check that what it names of ours is there; raises DocumentError."""
    settings = read(path, _KINDS[system])
    ours = {location.slug for location in town.locations}
    for kind, named, known in (("location", settings.locations, ours), ("product", settings.products, products)):
        for slug in named:
            if slug not in known:
                raise DocumentError(path, _line_of(path, slug), f"'{slug}' is no {kind} of this town")
    return settings


def _line_of(path: Path, slug: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.strip().startswith(f"{slug}:")), 1)
