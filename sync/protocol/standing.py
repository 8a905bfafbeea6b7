"""How far a record is, for whoever holds the code on its ticket: no personal data, not even what it is about."""

from datetime import datetime
from enum import StrEnum

from sync.protocol.messages import Message, Reference


class RecordStage(StrEnum):
    """How far a record is, in the order in which a visitor waits for it."""

    RECEIVED = "received"
    PASSED_ON = "passed_on"
    IN_PROGRESS = "in_progress"
    CLOSED = "closed"


class RecordStanding(Message):
    """How far the record with this code is and since when; `words` is what a clerk wrote for the visitor, if anything.

    The words are shown to everybody who types the code, so clerks are asked to name nobody in them.
    """

    reference: Reference
    state: RecordStage
    since: datetime
    words: str = ""
