"""What the terminal's tests are made of: a clock that stands still, a terminal's identity, and its central's key."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sync.protocol.ids import RandomBits, new_reference
from sync.protocol.messages import BatchAnswer, RecordResult, RecordStatus, SealedRecord
from sync.protocol.seal import Binding, key_id_of, open_sealed, public_key_of
from sync.terminal.ballast import Room
from sync.terminal.database import TerminalDatabase
from sync.terminal.identity import Identity
from sync.terminal.outbox import Outbox

PRIVATE_KEY = bytes(range(1, 33))
CENTRAL_ID = UUID("00000000-0000-4000-8000-00000000000c")
FIRST_EPOCH = UUID("00000000-0000-4000-8000-0000000000e1")
SECOND_EPOCH = UUID("00000000-0000-4000-8000-0000000000e2")
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SMALL_ROOM = Room(ballast_bytes=64 << 10, min_free_bytes=0)


class SteppedClock:
    """A clock that moves when the test says so."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now
        self._monotonic_s = 1000.0

    def now(self) -> datetime:
        return self._now

    def monotonic_s(self) -> float:
        return self._monotonic_s

    def boot_id(self) -> str:
        return "a-boot"

    def step(self, seconds: float) -> None:
        """Let time pass on both clocks."""
        self._now += timedelta(seconds=seconds)
        self._monotonic_s += seconds

    def jump(self, seconds: float) -> None:
        """Set the wall clock alone, as an NTP correction does."""
        self._now += timedelta(seconds=seconds)


def seeded(seed: int) -> RandomBits:
    """Random bits that come again with the seed."""
    return random.Random(seed).getrandbits


def identity(terminal: str = "schimmert-1", incarnation: int = 1, url: str = "http://127.0.0.1:9") -> Identity:
    """A terminal that has joined the test's central."""
    public_key = public_key_of(PRIVATE_KEY)
    return Identity(
        terminal=terminal,
        location="schimmert",
        token="a-token-for-tests",
        incarnation=incarnation,
        central_id=CENTRAL_ID,
        epoch=FIRST_EPOCH,
        key_id=key_id_of(public_key),
        public_key=public_key,
        central_url=url,
    )


def open_outbox(path: Path, clock: SteppedClock | None = None, seed: int = 1, terminal: str = "schimmert-1") -> Outbox:
    """An outbox over a database of its own."""
    database = TerminalDatabase.open(path, room=SMALL_ROOM)
    return Outbox(database, identity(terminal), clock or SteppedClock(), seeded(seed))


def put_report(outbox: Outbox, text: str = "De lamp is stuk", **more: Any) -> UUID:
    """Hand in one report about public space."""
    return outbox.put("report", "report", 1, new_reference(), {"text": text}, **more)


def opened(record: SealedRecord, terminal: str = "schimmert-1") -> dict[str, Any]:
    """What the central reads in a record."""
    return open_sealed(record.sealed, Binding(record.id, record.kind, terminal), PRIVATE_KEY)


def answer(
    *results: tuple[UUID, RecordStatus], epoch: UUID = FIRST_EPOCH, now: datetime = START, reason: str = ""
) -> BatchAnswer:
    """The central's answer to a batch."""
    return BatchAnswer(
        central_id=CENTRAL_ID,
        epoch=epoch,
        batch_id=UUID(int=1),
        now=now,
        results=tuple(RecordResult(id=record_id, status=status, reason=reason) for record_id, status in results),
    )
