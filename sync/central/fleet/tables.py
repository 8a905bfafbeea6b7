"""Tables of the terminals. Tokens and codes are kept as SHA-256 only: whoever reads the database cannot use them."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table, Text, Uuid

from sync.central.storage.metadata import METADATA, Moment

TERMINALS = Table(
    "terminals",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("location", String(64), nullable=False),
    Column("first_enrolled_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

INCARNATIONS = Table(
    "incarnations",
    METADATA,
    Column("token_sha256", LargeBinary(32), primary_key=True),
    Column("terminal", ForeignKey("terminals.name"), nullable=False, index=True),
    Column("incarnation", Integer, nullable=False),
    Column("software", String(64), nullable=False),
    Column("enrolled_at", Moment, nullable=False),
    Column("replaced_at", Moment),
)
"""Each joining of a terminal. Only the last one may speak; of a copied card the older one is refused (sync rule 23)."""

ENROLMENT_CODES = Table(
    "enrolment_codes",
    METADATA,
    Column("code_sha256", LargeBinary(32), primary_key=True),
    Column("location", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", String(64)),
)

RESTORES = Table(
    "restores",
    METADATA,
    Column("epoch", Uuid, primary_key=True),
    Column("began_at", Moment, nullable=False),
    Column("thawed_at", Moment),
    Column("checked_at", Moment),
)
"""Each epoch that began with a restore from backup, until when every terminal had told what it holds (sync rule 22).
`checked_at`: since when somebody has said that the terminals which the backup knows are the right ones."""

LEASE_REPORTS = Table(
    "lease_reports",
    METADATA,
    Column("terminal", ForeignKey("terminals.name"), primary_key=True),
    Column("incarnation", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("request", Uuid, nullable=False),
    Column("reported_at", Moment, nullable=False),
    Column("epoch", Uuid),
)
"""The last lease request of each terminal, and the epoch in which it has told all that it holds and has promised."""

TERMINAL_HEALTH = Table(
    "terminal_health",
    METADATA,
    Column("terminal", ForeignKey("terminals.name"), primary_key=True),
    Column("told_at", Moment, nullable=False),
    Column("health", Text, nullable=False),
)
"""How each terminal said last that it does: sync.protocol.health.TerminalHealth as JSON, its moments on our clock."""
