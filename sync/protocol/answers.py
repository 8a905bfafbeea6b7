"""What a visitor answered on a form, as it stands in the sealed record: words, a place, or photos.

The payload of a form's record is a JSON object:

    reference   the code on paper
    answers     field name -> answer; a choice is the value of its option, yes or no and consent are "yes" or "no"
    product     the product that the visitor came from, or null
    about       what the form is about besides that: the product of a page that was judged; absent when nothing
    by          "visitor" or "volunteer": who filled it in; absent in older records, which visitors made
    location    where the terminal stands
    language    in which it was filled in
    made_at     when, ISO 8601 with an offset
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError, model_validator

from sync.protocol.attachments import Sha256
from sync.protocol.messages import Message, Village

MAX_PHOTOS = 3
"""Of one question: enough for near, far and a detail."""

Line = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00-\x1f]*$")]
HouseNumber = Annotated[str, StringConstraints(max_length=12, pattern=r"^[0-9]+[ -]?[0-9A-Za-z-]*$")]
"""Number, letter and addition as people write them: "12", "12a", "12-3"."""


class PointFrom(StrEnum):
    """Where the point of a place comes from, least exact first."""

    VILLAGE = "village"
    STREET = "street"
    MAP = "map"
    PHONE = "phone"


class Place(Message):
    """Where something is: always a village; a street with a number or something near it; a point where one is known.

    `lat` and `lon` are WGS 84 degrees, both or neither; `accuracy_m` is a radius around them in metres.
    """

    kind: Literal["place"] = "place"
    village: Village
    street: Line | None = None
    house_number: HouseNumber | None = None
    near: Line | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    accuracy_m: Annotated[float, Field(ge=0)] | None = None
    point_from: PointFrom | None = None

    @model_validator(mode="after")
    def _a_point_is_whole(self) -> Self:
        if (self.lat is None) != (self.lon is None):
            raise ValueError("lat and lon are expected together")
        return self

    def in_words(self) -> str:
        """One line for people and for systems that take text only.

        >>> Place(village="Nuth", street="Kerkstraat", house_number="12a", near="de bushalte").in_words()
        'Kerkstraat 12a, de bushalte, Nuth'
        """
        street = " ".join(part for part in (self.street, self.house_number) if part)
        return ", ".join(part for part in (street, self.near, self.village) if part)


class Photo(Message):
    """One photo, which travels beside its record; `sealed_sha256` is of the sealed bytes, and names them."""

    sealed_sha256: Sha256
    sealed_bytes: Annotated[int, Field(ge=1)]
    media_type: Literal["image/jpeg"] = "image/jpeg"
    width_px: Annotated[int, Field(ge=1)]
    height_px: Annotated[int, Field(ge=1)]


class Photos(Message):
    """The answer to a question for photos."""

    kind: Literal["photos"] = "photos"
    photos: Annotated[tuple[Photo, ...], Field(min_length=1, max_length=MAX_PHOTOS)]


AnswerValue = str | Place | Photos
Answers = Mapping[str, AnswerValue]
"""Field name -> what was answered; an optional question that was skipped has an empty answer."""

_SHAPED: TypeAdapter[Place | Photos] = TypeAdapter(Annotated[Place | Photos, Field(discriminator="kind")])


def words_of(answers: Answers, name: str) -> str:
    """The answer to the question `name` where it is words; else nothing."""
    answer = answers.get(name, "")
    return answer if isinstance(answer, str) else ""


def payload_of(answers: Answers) -> dict[str, Any]:
    """The answers as they stand in a payload: text, or a JSON object."""
    return {
        name: answer if isinstance(answer, str) else answer.model_dump(mode="json", exclude_none=True)
        for name, answer in answers.items()
    }


def read_answers(payload: Mapping[str, Any]) -> dict[str, AnswerValue]:
    """The answers in an opened payload, also of an older or newer terminal: what has an unknown shape is left out.

    >>> read_answers({"answers": {"category": "lighting", "where": {"kind": "place", "village": "Nuth"}, "odd": 3}})
    {'category': 'lighting', 'where': Place(kind='place', village='Nuth', street=None, house_number=None, near=None, \
lat=None, lon=None, accuracy_m=None, point_from=None)}
    """
    answers = payload.get("answers")
    if not isinstance(answers, Mapping):
        return {}
    read = {str(name): _read(answer) for name, answer in answers.items()}
    return {name: answer for name, answer in read.items() if answer is not None}


def _read(answer: Any) -> AnswerValue | None:
    if isinstance(answer, str):
        return answer
    try:
        return _SHAPED.validate_python(answer)
    except ValidationError:
        return None
