"""What is handed on of a record: opened for one sending, in Dutch, and never kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

_WORD_FOR_NEAR = re.compile(r"^bij\s+", re.IGNORECASE)
"""Some visitors type it, others do not."""

Lines = tuple[tuple[str, str], ...]
"""Label and text of each answer, as people read it."""


@dataclass(frozen=True)
class Spot:
    """Where something is. `lat` and `lon` (WGS 84 degrees) are always there: at worst the village's own.

    `exact`: the point was pointed at, rather than being that of the village or the street.
    """

    village: str
    lat: float
    lon: float
    street: str = ""
    house_number: str = ""
    near: str = ""
    postcode4: str = ""
    exact: bool = False

    @property
    def in_words(self) -> str:
        """The place as an official reads it.

        >>> Spot("Nuth", 50.9, 5.9, street="Dorpsstraat", house_number="14", near="de kerk").in_words
        'Dorpsstraat 14, Nuth (bij de kerk)'
        >>> Spot("Nuth", 50.9, 5.9, near="Bij de bushalte").in_words
        'Nuth (bij de bushalte)'
        """
        address = f"{self.street} {self.house_number}".strip()
        words = ", ".join(part for part in (address, self.village) if part)
        near = _WORD_FOR_NEAR.sub("", self.near)
        return f"{words} (bij {near})" if near else words


@dataclass(frozen=True)
class Contact:
    """How the visitor can be reached; what is not known is empty."""

    name: str = ""
    phone: str = ""
    email: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a way to reach them."""
        return bool(self.phone or self.email)


@dataclass(frozen=True)
class Parcel:
    """One record for one target.

    Its names there: `record` (a UUID), `number` (digits, at most ten), `reference` (what the visitor holds); each is
    the same every time that this record is sent to anybody, also after the central was restored from a backup.
    `lines` are the answers in the order of the form, without the contact, the photos, and whatever only the owner of a
    thing should know. `answers` are the same as they were given, by field. `made_at` is in the town's time zone.
    `photos` is empty until all `photo_count` of them have arrived; JPEG. `photo_names` are known before: the hashes of
    their sealed bytes.
    """

    record: UUID
    number: str
    reference: str
    kind: str
    form: str
    title: str
    lines: Lines
    answers: Mapping[str, str]
    place: Spot | None
    contact: Contact
    wants_to_hear: bool
    made_at: datetime
    location: str
    product: str | None
    language: str
    photo_count: int = 0
    photo_names: tuple[str, ...] = ()
    photos: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def text(self) -> str:
        """The answers as running text, a line each."""
        return "\n".join(f"{label}: {text}" for label, text in self.lines)
