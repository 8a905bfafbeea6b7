"""Receiving photos in pieces: each byte once, whatever is repeated, cut off or mixed up on the way (sync rule 35)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, exists, func, insert, select, update

from sync.central.fleet.terminals import Terminal, hold
from sync.central.records.tables import ATTACHMENT_PIECES, ATTACHMENTS, RECORDS
from sync.central.storage.portable import locked
from sync.protocol.attachments import MAX_PHOTOS_OF_RECORD, MIN_PIECE_BYTES, Attachment

MAX_WITHOUT_RECORD_BYTES = 256 << 20
"""What one terminal may leave here of photos whose records have not come: a thousand photos."""

LEFT_ALONE_FOR = timedelta(days=180)
"""A photo whose record has not come by then is deleted. A terminal in a cupboard may be found before that."""


class AttachmentState(StrEnum):
    """How a photo stands here. `deleted`: its record was emptied, or is too long in coming."""

    RECEIVING = "receiving"
    COMPLETE = "complete"
    DELETED = "deleted"


class _Owner(Enum):
    """How the record of a photo stands here. What was emptied wants its photos no more (sync rule 5)."""

    NOT_HERE = "not here"
    HERE = "here"
    EMPTIED = "emptied"


@dataclass(frozen=True)
class Received:
    """How far a photo is, in bytes; nothing more is wanted of it once `done`."""

    offset: int
    sealed_bytes: int
    done: bool


class ReceivingError(Exception):
    """Nothing was kept; which of them, says why."""


class UnknownAttachmentError(ReceivingError):
    """This terminal has said nothing of such a photo."""


class ClashError(ReceivingError):
    """The photo does not fit what is here already: another length, key or record, or another terminal's record."""


