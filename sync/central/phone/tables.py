"""Links that wait for a phone: nothing in them tells whose it is, and the whole row goes after minutes."""

from sqlalchemy import Column, Float, LargeBinary, String, Table

from sync.central.storage.metadata import METADATA, Moment

PHONE_PLACES = Table(
    "phone_places",
    METADATA,
    Column("token_sha256", LargeBinary(32), primary_key=True),
    Column("terminal", String(64), nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("lat", Float),
    Column("lon", Float),
    Column("accuracy_m", Float),
)
