"""A photo as a terminal seals it, and how it comes in."""

import hashlib
import random
from dataclasses import dataclass, field
from uuid import UUID

from sync.central.fleet.terminals import Terminal
from sync.central.records.receiving import Received, announce, take_piece
from sync.central.services import Services
from sync.protocol.attachments import Attachment
from sync.protocol.kinds import PHOTO
from sync.protocol.seal import Binding, key_id_of, seal_bytes

PIECE_BYTES = 8 << 10


def jpeg(size: int = 20_000, seed: int = 1) -> bytes:
    """Bytes that begin as a photo does."""
    return b"\xff\xd8\xff\xe0" + random.Random(seed).randbytes(size - 4)


@dataclass(frozen=True)
class Sealed:
    """A sealed photo of a record."""

    record: UUID
    public_key: bytes
    terminal: str = "nuth-1"
    plain: bytes = field(default_factory=jpeg)
    bytes_: bytes = b""

    def __post_init__(self) -> None:
        if not self.bytes_:
            sealed = seal_bytes(self.plain, Binding(self.record, PHOTO, self.terminal), self.public_key)
            object.__setattr__(self, "bytes_", sealed)

    @property
    def name(self) -> str:
        return hashlib.sha256(self.bytes_).hexdigest()

    @property
    def announced(self) -> Attachment:
        key_id = key_id_of(self.public_key)
        return Attachment(sealed_sha256=self.name, sealed_bytes=len(self.bytes_), record=self.record, key_id=key_id)

    def pieces(self, size: int = PIECE_BYTES) -> list[tuple[int, bytes]]:
        return [(start, self.bytes_[start : start + size]) for start in range(0, len(self.bytes_), size)]


def say(services: Services, terminal: Terminal, photo: Sealed) -> Received:
    """Announce it."""
    with services.database.write() as connection:
        return announce(connection, terminal, photo.announced, services.clock.now())


def send(services: Services, terminal: Terminal, photo: Sealed, offset: int, piece: bytes) -> Received:
    """One piece."""
    with services.database.write() as connection:
        return take_piece(connection, terminal, photo.name, offset, piece, services.clock.now())


def hand_over(services: Services, terminal: Terminal, photo: Sealed) -> Received:
    """All of it."""
    received = say(services, terminal, photo)
    for offset, piece in photo.pieces():
        received = send(services, terminal, photo, offset, piece)
    return received
