"""What delivery.yaml says about an Objects API."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from assets.document import Document
from assets.words import Slug
from sync.central.connectors.sources import Source
from sync.central.connectors.target_settings import HttpTarget, Url

OURS: Mapping[str, str] = {
    "code": "code",
    "record": "record",
    "soort": "kind",
    "omschrijving": "text",
    "antwoorden": "lines",
    "keuzes": "choices",
    "plaats": "place",
    "melder": "contact",
    "fotos": "photos",
    "gemeldOp": "made_at",
    "infopunt": "location",
    "status": "=gemeld",
}
"""The attributes of our own type: assets/objecttypes/found-item.json."""


Attribute = Annotated[str, StringConstraints(pattern=r"^[^\s.]+$", max_length=100)]


class StatusWords(Document):
    """In which attribute staff keep how far they are, and which words there mean that they are at it, or done."""

    attribute: Attribute = "status"
    busy: tuple[str, ...] = ("bewaard", "gezocht")
    closed: tuple[str, ...] = ("teruggegeven", "aan-vinder", "verkocht", "vernietigd", "afgesloten")


class ObjectType(Document):
    """One type there. `url` is its address as the Objects API knows it, `version` which one of it.

    `data`: an attribute of theirs, and what of ours fills it: one of SOURCES, `answer.FIELD`, or `=WORDS` for words
    that are always the same. Unless it is given, it is that of our own type. `geometry`: whether it may have a point.
    """

    url: Url
    version: Annotated[int, Field(ge=1, le=32767)] = 1
    data: Annotated[dict[Attribute, Source], Field(min_length=1)] = Field(default_factory=lambda: dict(OURS))
    geometry: bool = True
    status: StatusWords = StatusWords()


class ObjectsSettings(HttpTarget):
    """An Objects API. `url` ends in /api/v2; `secret_file` has the token. `types`: the type for each kind of record."""

    system: Literal["objects"]
    types: Annotated[dict[Slug, ObjectType], Field(min_length=1)]
