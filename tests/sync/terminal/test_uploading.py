"""The upload step against a central without a network, which fails as each test says."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.protocol.attachments import (
    MAX_PIECE_BYTES,
    MIN_PIECE_BYTES,
    Attachment,
    AttachmentAnswer,
    AttachmentState,
)
from sync.protocol.messages import Batch, BatchAnswer, Problem, RecordResult, RecordStatus
from sync.terminal.reply import CentralRefused, CentralSilent
from sync.terminal.uploading import UploadStep
from sync.terminal.worker import SyncWorker
from tests.sync.terminal.parts import CENTRAL_ID, FIRST_EPOCH, SECOND_EPOCH, SteppedClock, seeded
from tests.sync.terminal.test_attachments import World as Kept

_SILENT = CentralSilent("no answer", reached=False)
_CHOKED = CentralSilent("500", reached=True)


def refusal(status: int, code: str) -> CentralRefused:
    return CentralRefused(Problem(status=status, code=code, title="no"))


class Central:
    """Keeps bytes by their offsets. `fail` says what happens before it keeps, `lose` what happens after."""

    def __init__(self, clock: SteppedClock) -> None:
        self.clock = clock
        self.epoch = FIRST_EPOCH
        self.kept: dict[str, bytes] = {}
        self.lengths: dict[str, int] = {}
        self.asked: list[tuple[str, int]] = []
        self.fail: Callable[[str, int], Exception | None] = lambda name, size: None
        self.lose: Callable[[str, int], Exception | None] = lambda name, size: None

    def send(self, batch: Batch) -> BatchAnswer:
        self.asked.append(("records", len(batch.records)))
        results = tuple(RecordResult(id=one.id, status=RecordStatus.CREATED) for one in batch.records)
        now = self.clock.now()
        return BatchAnswer(central_id=CENTRAL_ID, epoch=self.epoch, batch_id=batch.batch_id, now=now, results=results)

    def announce(self, attachment: Attachment) -> AttachmentAnswer:
        self.asked.append(("announce", 0))
        self._raise(self.fail(attachment.sealed_sha256, 0))
        self.lengths[attachment.sealed_sha256] = attachment.sealed_bytes
        self.kept.setdefault(attachment.sealed_sha256, b"")
        return self._answer(attachment.sealed_sha256)

    def send_piece(self, sealed_sha256: str, offset: int, piece: bytes) -> AttachmentAnswer:
        self.asked.append(("piece", len(piece)))
        self._raise(self.fail(sealed_sha256, len(piece)))
        if sealed_sha256 not in self.kept:
            raise refusal(404, "unknown_attachment")
        if offset != len(self.kept[sealed_sha256]):
            raise refusal(409, "other_offset")
        self.kept[sealed_sha256] += piece
        self._raise(self.lose(sealed_sha256, len(piece)))
        return self._answer(sealed_sha256)

    def complete(self) -> list[str]:
        return [name for name, kept in self.kept.items() if hashlib.sha256(kept).hexdigest() == name]

    def _answer(self, name: str) -> AttachmentAnswer:
        offset = len(self.kept[name])
        state = AttachmentState.COMPLETE if offset == self.lengths[name] else AttachmentState.RECEIVING
        if state is AttachmentState.COMPLETE and name not in self.complete():
            self.kept[name], offset, state = b"", 0, AttachmentState.RECEIVING
        return AttachmentAnswer(
            central_id=CENTRAL_ID,
            epoch=self.epoch,
            now=self.clock.now(),
            sealed_sha256=name,
            offset=offset,
            state=state,
        )

    @staticmethod
    def _raise(error: Exception | None) -> None:
        if error is not None:
            raise error


class World(Kept):
    """A terminal with a worker, moved by hand; photos go in pieces of 4096 bytes."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.clock = SteppedClock()
        self.central = Central(self.clock)
        self.restart()

    def restart(self) -> None:
        """As after a power cut: nothing is known but what is on disk."""
        step = UploadStep(self.attachments, self.central, self.clock, seeded(3), piece_bytes=MIN_PIECE_BYTES)
        self.worker = SyncWorker(self.outbox, self.central, self.clock, seeded(2), uploading=step)

    def run_for(self, seconds: float) -> None:
        end_s = self.clock.monotonic_s() + seconds
        while self.clock.monotonic_s() < end_s:
            self.clock.step(max(self.worker.step(), 0.05))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "terminal.db")


def once(*errors: Exception) -> Callable[[str, int], Exception | None]:
    """These, one after the other, and then all is well."""
    coming = iter(errors)
    return lambda name, size: next(coming, None)


def test_records_go_first_and_each_photo_in_pieces_in_order(world: World) -> None:
    names = world.put(2)
    world.run_for(10)
    assert world.central.asked == [
        ("records", 1),
        *([("announce", 0), ("piece", 4096), ("piece", 4096), ("piece", 2100)] * 2),
    ]
    assert world.central.complete() == names
    assert world.waiting() == []


