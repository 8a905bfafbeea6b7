"""A host's note at a number, for whoever helps the visitor next; sealed like what clerks write (sync rule 33)."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from sync.central.queue.calling import at_counter
from sync.central.queue.desk import Desk, Result
from sync.central.queue.rules import Action
from sync.central.records.keys import KeyRing
from sync.protocol.seal import Binding, SealError, seal

MAX_NOTE_LENGTH = 500
"""In characters: a note, not a report."""

_KIND = "queue-note"


def set_note(connection: Connection, keys: KeyRing, desk: Desk, ticket: UUID, note: str) -> Result:
    """Keep `note` with the visitor who is at this counter; an empty one takes the note away."""
    text = note.strip()[:MAX_NOTE_LENGTH]
    binding = Binding(ticket, _KIND, desk.location.slug)
    sealed = seal({"note": text}, binding, keys.current_public_key) if text else None
    changes = {"note_sealed": sealed, "note_key_id": keys.current_id if sealed else None}
    return at_counter(connection, desk, ticket, Action.NOTE, **changes)


def note_of(keys: KeyRing, ticket: Row[Any]) -> str | None:
    """The note at `ticket`; empty when there is none, None when it cannot be opened here."""
    if ticket.note_sealed is None:
        return ""
    try:
        opened = keys.open(ticket.note_sealed, ticket.note_key_id, Binding(ticket.id, _KIND, ticket.location))
    except SealError:
        return None
    return str(opened["note"])
