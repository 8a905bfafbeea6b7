"""The photos of records, for whoever may open them: in memory only, and gone with their record."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, exists, select, update

from sync.central.records.keys import KeyRing
from sync.central.records.receiving import LEFT_ALONE_FOR, AttachmentState, drop_pieces
from sync.central.records.tables import ATTACHMENT_PIECES, ATTACHMENTS, RECORDS
from sync.central.storage.portable import locked
from sync.protocol.answers import Answers, Photo, Photos
from sync.protocol.kinds import PHOTO
from sync.protocol.seal import Binding, SealError

_JPEG = b"\xff\xd8\xff"
_log = logging.getLogger(__name__)


def photos_in(answers: Answers) -> tuple[Photo, ...]:
    """All photos that the answers name, in the order of the questions."""
    return tuple(photo for answer in answers.values() if isinstance(answer, Photos) for photo in answer.photos)


def open_photo(connection: Connection, keys: KeyRing, record: UUID, sealed_sha256: str) -> bytes | None:
    """A photo of this record as JPEG; None while it has not wholly arrived, or when there is no such photo (any more).

    Raises SealError when it does not open or is no JPEG; its bytes are kept (sync rule 34).
    """
    columns = ATTACHMENTS.c
    here = (columns.sealed_sha256 == bytes.fromhex(sealed_sha256), columns.record == record)
    row = connection.execute(select(ATTACHMENTS).where(*here, columns.state == AttachmentState.COMPLETE)).first()
    if row is None:
        return None
    pieces = select(ATTACHMENT_PIECES.c.piece).where(ATTACHMENT_PIECES.c.sealed_sha256 == row.sealed_sha256)
    sealed = b"".join(connection.execute(pieces.order_by(ATTACHMENT_PIECES.c.start)).scalars())
    jpeg = keys.open_bytes(sealed, row.key_id, Binding(record, PHOTO, row.terminal))
    if not jpeg.startswith(_JPEG):
        raise SealError("what opens is no photo")
    return jpeg


def photos_complete(connection: Connection, record: UUID, answers: Answers) -> bool:
    """Whether all photos that the record names have arrived."""
    states = states_of(connection, record)
    return all(states.get(photo.sealed_sha256) is AttachmentState.COMPLETE for photo in photos_in(answers))


def states_of(connection: Connection, record: UUID) -> Mapping[str, AttachmentState]:
    """How each photo stands of which the terminal has said that it belongs to this record, by its name."""
    columns = ATTACHMENTS.c
    query = select(columns.sealed_sha256, columns.state).where(columns.record == record)
    return {row.sealed_sha256.hex(): AttachmentState(row.state) for row in connection.execute(query)}


def delete_photos(connection: Connection, record: UUID, now: datetime) -> None:
    """Delete the photos of a record that is being emptied; their names stay, so that no repeat brings them back."""
    columns = ATTACHMENTS.c
    query = select(columns.sealed_sha256).where(columns.record == record, columns.state != AttachmentState.DELETED)
    _delete(connection, list(connection.execute(locked(query)).scalars()), now)


def forget_strays(connection: Connection, now: datetime) -> int:
    """Delete photos whose record has not come for so long; how many. Asked for again, they may be sent again."""
    columns = ATTACHMENTS.c
    query = select(columns.sealed_sha256).where(
        columns.state != AttachmentState.DELETED,
        columns.changed_at < now - LEFT_ALONE_FOR,
        ~exists().where(RECORDS.c.id == columns.record),
    )
    names = list(connection.execute(locked(query)).scalars())
    _delete(connection, names, now)
    return len(names)


def _delete(connection: Connection, names: list[bytes], now: datetime) -> None:
    drop_pieces(connection, names)
    changes = {"state": AttachmentState.DELETED, "received_bytes": 0, "changed_at": now}
    connection.execute(update(ATTACHMENTS).where(ATTACHMENTS.c.sealed_sha256.in_(names)).values(changes))


@dataclass(frozen=True)
class KeptPhotos:
    """The photos that terminals have sent, for handing a record on."""

    keys: KeyRing

    def all_of(self, connection: Connection, record: UUID, photos: Sequence[Photo]) -> tuple[bytes, ...] | None:
        """These photos of the record, opened, in their order; None while some of them have not arrived."""
        opened = []
        for photo in photos:
            try:
                jpeg = open_photo(connection, self.keys, record, photo.sealed_sha256)
            except SealError as error:
                _log.error("a photo of record %s is not handed on: %s", record, error)
                return None
            if jpeg is None:
                return None
            opened.append(jpeg)
        return tuple(opened)
