"""Photos on their way: a network that fails in every way, a power cut in the middle, a central restored from backup."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from sync.central.records.attachments import open_photo
from sync.central.records.tables import ATTACHMENT_PIECES, ATTACHMENTS
from sync.central.storage.identity import begin_epoch
from sync.protocol.clock import SystemClock
from sync.protocol.ids import uuid7
from sync.terminal.attachments import Attachments
from sync.terminal.client import CentralClient
from sync.terminal.database import TerminalDatabase
from sync.terminal.enrolment import enrol
from sync.terminal.identity import Identity, save_identity
from sync.terminal.outbox import Outbox
from sync.terminal.uploading import UploadStep
from sync.terminal.worker import SyncWorker
from tests.faults.central import Central
from tests.faults.photo_process import DATABASE, IDENTITY
from tests.faults.proxy import Fault, FaultProxy
from tests.faults.tracing import ROOT
from tests.sync.terminal.parts import SMALL_ROOM, SteppedClock, put_report, seeded

_QUICK_S = 1.5
_PIECE_BYTES = 16 << 10
_FAULTS = [fault for fault in Fault if fault not in {Fault.NONE, Fault.DELAY}]
_JPEG = b"\xff\xd8\xff\xe0" + random.Random(1).randbytes(100_000)


class Terminal:
    """A terminal whose waiting is simulated and whose network is real."""

    def __init__(self, folder: Path, identity: Identity, url: str) -> None:
        self.clock = SteppedClock()
        self.database = TerminalDatabase.open(folder / DATABASE, room=SMALL_ROOM)
        self.outbox = Outbox(self.database, identity, self.clock)
        self.attachments = Attachments(self.database)
        client = CentralClient(url, identity, batch_timeout_s=_QUICK_S)
        step = UploadStep(self.attachments, client, self.clock, seeded(3), piece_bytes=_PIECE_BYTES)
        self.worker = SyncWorker(self.outbox, client, self.clock, seeded(2), uploading=step)

    def put(self, count: int = 1) -> dict[str, UUID]:
        """A record with so many photos; whose each of them is."""
        record = uuid7(SystemClock().now())
        photos = [self.outbox.seal_photo(_JPEG, record) for _ in range(count)]
        put_report(self.outbox, record_id=record, photos=photos)
        return {photo.sealed_sha256: record for photo in photos}

    def run_until_sent(self, at_most_s: float = 7200) -> None:
        """Let simulated time pass until nothing waits; requests take real time on top."""
        end_s = self.clock.monotonic_s() + at_most_s
        while self.outbox.counts().waiting or self.attachments.counts().waiting:
            assert self.clock.monotonic_s() < end_s, "photos are not sent"
            self.clock.step(max(self.worker.step(), 0.05))
        assert self.attachments.counts().quarantined == 0


@pytest.fixture
def terminal(tmp_path: Path, central: Central, proxy: FaultProxy) -> Iterator[Terminal]:
    joined = Terminal(tmp_path, enrol(central.url, central.code(), f"photos-{proxy.url[-5:]}", "test"), proxy.url)
    yield joined
    joined.database.close()


def _check(central: Central, photos: dict[str, UUID]) -> None:
    """Each of them is there once and opens."""
    with central.services.database.read() as connection:
        for name, record in photos.items():
            assert open_photo(connection, central.services.keys, record, name) == _JPEG
            columns = ATTACHMENT_PIECES.c
            query = select(columns.piece).where(columns.sealed_sha256 == bytes.fromhex(name))
            assert sum(map(len, connection.execute(query).scalars())) == len(_JPEG) + 48


@pytest.mark.parametrize("fault", _FAULTS, ids=lambda fault: fault.name.lower())
def test_after_any_fault_at_any_step_a_photo_is_there_whole(
    terminal: Terminal, central: Central, proxy: FaultProxy, fault: Fault
) -> None:
    exchanges = iter(range(1000))
    spoilt = {1, 3, 8}  # the announcement, the second piece, one near the end; the record goes by itself
    proxy.fault = lambda: fault if next(exchanges) in spoilt else Fault.NONE
    photos = terminal.put()
    terminal.run_until_sent()
    assert proxy.counts[fault] == len(spoilt)
    _check(central, photos)


def test_a_day_of_mixed_faults_loses_and_doubles_no_photo(
    terminal: Terminal, central: Central, proxy: FaultProxy
) -> None:
    chance = random.Random(7)
    quick = [fault for fault in Fault if fault not in {Fault.BLACK_HOLE, Fault.TRICKLE, Fault.DELAY}]
    proxy.fault = lambda: chance.choice([*quick, Fault.NONE, Fault.NONE, Fault.NONE, Fault.NONE])
    photos: dict[str, UUID] = {}
    for count in (2, 1, 0, 1):
        photos |= terminal.put(count)
        for _ in range(10):
            terminal.clock.step(max(terminal.worker.step(), 0.05))
    terminal.run_until_sent(86_400)
    _check(central, photos)


def test_a_central_restored_from_backup_gets_its_photos_again(tmp_path: Path, own_central: Central) -> None:
    terminal = Terminal(tmp_path, enrol(own_central.url, own_central.code(), "restored-1", "test"), own_central.url)
    photos = terminal.put(2)
    terminal.run_until_sent()
    services = own_central.services
    with services.database.write() as connection:
        # As in a backup of the moment at which the first photo was half here, and the second not at all.
        first, second = (bytes.fromhex(name) for name in photos)
        halves = (ATTACHMENT_PIECES.c.sealed_sha256 == first, ATTACHMENT_PIECES.c.start >= _PIECE_BYTES)
        connection.execute(delete(ATTACHMENT_PIECES).where(*halves))
        connection.execute(
            ATTACHMENTS.update()
            .where(ATTACHMENTS.c.sealed_sha256 == first)
            .values(received_bytes=_PIECE_BYTES, state="receiving")
        )
        connection.execute(delete(ATTACHMENTS).where(ATTACHMENTS.c.sealed_sha256 == second))
        begin_epoch(connection, services.random_bits, services.clock.now())
    photos |= terminal.put()
    terminal.run_until_sent()
    _check(own_central, photos)
    terminal.database.close()


def test_killed_at_any_moment_of_an_upload_it_goes_on_and_loses_nothing(tmp_path: Path, central: Central) -> None:
    folder = tmp_path / "killed"
    folder.mkdir()
    identity = enrol(central.url, central.code(), f"killed-photos-{central.port}", "test")
    save_identity(identity, folder / IDENTITY)
    chance = random.Random(3)
    command = [sys.executable, "-m", "tests.faults.photo_process", str(folder), _JPEG[:8].hex(), str(len(_JPEG))]
    for _ in range(3):
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            assert process.stdout is not None
            try:
                assert process.stdout.readline() == b"kept\n"
                time.sleep(chance.uniform(0.02, 0.12))
            finally:
                os.kill(process.pid, signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
    terminal = Terminal(folder, identity, central.url)
    assert terminal.attachments.counts().waiting, "nobody was killed in the middle"
    terminal.run_until_sent()
    rows = terminal.database.query("SELECT sealed_sha256, record FROM attachment")
    records = terminal.database.query("SELECT id FROM outbox")
    # Each record that was told of has both its photos, and there is no photo without its record.
    assert len(records) >= 3
    assert sorted(row["record"] for row in rows) == sorted(row["id"] for row in records for _ in range(2))
    _check_random(central, {row["sealed_sha256"]: UUID(row["record"]) for row in rows})
    terminal.database.close()


def _check_random(central: Central, photos: dict[str, UUID]) -> None:
    with central.services.database.read() as connection:
        for name, record in photos.items():
            opened = open_photo(connection, central.services.keys, record, name)
            assert opened is not None
            assert len(opened) == len(_JPEG)
