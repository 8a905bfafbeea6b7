"""A found item as whoever looks after it at a terminal sees it: what its shelf label says, and how it stands.

Never who found it, and never what only its owner knows: those fields do not leave the central.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from sync.protocol.messages import Message, Name, Reference
from sync.protocol.standing import RecordStage


class Taker(StrEnum):
    """Who took a found item along; the values are outcomes of its record (sync/central/records/outcomes.py)."""

    OWNER = "returned"
    FINDER = "to_finder"


class FoundItem(Message):
    """A found item. `answers` are those of `form` that may stand on paper, as in the payload of its record.

    `deposited_on` is since when it is with the municipality, None when it is not. `outcome` tells how it ended.
    """

    reference: Reference
    form: Name
    answers: Mapping[str, Any] = Field(default_factory=dict)
    location: Name
    made_at: datetime
    stage: RecordStage
    since: datetime
    outcome: Name | None = None
    deposited_on: date | None = None


class HandedOver(Message):
    """Payload of a `handed-over` record: somebody with a badge gave the item with this code to `taker`."""

    item: Reference
    taker: Taker
