"""When something is open: hours that come back every week, and days on which it is closed after all."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from assets.document import Document
from assets.meeting import EVERY_WAY, Meeting
from assets.words import Translated


class Opening(Document):
    """One stretch of opening hours in local time: `days` are ISO weekdays, Monday is 1."""

    days: tuple[Annotated[int, Field(ge=1, le=7)], ...]
    opens: time
    closes: time

    @model_validator(mode="after")
    def _closes_later(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError(f"'closes' is expected to be later than 'opens' ({self.opens:%H:%M})")
        return self


class Stretch(Opening):
    """Hours in which `at_once` officials take appointments, in these ways of meeting."""

    at_once: Annotated[int, Field(ge=1, le=50)] = 1
    meetings: Annotated[tuple[Meeting, ...], Field(min_length=1)] = EVERY_WAY


def _without_zone(moment: date) -> date:
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        raise ValueError("local time is expected, without a zone")
    return moment


Wall = Annotated[date | datetime, AfterValidator(_without_zone)]
"""A day, or a day and a time of day in the town's own time."""


class Closure(Document):
    """Closed from a day (or a day and time) until a day (or a day and time), and why.

    An `until` without a time is the last day on which it is closed; with a time it opens again at that time.
    """

    model_config = ConfigDict(populate_by_name=True)

    begins: Annotated[Wall, Field(alias="from")]
    until: Wall
    reason: Translated

    @model_validator(mode="after")
    def _ends_later(self) -> Self:
        if self.closed_until <= self.closed_from:
            raise ValueError("'until' is expected to be later than 'from'")
        return self

    @property
    def closed_from(self) -> datetime:
        """The first moment at which it is closed, on the wall clock of the town."""
        return _at_midnight(self.begins)

    @property
    def closed_until(self) -> datetime:
        """The first moment at which it is open again, on the wall clock of the town."""
        return self.until if isinstance(self.until, datetime) else _at_midnight(self.until + timedelta(days=1))


def _at_midnight(moment: date) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time.min)
