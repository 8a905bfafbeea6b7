"""What clerks write about a record: sealed like the record itself, so that the database alone tells nobody."""

from enum import StrEnum
from uuid import UUID

from sync.central.records.keys import KeyRing
from sync.protocol.seal import Binding, seal


class NoteKind(StrEnum):
    """For whom it is: a note for colleagues, or an answer that the visitor reads. A seal binds the words to it."""

    NOTE = "note"
    ANSWER = "answer"


def seal_words(keys: KeyRing, kind: NoteKind, record: UUID, terminal: str, words: str) -> dict[str, bytes | str | None]:
    """The two columns that keep `words`, by name; both empty for no words."""
    sealed = seal({kind.value: words}, Binding(record, kind, terminal), keys.current_public_key) if words else None
    return {f"{kind.value}_sealed": sealed, f"{kind.value}_key_id": keys.current_id if sealed else None}


def open_words(
    keys: KeyRing, kind: NoteKind, record: UUID, terminal: str, sealed: bytes | None, key_id: str | None
) -> str:
    """The words in these two columns; raises sync.protocol.seal.SealError."""
    if sealed is None or key_id is None:
        return ""
    return str(keys.open(sealed, key_id, Binding(record, kind, terminal))[kind.value])
