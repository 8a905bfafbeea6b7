import sqlite3
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from sync.protocol.attachments import AttachmentAnswer, AttachmentState
from sync.protocol.kinds import PHOTO
from sync.protocol.messages import RecordStatus
from sync.protocol.seal import Binding, SealError, open_bytes
from sync.terminal.attachments import Attachments, SealedPhoto
from sync.terminal.database import TerminalDatabase
from sync.terminal.outbox import Outbox
from tests.sync.terminal.parts import (
    CENTRAL_ID,
    FIRST_EPOCH,
    PRIVATE_KEY,
    SECOND_EPOCH,
    SMALL_ROOM,
    START,
    SteppedClock,
    answer,
    identity,
    put_report,
    seeded,
)

_PAGE_BYTES = 4096
_INDEX_LEAF = 10
"""The first byte of a page of an index (SQLite file format, 1.6)."""

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40


class World:
    """A terminal's database with records and photos."""

    def __init__(self, path: Path) -> None:
        self.database = TerminalDatabase.open(path, room=SMALL_ROOM)
        self.outbox = Outbox(self.database, identity(), SteppedClock(), seeded(1))
        self.attachments = Attachments(self.database)

    def put(self, count: int = 1) -> list[str]:
        """A record with so many photos; their names."""
        record = uuid4()
        photos = [self.outbox.seal_photo(JPEG, record) for _ in range(count)]
        put_report(self.outbox, record_id=record, photos=photos)
        return [photo.sealed_sha256 for photo in photos]

    def completed(self, name: str, epoch: UUID = FIRST_EPOCH, days: int = 0) -> bool:
        """The central has it."""
        told = AttachmentAnswer(
            central_id=CENTRAL_ID,
            epoch=epoch,
            now=START + timedelta(days=days),
            sealed_sha256=name,
            offset=9,
            state=AttachmentState.COMPLETE,
        )
        return self.attachments.note(told)

    def waiting(self) -> list[str]:
        rows = self.database.query("SELECT sealed_sha256 FROM attachment WHERE state = 'waiting' ORDER BY position")
        return [row[0] for row in rows]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "terminal.db")


def test_a_photo_is_sealed_for_its_record_alone(world: World) -> None:
    record = uuid4()
    once, twice = world.outbox.seal_photo(JPEG, record), world.outbox.seal_photo(JPEG, record)
    assert once.sealed_sha256 != twice.sealed_sha256
    assert open_bytes(once.sealed, Binding(record, PHOTO, "schimmert-1"), PRIVATE_KEY) == JPEG
    for other in (Binding(uuid4(), PHOTO, "schimmert-1"), Binding(record, "report", "schimmert-1")):
        with pytest.raises(SealError):
            open_bytes(once.sealed, other, PRIVATE_KEY)


def test_nothing_of_a_photo_is_readable_on_the_disk(world: World, tmp_path: Path) -> None:
    world.put(3)
    for file in tmp_path.iterdir():
        assert JPEG[4:64] not in file.read_bytes()


def test_record_photos_and_what_else_there_is_are_kept_together_or_not_at_all(world: World) -> None:
    record = uuid4()
    photos = [world.outbox.seal_photo(JPEG, record)]

    def stumble(connection: sqlite3.Connection) -> None:
        assert connection.execute("SELECT count(*) FROM attachment").fetchone()[0] == 1
        raise RuntimeError("the printer's journal is not well")

    with pytest.raises(RuntimeError):
        put_report(world.outbox, record_id=record, photos=photos, also=stumble)
    assert (world.outbox.counts().waiting, world.waiting()) == (0, [])
    put_report(world.outbox, record_id=record, photos=photos)
    assert (world.outbox.counts().waiting, world.waiting()) == (1, [photos[0].sealed_sha256])


def test_photos_are_read_in_pieces_oldest_first(world: World) -> None:
    first, second = world.put(2)
    photo = world.attachments.next_waiting()
    assert photo is not None
    assert photo.sealed_sha256 == first
    assert photo.sealed_bytes == len(JPEG) + 48
    whole = b"".join(world.attachments.piece(first, offset, 4096) for offset in range(0, photo.sealed_bytes, 4096))
    assert SealedPhoto(whole, photo.key_id).sealed_sha256 == first
    assert world.attachments.is_whole(first)
    skipped = world.attachments.next_waiting({first})
    assert skipped is not None
    assert skipped.sealed_sha256 == second


def test_an_acknowledged_photo_goes_again_at_a_restored_central(world: World) -> None:
    kept, refused, waiting = world.put(3)
    assert world.completed(kept)
    world.attachments.refuse(refused, "too_many_photos", START)
    assert (world.waiting(), world.attachments.counts().quarantined) == ([waiting], 1)
    # Another epoch is for the records to hear first.
    assert not world.completed(waiting, SECOND_EPOCH)
    assert world.waiting() == [waiting]
    world.outbox.mark(answer(epoch=SECOND_EPOCH))
    assert world.waiting() == [kept, refused, waiting]
    assert world.completed(waiting, SECOND_EPOCH)


def test_photos_are_forgotten_by_age_and_by_space_as_records_are(world: World) -> None:
    old, young, younger, waiting = world.put(4)
    for day, name in enumerate((old, young, younger)):
        world.completed(name, days=day)
    assert world.outbox.forget_acknowledged(START + timedelta(days=1)) == 1
    assert world.outbox.forget_acknowledged(START, max_bytes=len(JPEG) + 60) == 1
    rows = world.database.query("SELECT sealed_sha256 FROM attachment ORDER BY position")
    assert [row[0] for row in rows] == [younger, waiting]


def test_photos_of_a_damaged_database_are_brought_over(tmp_path: Path) -> None:
    path = tmp_path / "terminal.db"
    before = World(path)
    whole, damaged, acknowledged = before.put(3)
    before.completed(acknowledged)
    before.outbox.mark(answer((before.outbox.pending()[0].id, RecordStatus.CREATED)))
    piece = before.attachments.piece(damaged, 100, 500)
    before.database.close()
    data = bytearray(path.read_bytes())
    assert data.count(piece) == 1
    at = data.index(piece)
    data[at : at + len(piece)] = bytes(len(piece))
    for start in range(_PAGE_BYTES, len(data), _PAGE_BYTES):
        if data[start] == _INDEX_LEAF and b"acknowledged" in data[start : start + _PAGE_BYTES]:
            data[start : start + 64] = b"\xaa" * 64  # SQLite sees this one as it opens the file
    path.write_bytes(data)

    after = World(path)

    assert len(after.database.set_aside) == 1
    assert after.waiting() == [whole]
    rows = after.database.query("SELECT sealed_sha256, state FROM attachment")
    assert [tuple(row) for row in rows] == [(whole, "waiting"), (acknowledged, "acknowledged")]
