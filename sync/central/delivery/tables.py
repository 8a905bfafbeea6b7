"""What we keep of each record that is handed on: written down before anything is asked. Nothing of anybody is in it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from sync.central.records.tables import RECORDS
from sync.central.storage.metadata import METADATA, Moment

TARGETS = Table(
    "delivery_targets",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("since", Moment, nullable=False),
    Column("enlisted_to", Moment, nullable=False),
    Column("doubtful_before", Moment),
    Column("paused_until", Moment),
    Column("pause_reason", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("busy_since", Moment),
)
"""One row for each system that records are handed on to.

Records received before `since` are not handed on: turning a system on does not send it years of old records.
`enlisted_to`: up to when what was received has been given a delivery. `doubtful_before`: the central was restored from
a backup then; what was made before may have been handed on already. `failures`: how often in a row it was away. A
restart changes none of it, so a system that asked for patience gets it. `busy_since`: since when it has been busy."""

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("record", Uuid, ForeignKey(RECORDS.c.id), nullable=False),
    Column("target", String(64), nullable=False),
    Column("number", String(10), nullable=False),
    Column("number_turn", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("other_id", String(512)),
    Column("shown_as", String(256), nullable=False),
    Column("url", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("field", String(128), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("doubts", Integer, nullable=False),
    Column("asked_at", Moment),
    Column("due_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("delivered_at", Moment),
    Column("held_at", Moment),
    Column("settled_by", String(64)),
    Column("steps_left", Boolean, nullable=False),
    Column("told_state", String(16)),
    Column("told_words", Text, nullable=False),
    Column("told_since", Moment),
    Column("ask_status_at", Moment),
    UniqueConstraint("record", "target"),
    UniqueConstraint("target", "number"),
    Index("ix_deliveries_target_state", "target", "state", "id"),
    Index("ix_deliveries_target_steps", "target", "steps_left", "id"),
    Index("ix_deliveries_target_delivered", "target", "delivered_at"),
    Index("ix_deliveries_target_ask_status", "target", "ask_status_at"),
)
"""One row for each record and system; `id` is the order in which they are sent.

`number` is our name for it where a name must be digits, `number_turn` the how-manieth it is. `tries` counts what was
asked, and fences: whoever concludes an attempt names its count. `doubts`: how many of these ended in doubt. `due_at`:
not before. `held_at`: a person has to look into it. `settled_by`: the person who did. `told_*`: what the other system
says of it, and since when."""

STEPS = Table(
    "delivery_steps",
    METADATA,
    Column("delivery", BigInteger().with_variant(Integer, "sqlite"), ForeignKey(DELIVERIES.c.id), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", String(64), nullable=False),
    Column("repeatable", Boolean, nullable=False),
    Column("needs_photos", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("other_id", String(512)),
    Column("reason", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("doubts", Integer, nullable=False),
    Column("asked_at", Moment),
    Column("due_at", Moment, nullable=False),
)
"""What is to be done at the other system after the record stands there, in order of `position`."""