def test_a_record_never_waits_for_a_photo(world: World) -> None:
    world.put()
    for _ in range(3):
        world.worker.step()
    world.put()
    world.worker.step()
    assert [what for what, _ in world.central.asked] == ["records", "announce", "piece", "records"]


FAILURES: dict[str, tuple[Exception, ...]] = {
    "silence": (_SILENT, _SILENT),
    "choking": (_CHOKED, _CHOKED, _CHOKED),
    "a busy central": (refusal(503, "storage_busy"),),
    "patience asked for": (refusal(429, "too_much_waits"),),
    "an older central": (refusal(404, "not_found"),),
    "another offset": (refusal(409, "other_offset"),),
}


@pytest.mark.parametrize("failures", FAILURES.values(), ids=FAILURES.keys())
@pytest.mark.parametrize("when", ["before", "after"])
def test_after_any_failure_every_byte_is_there_once(world: World, failures: tuple[Exception, ...], when: str) -> None:
    names = world.put(2)
    if when == "before":
        world.central.fail = once(*failures)
    else:
        world.central.lose = once(*failures)
    world.run_for(60)
    assert sorted(world.central.complete()) == sorted(names)
    assert (world.waiting(), world.attachments.counts().quarantined) == ([], 0)


def test_a_terminal_that_restarts_anywhere_goes_on_where_the_central_is(world: World) -> None:
    names = world.put(2)
    for _ in range(12):
        world.restart()
        world.worker.step()  # the heartbeat
        for _ in range(2):
            world.worker.step()
    assert world.central.complete() == names
    assert sum(size for what, size in world.central.asked if what == "piece") == 2 * (4096 + 4096 + 2100)


def test_spoilt_bytes_go_again_but_not_at_once(world: World) -> None:
    (name,) = world.put()
    spoil = iter([True])
    send = world.central.send_piece

    def spoiling(sealed_sha256: str, offset: int, piece: bytes) -> AttachmentAnswer:
        return send(sealed_sha256, offset, bytes(len(piece)) if next(spoil, False) else piece)

    world.central.send_piece = spoiling  # type: ignore[method-assign]
    world.run_for(30)
    assert world.central.complete() == [name]
    assert world.waiting() == []


@pytest.mark.parametrize(("status", "code"), [(413, "too_many_photos"), (409, "clash"), (422, "invalid")])
def test_a_photo_that_is_refused_is_kept_and_lets_the_others_pass(world: World, status: int, code: str) -> None:
    first, second = world.put(2)
    world.central.fail = lambda name, size: refusal(status, code) if name == first else None
    world.run_for(10)
    assert world.central.complete() == [second]
    rows = world.database.query("SELECT state, reason FROM attachment WHERE sealed_sha256 = ?", (first,))
    assert tuple(rows[0]) == ("quarantined", code)


def test_a_photo_that_the_central_chokes_on_lets_the_others_pass(world: World) -> None:
    poison, *others = world.put(3)
    world.central.fail = lambda name, size: _CHOKED if name == poison else None
    world.run_for(120)
    assert world.central.complete() == others
    assert world.waiting() == [poison]
    (late,) = world.put()
    world.run_for(600)
    assert late in world.central.complete()


def test_a_line_that_takes_only_small_pieces_gets_small_pieces(tmp_path: Path) -> None:
    world = World(tmp_path / "terminal.db")
    step = UploadStep(world.attachments, world.central, world.clock, seeded(3), piece_bytes=MAX_PIECE_BYTES)
    world.worker = SyncWorker(world.outbox, world.central, world.clock, seeded(2), uploading=step)
    names = world.put()
    world.central.fail = lambda name, size: _CHOKED if size > 5000 else None
    world.run_for(120)
    assert world.central.complete() == names


def test_a_photo_that_the_card_has_spoilt_is_not_sent(world: World) -> None:
    spoilt, whole = world.put(2)
    with world.database.transaction() as connection:
        connection.execute("UPDATE attachment SET sealed = zeroblob(10292) WHERE sealed_sha256 = ?", (spoilt,))
    world.run_for(10)
    assert world.central.complete() == [whole]
    rows = world.database.query("SELECT state, reason FROM attachment WHERE sealed_sha256 = ?", (spoilt,))
    assert tuple(rows[0]) == ("quarantined", "damaged")


def test_a_central_restored_from_backup_gets_every_photo_again(world: World) -> None:
    names = world.put(2)
    world.run_for(10)
    world.central.kept.clear()
    world.central.epoch = SECOND_EPOCH
    names += world.put()
    world.run_for(400)
    assert sorted(world.central.complete()) == sorted(names)
    assert world.waiting() == []


def test_a_restore_in_the_middle_of_a_photo_is_heard_by_the_records_first(world: World) -> None:
    (name,) = world.put()
    for _ in range(3):
        world.worker.step()
    world.central.kept.clear()
    world.central.epoch = SECOND_EPOCH
    world.central.asked.clear()
    world.run_for(20)
    assert world.central.complete() == [name]
    assert ("records", 1) in world.central.asked  # the record too
    assert world.waiting() == []
