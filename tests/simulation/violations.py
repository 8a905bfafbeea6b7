"""What must never be seen, by name."""

from enum import StrEnum


class Property(StrEnum):
    """What the house promises, in one line each."""

    SLOT_ONCE = "no slot has two confirmed appointments"
    NUMBER_ONCE = "no number is printed twice at a place on a day"
    PROMISE_KNOWN = "every printed confirmation is known at the central"
    NO_MEANS_NO = "nobody who was told no holds a place"
    NOTHING_LOST = "nothing lent is lost for ever"
    CALLABLE = "every printed number can be called, once at a time"
    IN_TURN = "nobody is in line since a time before he came"
    ALL_ARRIVED = "everything handed in arrives, once"
    SETTLES = "once all are connected, everything comes to rest"


class Violation(Exception):  # noqa: N818 - it names what happened
    """A promise was broken."""

    def __init__(self, broken: Property, words: str) -> None:
        super().__init__(f"{broken}: {words}")
        self.broken = broken
        self.words = words
