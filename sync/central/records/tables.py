"""Tables of the records. What a visitor wrote is in here only sealed."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from sync.central.storage.metadata import METADATA, Moment

RECORDS = Table(
    "records",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("terminal", String(64), nullable=False),
    Column("location", String(64), nullable=False),
    Column("incarnation", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("form", String(64), nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("reference", String(16), nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("sealed", LargeBinary),
    Column("sealed_sha256", LargeBinary(32), nullable=False),
    Column("extra", Text),
    Column("made_at", Moment, nullable=False),
    Column("corrected_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("outcome", String(64)),
    Column("note_key_id", String(64)),
    Column("note_sealed", LargeBinary),
    Column("handled_by", String(64)),
    Column("handled_at", Moment),
    Column("deleted_at", Moment),
    Index(None, "terminal", "incarnation", "seq"),
    Index(None, "state", "kind", "received_at"),
    Index(None, "reference"),
)
"""One row for each id for ever: the primary key is what makes accepting happen once (sync rule 2). Deleting empties
`sealed` and leaves the row as a tombstone, so that a late repeat is still known (sync rule 5). `extra` is JSON of the
fields that a newer terminal sent and we do not know (sync rule 24). `corrected_at` is the central's idea of when the
record was made (sync rule 26)."""

QUARANTINE = Table(
    "quarantine",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("terminal", String(64), nullable=False),
    Column("record_id", Uuid, nullable=False),
    Column("raw_sha256", LargeBinary(32), nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("why", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("settled_at", Moment),
    UniqueConstraint("terminal", "record_id", "raw_sha256"),
)
"""What could not become a record, exactly as it came, for a person to look at; a repeat is kept once."""

SEALING_KEYS = Table(
    "sealing_keys",
    METADATA,
    Column("key_id", String(64), primary_key=True),
    Column("public_key", LargeBinary(32), nullable=False),
    Column("first_used_at", Moment, nullable=False),
)
"""The public halves of all keys that terminals were ever told to seal to; the private halves are not in here."""
