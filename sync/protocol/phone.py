"""Where a visitor's own phone is: a link that the terminal shows, and the point that comes back through it."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from sync.protocol.messages import Message

TOKEN_BITS = 100
TOKEN_PATTERN = r"^[0-9a-f]{25}$"  # noqa: S105 (a pattern, no secret)
LINK_LASTS = timedelta(minutes=10)
"""Long enough to take a phone out, scan and allow; a photograph of the screen is worth nothing after it."""

PhoneToken = Annotated[str, StringConstraints(pattern=TOKEN_PATTERN)]


class PhoneLink(Message):
    """A link for one phone and one answer."""

    token: PhoneToken
    lasts_s: Annotated[float, Field(gt=0)]


class PhoneStage(StrEnum):
    """How far a link is."""

    WAITING = "waiting"
    HERE = "here"
    GONE = "gone"
    """Its time is over, or its point was fetched and forgotten."""


class PhonePoint(Message):
    """What a phone said: WGS 84 degrees, and within how many metres; all three where `stage` is `here`, else none."""

    stage: PhoneStage
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    accuracy_m: Annotated[float, Field(ge=0, le=100_000)] | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        parts = (self.lat, self.lon, self.accuracy_m)
        if any((part is not None) != (self.stage is PhoneStage.HERE) for part in parts):
            raise ValueError("lat, lon and accuracy_m are expected where the phone is, and nowhere else")
        return self
