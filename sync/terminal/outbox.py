"""The outbox: what visitors hand in, sealed, on disk before they are told so, until the central has it for certain."""

import secrets
import sqlite3
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sync.protocol.clock import Clock
from sync.protocol.ids import RandomBits, uuid7
from sync.protocol.kinds import NOT_OF_FORMS, PHOTO
from sync.protocol.messages import MAX_BATCH_RECORDS, BatchAnswer, Heard, RecordStatus, SealedRecord
from sync.protocol.seal import Binding, seal, seal_bytes
from sync.terminal import attachments
from sync.terminal.answers import TO_WAITING, note_answer
from sync.terminal.attachments import SealedPhoto
from sync.terminal.database import TerminalDatabase
from sync.terminal.errors import DiskFailedError, DiskFullError
from sync.terminal.heard import heard_of, note_heard
from sync.terminal.identity import Identity
from sync.terminal.owner import claim, next_seq
from sync.terminal.rows import INSERT_RECORD, SELECT_RECORDS, record_of, row_of
from sync.terminal.salvage import salvage
from sync.terminal.timestamp import timestamp

MAX_BATCH_SEALED_BYTES = 5 << 20
"""Of one batch before base64, which makes it a third larger: it stays below the central's 8 MiB."""

MAX_ACKNOWLEDGED_BYTES = 256 << 20
"""Of sealed payloads kept for a central that is restored from backup, and the same of photos (sync rule 21)."""

_Sealed = Callable[[sqlite3.Connection], bytes]
_Also = Callable[[sqlite3.Connection], None] | None


class RecordKeptError(Exception):
    """There is a record of this id already: what it says was told to a visitor, and stays as it is."""


@dataclass(frozen=True)
class OutboxCounts:
    """How the outbox stands."""

    waiting: int
    acknowledged: int
    quarantined: int
    oldest_waiting_s: float
    """Age of the oldest record that waits, by the wall clock; 0 when none waits."""
    set_aside: int
    """Damaged databases that somebody should look at (sync rule 10)."""


@dataclass(frozen=True)
class QuarantinedRecord:
    """A record that the central refused: kept until an operator or a newer central takes it (sync rule 15)."""

    id: UUID
    kind: str
    reference: str
    status: RecordStatus
    reason: str


@dataclass(frozen=True)
class KeptRecord:
    """A record of a form, as far as its code tells. `sent`: the central has it."""

    made_at: datetime
    sent: bool


