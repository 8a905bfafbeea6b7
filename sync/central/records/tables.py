"""Tables of the records. What a visitor wrote is in here only sealed."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
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
    Column("state_at", Moment),
    Column("village", String(64)),
    Column("due_at", Moment),
    Column("assigned_to", String(64)),
    Column("answer_key_id", String(64)),
    Column("answer_sealed", LargeBinary),
    Column("answered_at", Moment),
    Column("deposited_on", Date),
    Column("indexed", Integer, nullable=False, server_default="0"),
    Column("claimed_on", Date),
    Index(None, "terminal", "incarnation", "seq"),
    Index(None, "state", "kind", "received_at"),
    Index(None, "state", "received_at"),
    Index(None, "state", "village", "received_at"),
    Index(None, "state", "due_at"),
    Index(None, "deleted_at", "state", "kind"),
    Index(None, "indexed"),
    Index(None, "reference"),
)
"""One row for each id for ever: the primary key is what makes accepting happen once (sync rule 2). Deleting empties
`sealed` and leaves the row as a tombstone, so that a late repeat is still known (sync rule 5). `extra` is JSON of the
fields that a newer terminal sent and we do not know (sync rule 24). `corrected_at` is the central's idea of when the
record was made (sync rule 26).

`village`, `due_at`, `deposited_on` and `claimed_on` stand here in clear, and `indexed` says by which version of the
reader they were found (0: not yet). A village has hundreds of inhabitants and tells as little about one of them as the
location of the terminal does, which is here too; a deadline follows from the kind and the moment, which are here as
well."""

RECORD_WORDS = Table(
    "record_words",
    METADATA,
    Column("word", LargeBinary(8), primary_key=True),
    Column("record", ForeignKey("records.id", ondelete="CASCADE"), primary_key=True, index=True),
)
"""The words of a record as keyed digests (records/words.py): they can be looked for with the private key, and read by
nobody."""

RECORD_EVENTS = Table(
    "record_events",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("record", ForeignKey("records.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("by", String(64), nullable=False),
    Column("what", String(24), nullable=False),
    Column("detail", String(64), nullable=False, server_default=""),
)
"""Who opened a record, and what they did with it. Stays when the record is emptied: it is about those who work here."""

RECORD_MATCHES = Table(
    "record_matches",
    METADATA,
    Column("found", ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
    Column("lost", ForeignKey("records.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("by", String(64), nullable=False),
    Column("at", Moment, nullable=False),
)
"""A found item and the report of its loss, linked by a clerk; each is linked to one at most."""

ATTACHMENTS = Table(
    "attachments",
    METADATA,
    Column("sealed_sha256", LargeBinary(32), primary_key=True),
    Column("terminal", String(64), nullable=False, index=True),
    Column("record", Uuid, nullable=False, index=True),
    Column("key_id", String(64), nullable=False),
    Column("sealed_bytes", Integer, nullable=False),
    Column("received_bytes", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("changed_at", Moment, nullable=False, index=True),
)
"""A photo of a record, named by the hash of its sealed bytes. It may be here before its record (sync rule 35), so
`record` refers to nothing. A row whose record was emptied stays as a tombstone, as that of the record does."""

ATTACHMENT_PIECES = Table(
    "attachment_pieces",
    METADATA,
    Column("sealed_sha256", ForeignKey("attachments.sealed_sha256", ondelete="CASCADE"), primary_key=True),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("piece", LargeBinary, nullable=False),
)
"""The sealed bytes as they came; `start` is the offset of a piece."""

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
