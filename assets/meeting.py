"""How a visitor and an official meet."""

from enum import StrEnum


class Meeting(StrEnum):
    """How visitor and official meet."""

    DESK = "desk"
    HOME = "home"
    VIDEO = "video"
    PHONE = "phone"


EVERY_WAY = tuple(Meeting)