class Outbox:
    """Records on their way to the central. Safe to use from any thread.

    Opening it makes the database this terminal's own and brings over what can be read of damaged ones; raises
    WrongOwnerError when the database is another terminal's.
    """

    def __init__(
        self,
        database: TerminalDatabase,
        identity: Identity,
        clock: Clock,
        random_bits: RandomBits = secrets.randbits,
    ) -> None:
        self._database = database
        self._identity = identity
        self._clock = clock
        self._random_bits = random_bits
        salvage(database)
        self.incarnation = claim(database, identity).incarnation

    def put(
        self,
        kind: str,
        form: str,
        form_version: int,
        reference: str,
        payload: dict[str, Any],
        also: Callable[[sqlite3.Connection], None] | None = None,
        record_id: UUID | None = None,
        photos: Sequence[SealedPhoto] = (),
    ) -> UUID:
        """Keep a record, sealed, together with what `also` writes: both are on disk when this returns (sync rule 7).

        `photos` were sealed by `seal_photo` for the same `record_id`, and are kept in the same transaction.
        `also` may be called a second time, on a clean slate, after a failing disk. A caller that needs the id inside
        `also` makes it first (uuid7) and hands it in. Nothing may be shown, said or printed before this has returned.
        Raises DiskFullError (nothing is kept), DiskFailedError (perhaps it is), ValueError (pydantic's too) for bad
        arguments.
        """
        self._database.require_room()
        made = self._made_now()
        record_id = record_id or uuid7(made["made_at"], self._random_bits)
        sealed = self.seal(payload, kind, record_id)
        values = made | {
            "id": record_id,
            "kind": kind,
            "form": form,
            "form_version": form_version,
            "reference": reference,
            "key_id": self.key_id,
        }

        def with_photos(connection: sqlite3.Connection) -> None:
            attachments.keep(connection, record_id, photos)
            if also is not None:
                also(connection)

        self._keep(values, lambda _: sealed, with_photos)
        return record_id

    def put_sealed(
        self,
        kind: str,
        form_version: int,
        reference: str,
        record_id: UUID,
        key_id: str,
        sealed: Callable[[sqlite3.Connection], bytes],
        also: Callable[[sqlite3.Connection], None] | None = None,
    ) -> None:
        """Keep a record of something promised, as `put` does: its payload was sealed before, or is inside `sealed`.

        `sealed` is called in the transaction, and again after a failing disk: what it reads and writes there is kept
        with the record or not at all (sync rule 7). The bytes may be the very ones that the central got in a request
        of the same id (sync rule 4). Raises RecordKeptError when there is a record of this id, and what `put` raises.
        """
        self._database.require_room()
        values = self._made_now() | {
            "id": record_id,
            "kind": kind,
            "form": kind,
            "form_version": form_version,
            "reference": reference,
            "key_id": key_id,
        }
        try:
            self._keep(values, sealed, also)
        except sqlite3.IntegrityError as error:
            if self._holds(record_id):
                raise RecordKeptError(record_id) from error
            raise

    @property
    def key_id(self) -> str:
        """The id of the key that `seal` seals to."""
        return self._identity.key_id

    def seal(self, payload: dict[str, Any], kind: str, record_id: UUID) -> bytes:
        """`payload` sealed for the central; two calls never give the same bytes (sync rule 4)."""
        return seal(payload, Binding(record_id, kind, self._identity.terminal), self._identity.public_key)

    def seal_photo(self, jpeg: bytes, record_id: UUID) -> SealedPhoto:
        """A photo of the record that will have this id, sealed in memory: only so may it touch the disk."""
        binding = Binding(record_id, PHOTO, self._identity.terminal)
        return SealedPhoto(seal_bytes(jpeg, binding, self._identity.public_key), self.key_id)

    def pending(self, limit: int = MAX_BATCH_RECORDS, skip: Container[UUID] = frozenset()) -> tuple[SealedRecord, ...]:
        """The oldest waiting records but those in `skip`, in the order of sending; as many as fit in one batch."""
        positions = self._positions(limit, skip)
        marks = ", ".join("?" * len(positions))
        rows = self._database.query(f"{SELECT_RECORDS} WHERE position IN ({marks}) ORDER BY position", positions)
        return tuple(record_of(row) for row in rows)

    def get(self, record_id: UUID) -> SealedRecord | None:
        """The record of that id, if it is waiting."""
        rows = self._database.query(f"{SELECT_RECORDS} WHERE id = ? AND state = 'waiting'", (str(record_id),))
        return record_of(rows[0]) if rows else None

    def mark(self, answer: BatchAnswer) -> None:
        """Note what the central did with each record, and send again what a restored central may have lost.

        One transaction (sync rules 7, 13, 20, 21). Acknowledged rows stay, marked with the central's own time.
        """
        try:
            self._note(answer)
        except DiskFullError:
            # There is always room for what the central says (sync rule 11).
            self._database.use_reserve()
            self._note(answer)

    def heard(self) -> tuple[Heard, ...]:
        """What the central said of the time in each of the last boots (sync rule 26)."""
        return tuple(map(heard_of, self._database.query("SELECT * FROM heard ORDER BY position")))

    def counts(self) -> OutboxCounts:
        """How many records wait, are acknowledged, are quarantined."""
        rows = self._database.query("SELECT state, count(*) FROM outbox GROUP BY state")
        states: dict[str, int] = {row[0]: row[1] for row in rows}
        return OutboxCounts(
            waiting=states.get("waiting", 0),
            acknowledged=states.get("acknowledged", 0),
            quarantined=states.get("quarantined", 0),
            oldest_waiting_s=self._oldest_waiting_s(),
            set_aside=len(self._database.set_aside),
        )

    def kept_as(self, reference: str) -> KeptRecord | None:
        """The record with this code that a form made here; None where there is none, or more than one by chance.

        What was promised (appointments, numbers) is not told so: only the central knows how that stands now.
        """
        rows = self._database.query("SELECT kind, made_at, state FROM outbox WHERE reference = ?", (reference,))
        if len(rows) != 1 or rows[0]["kind"] in NOT_OF_FORMS:
            return None
        return KeptRecord(datetime.fromisoformat(rows[0]["made_at"]), rows[0]["state"] == "acknowledged")

    def kept_under(self, record_id: UUID) -> KeptRecord | None:
        """What is known here of the record with this id, whatever it promises; None where none was made here."""
        rows = self._database.query("SELECT made_at, state FROM outbox WHERE id = ?", (str(record_id),))
        return KeptRecord(datetime.fromisoformat(rows[0][0]), rows[0][1] == "acknowledged") if rows else None

    def quarantined(self) -> tuple[QuarantinedRecord, ...]:
        """The refused records with the central's reasons, oldest first."""
        rows = self._database.query(
            "SELECT id, kind, reference, status, reason FROM outbox WHERE state = 'quarantined' ORDER BY position"
        )
        return tuple(QuarantinedRecord(UUID(row[0]), row[1], row[2], RecordStatus(row[3]), row[4]) for row in rows)

    def requeue(self, record_ids: Iterable[UUID]) -> None:
        """Send quarantined records again, when an operator has removed the reason (sync rule 15)."""
        with self._database.transaction() as connection:
            connection.executemany(
                f"UPDATE outbox SET {TO_WAITING} WHERE id = ? AND state = 'quarantined'",  # noqa: S608
                [(str(record_id),) for record_id in record_ids],
            )

    def forget_acknowledged(self, older_than: datetime, max_bytes: int = MAX_ACKNOWLEDGED_BYTES) -> int:
        """Delete acknowledged records and photos by age and by space (sync rule 21); returns how many.

        `older_than` is on the central's clock, so that a terminal whose clock jumps forgets nothing too early.
        """
        with self._database.transaction() as connection:
            by_age = connection.execute(
                "DELETE FROM outbox WHERE state = 'acknowledged' AND answered_at < ?", (timestamp(older_than),)
            )
            by_space = connection.execute(
                "DELETE FROM outbox WHERE position IN (SELECT position FROM (SELECT position,"
                " sum(length(sealed)) OVER (ORDER BY position DESC) AS bytes FROM outbox WHERE state = 'acknowledged')"
                " WHERE bytes > ?)",
                (max_bytes,),
            )
            return by_age.rowcount + by_space.rowcount + attachments.forget(connection, older_than, max_bytes)

    def tidy_log(self) -> None:
        """Bring the database's log into its file, if it has grown; for idle moments (sync rule 9)."""
        self._database.tidy_log()

    def _note(self, answer: BatchAnswer) -> None:
        with self._database.transaction() as connection:
            note_answer(connection, answer)
            note_heard(connection, answer.now, self._clock)

    def _made_now(self) -> dict[str, Any]:
        """When a record is made, by all clocks of the terminal (sync rule 26)."""
        return {
            "made_at": self._clock.now(),
            "made_monotonic_s": self._clock.monotonic_s(),
            "boot_id": self._clock.boot_id(),
        }

    def _keep(self, values: dict[str, Any], sealed: _Sealed, also: _Also) -> None:
        try:
            self._insert(values, sealed, also)
        except DiskFailedError:
            # The commit may have reached the disk or not: look, and do it again if not (sync rule 12).
            if not self._holds(values["id"]):
                self._insert(values, sealed, also)

    def _insert(self, values: dict[str, Any], sealed: _Sealed, also: _Also) -> None:
        with self._database.transaction() as connection:
            incarnation, seq = next_seq(connection)
            record = SealedRecord(**values, incarnation=incarnation, seq=seq, sealed=sealed(connection))
            connection.execute(INSERT_RECORD, row_of(record))
            if also is not None:
                also(connection)

    def _holds(self, record_id: UUID) -> bool:
        return bool(self._database.query("SELECT 1 FROM outbox WHERE id = ?", (str(record_id),)))

    def _positions(self, limit: int, skip: Container[UUID]) -> list[int]:
        rows = self._database.query(
            "SELECT position, id, length(sealed) AS bytes FROM outbox WHERE state = 'waiting' ORDER BY position"
        )
        positions: list[int] = []
        total_bytes = 0
        for row in (row for row in rows if UUID(row["id"]) not in skip):
            total_bytes += row["bytes"]
            # A single record always fits: it is at most 2 MiB.
            if len(positions) == limit or (positions and total_bytes > MAX_BATCH_SEALED_BYTES):
                break
            positions.append(row["position"])
        return positions

    def _oldest_waiting_s(self) -> float:
        rows = self._database.query("SELECT made_at FROM outbox WHERE state = 'waiting' ORDER BY position LIMIT 1")
        if not rows:
            return 0.0
        return max(0.0, (self._clock.now() - datetime.fromisoformat(rows[0]["made_at"])).total_seconds())
