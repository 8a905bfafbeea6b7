"""Who an appointment is for: opened only to be handed on to the system that keeps the appointment."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from sync.central.records.keys import KeyRing
from sync.protocol.kinds import APPOINTMENT
from sync.protocol.seal import Binding, SealError


def contact_of(keys: KeyRing, row: Row[Any]) -> dict[str, str] | None:
    """What the visitor filled in, by field of the appointment form; None when it does not open."""
    try:
        opened = keys.open(row.sealed or b"", row.key_id or "", Binding(row.id, APPOINTMENT, row.terminal))
    except SealError:
        return None
    answers = opened.get("answers")
    if not isinstance(answers, Mapping):
        return {}
    return {str(name): text for name, text in answers.items() if isinstance(text, str)}
