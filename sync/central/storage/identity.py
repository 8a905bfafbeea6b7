"""Who this central is, and its epoch: the time since which its memory is unbroken (sync rule 20)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select, update

from sync.central.storage.metadata import IDENTITY
from sync.central.storage.portable import insert_if_new
from sync.protocol.ids import RandomBits, uuid7


@dataclass(frozen=True)
class Identity:
    """What every acknowledgement carries, so that only this central can have given it (sync rule 13)."""

    central_id: UUID
    epoch: UUID


def identity_of(connection: Connection) -> Identity:
    """This central's identity; read it in the transaction that acknowledges."""
    row = connection.execute(select(IDENTITY.c.central_id, IDENTITY.c.epoch)).one()
    return Identity(row.central_id, row.epoch)


def ensure_identity(connection: Connection, random_bits: RandomBits, now: datetime) -> Identity:
    """This central's identity, made up at the first start; in a writing transaction."""
    row = {"central_id": uuid7(now, random_bits), "epoch": uuid7(now, random_bits), "began_at": now}
    insert_if_new(connection, IDENTITY, {"number": 1} | row)
    return identity_of(connection)


def begin_epoch(connection: Connection, random_bits: RandomBits, now: datetime) -> Identity:
    """After a restore from backup: a new epoch, at which terminals send again what they had sent (sync rule 20)."""
    ensure_identity(connection, random_bits, now)
    connection.execute(update(IDENTITY).values(epoch=uuid7(now, random_bits), began_at=now))
    return identity_of(connection)
