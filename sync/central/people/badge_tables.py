"""Tables of the badges with which volunteers sign in at terminals, and of what was done with them."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Uuid

from sync.central.storage.metadata import METADATA, Moment

BADGES = Table(
    "badges",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("key", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("label", String(40), nullable=False),
    Column("pin_hash", String(255)),
    Column("made_at", Moment, nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("revoked_at", Moment),
    Column("revoked_by", String(64)),
    Column("wrong_pins", Integer, nullable=False, server_default="0"),
    Column("blocked_at", Moment),
)
"""A badge and what it opens. `key` is what a reader makes of it (devices/badge/port.py). A badge that was revoked
stays, so that its bearer is told so, and so that the trail says which one it was; issued again it is the same row.
`wrong_pins` are those in a row at all terminals; one that is blocked for them (people/pin_guard.py) opens nothing until
it has a new PIN."""

BADGE_AUTHORITIES = Table(
    "badge_authorities",
    METADATA,
    Column("sha256", LargeBinary(32), primary_key=True),
    Column("certificate", LargeBinary, nullable=False),
    Column("name", String(200), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", String(64), nullable=False),
)
"""Whose certificates make a strong badge genuine: X.509 in DER."""

BADGE_WAITS = Table(
    "badge_waits",
    METADATA,
    Column("terminal", String(64), primary_key=True),
    Column("until", Moment, nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("kind", String(16)),
    Column("key", String(64)),
    Column("shown_at", Moment),
)
"""A manager waits for an unknown badge to be held to this terminal, and which one was. The row goes after minutes: it
may be of somebody's own card, held to the reader by mistake."""

AUDIT = Table(
    "audit",
    METADATA,
    Column("record", Uuid, primary_key=True),
    Column("terminal", String(64), nullable=False),
    Column("location", String(64), nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("seq", BigInteger, nullable=False),
    Column("event", String(64), nullable=False),
    Column("badge", Uuid, index=True),
    Column("role", String(64)),
    Column("act", String(64)),
    Column("outcome", String(64)),
    Column("why", String(64)),
    Column("tries", Integer, nullable=False),
    Column("reference", String(16)),
    Column("device", String(64)),
    Column("by", String(64)),
    Column("about", String(200)),
    Index(None, "terminal", "at"),
)
"""What was done with a badge at a terminal, or by a manager (`by`, people/managing.py): then `terminal` and `location`
are those that it was about, or empty. Nothing in it is of a visitor. Keyed by the record that brought it, so that
one that is sent again after a restore is one line. `at` is the central's idea of when; `seq` counts at the terminal.
"""