class OtherOffsetError(ReceivingError):
    """The piece does not begin at `offset`, where the photo is."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class PieceError(ReceivingError):
    """The piece is too small to be kept, or longer than what is missing."""


class QuotaError(ReceivingError):
    """There is too much of this terminal here already; `of_record` when the record has too many photos for ever."""

    def __init__(self, *, of_record: bool) -> None:
        super().__init__()
        self.of_record = of_record


def announce(connection: Connection, terminal: Terminal, photo: Attachment, now: datetime) -> Received:
    """Where to go on with a photo, which is new here or not. `connection` must be a writing one.

    Raises ClashError, QuotaError, NotLetInError. Before the record is here nobody can tell whether there will be one.
    """
    hold(connection, terminal)  # from here on alone with what is this terminal's
    name = bytes.fromhex(photo.sealed_sha256)
    row = connection.execute(select(ATTACHMENTS).where(ATTACHMENTS.c.sealed_sha256 == name)).one_or_none()
    if row is not None:
        told = (terminal.name, photo.record, photo.key_id, photo.sealed_bytes)
        if told != (row.terminal, row.record, row.key_id, row.sealed_bytes):
            raise ClashError
    owner = _owner(connection, terminal, photo.record)
    if row is not None:
        if row.state != AttachmentState.DELETED or owner is _Owner.EMPTIED:
            return _received(row)
        connection.execute(delete(ATTACHMENTS).where(ATTACHMENTS.c.sealed_sha256 == name))
    if owner is not _Owner.EMPTIED:
        _check_quota(connection, terminal, photo, owner)
    values = {
        "sealed_sha256": name,
        "terminal": terminal.name,
        "record": photo.record,
        "key_id": photo.key_id,
        "sealed_bytes": photo.sealed_bytes,
        "received_bytes": 0,
        "state": AttachmentState.DELETED if owner is _Owner.EMPTIED else AttachmentState.RECEIVING,
        "changed_at": now,
    }
    connection.execute(insert(ATTACHMENTS), values)
    return Received(0, photo.sealed_bytes, done=owner is _Owner.EMPTIED)


def progress(connection: Connection, terminal: Terminal, sealed_sha256: str) -> Received:
    """How far a photo is. Raises UnknownAttachmentError."""
    return _received(_row(connection, terminal, sealed_sha256, lock=False))


def take_piece(
    connection: Connection, terminal: Terminal, sealed_sha256: str, offset: int, piece: bytes, now: datetime
) -> Received:
    """Keep a piece, if it is the next one; with the last one the hash is checked, and a wrong one begins again at 0.

    A piece for a photo that is complete says that its acknowledgement was lost: it is given again. Raises
    OtherOffsetError, PieceError, UnknownAttachmentError, NotLetInError.
    """
    hold(connection, terminal)
    row = _row(connection, terminal, sealed_sha256, lock=True)
    if row.state != AttachmentState.RECEIVING:
        return _received(row)
    if offset != row.received_bytes:
        raise OtherOffsetError(row.received_bytes)
    end = offset + len(piece)
    if end > row.sealed_bytes or (len(piece) < MIN_PIECE_BYTES and end != row.sealed_bytes):
        raise PieceError
    connection.execute(insert(ATTACHMENT_PIECES), {"sealed_sha256": row.sealed_sha256, "start": offset, "piece": piece})
    state = AttachmentState.RECEIVING
    if end == row.sealed_bytes:
        if _hash(connection, row.sealed_sha256) == row.sealed_sha256:
            state = AttachmentState.COMPLETE
        else:
            end = 0
            drop_pieces(connection, [row.sealed_sha256])
    changes = {"received_bytes": end, "state": state, "changed_at": now}
    here = ATTACHMENTS.c.sealed_sha256 == row.sealed_sha256
    connection.execute(update(ATTACHMENTS).where(here).values(changes))
    return Received(end, row.sealed_bytes, done=state is AttachmentState.COMPLETE)


def drop_pieces(connection: Connection, names: list[bytes]) -> None:
    """Delete the bytes of these photos."""
    connection.execute(delete(ATTACHMENT_PIECES).where(ATTACHMENT_PIECES.c.sealed_sha256.in_(names)))


def _row(connection: Connection, terminal: Terminal, sealed_sha256: str, *, lock: bool) -> Row[Any]:
    columns = ATTACHMENTS.c
    mine = (columns.sealed_sha256 == bytes.fromhex(sealed_sha256), columns.terminal == terminal.name)
    # Locked: whoever empties its record meanwhile waits for us, or we for him.
    query = select(ATTACHMENTS).where(*mine)
    row = connection.execute(locked(query) if lock else query).one_or_none()
    if row is None:
        raise UnknownAttachmentError
    return row


def _received(row: Row[Any]) -> Received:
    done = row.state != AttachmentState.RECEIVING
    return Received(row.sealed_bytes if done else row.received_bytes, row.sealed_bytes, done)


def _owner(connection: Connection, terminal: Terminal, record: UUID) -> _Owner:
    """Raises ClashError for another terminal's record."""
    row = connection.execute(select(RECORDS.c.terminal, RECORDS.c.deleted_at).where(RECORDS.c.id == record)).first()
    if row is None:
        return _Owner.NOT_HERE
    if row.terminal != terminal.name:
        raise ClashError
    return _Owner.HERE if row.deleted_at is None else _Owner.EMPTIED


def _check_quota(connection: Connection, terminal: Terminal, photo: Attachment, owner: _Owner) -> None:
    columns = ATTACHMENTS.c
    of_record = select(func.count()).select_from(ATTACHMENTS).where(columns.record == photo.record)
    if connection.execute(of_record).scalar_one() >= MAX_PHOTOS_OF_RECORD:
        raise QuotaError(of_record=True)
    if owner is _Owner.HERE:
        return
    without = select(func.coalesce(func.sum(columns.sealed_bytes), 0)).where(
        columns.terminal == terminal.name,
        columns.state != AttachmentState.DELETED,
        ~exists().where(RECORDS.c.id == columns.record),
    )
    if connection.execute(without).scalar_one() + photo.sealed_bytes > MAX_WITHOUT_RECORD_BYTES:
        raise QuotaError(of_record=False)


def _hash(connection: Connection, name: bytes) -> bytes:
    columns = ATTACHMENT_PIECES.c
    whole = hashlib.sha256()
    query = select(columns.piece).where(columns.sealed_sha256 == name).order_by(columns.start)
    for piece in connection.execute(query).scalars():
        whole.update(piece)
    return whole.digest()
