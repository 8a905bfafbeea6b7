"""Tables of the people who sign in, and of their sign-ins."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

from sync.central.storage.metadata import METADATA, Moment

USERS = Table(
    "users",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("password_hash", String(255), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("disabled_at", Moment),
)

USER_ROLES = Table(
    "user_roles",
    METADATA,
    Column("user", ForeignKey("users.name", ondelete="CASCADE"), primary_key=True),
    Column("role", String(16), primary_key=True),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("token_sha256", LargeBinary(32), primary_key=True),
    Column("user", ForeignKey("users.name", ondelete="CASCADE"), nullable=False, index=True),
    Column("began_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)

TRIES = Table(
    "tries",
    METADATA,
    Column("who_sha256", LargeBinary(32), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Moment, nullable=False, index=True),
)
"""Failed tries in a row, by a hash of who tried: the table tells nobody who came from where."""
