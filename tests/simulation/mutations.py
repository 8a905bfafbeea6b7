"""Each rule of the house broken on purpose, in the real code: what the simulation has to notice.

A mutation is a context: while it is entered, the rule does not hold. `broken` are the properties by which it may be
noticed first.
"""

import random
import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

from sqlalchemy import Connection, delete, select, update

from sync.central.agenda import booking as central_booking
from sync.central.agenda import places
from sync.central.agenda.own import OwnAgenda
from sync.central.agenda.tables import BOOKINGS, CELLS
from sync.central.fleet.tables import TERMINALS as KNOWN_TERMINALS
from sync.central.leases import applying, changes, exchange, granting, reporting, restoring
from sync.central.leases.rooms import free_cells
from sync.central.leases.tables import APPOINTMENT_CHANGES, SLOT_LEASES, LeaseState
from sync.central.records import accept
from sync.central.records.clocks import Reading
from sync.protocol.messages import Batch, BatchAnswer, Booking, RecordResult, RecordStatus, SealedRecord
from sync.protocol.printed import PrintedAppointment, PrintedNumber
from sync.protocol.seal import Binding, SealError, open_sealed, public_key_of, seal
from sync.terminal import answers, identity, outbox, rows
from sync.terminal.client import CentralClient
from sync.terminal.identity import Identity
from sync.terminal.leases import Leases
from sync.terminal.reply import read_reply
from tests.simulation import changers, terminals
from tests.simulation.central import THE_KEY
from tests.simulation.visitors import Visitors
from tests.simulation.world import TERMINALS


@contextmanager
def ack_by_status_200() -> Iterator[None]:
    """Rule 13: whatever answers 200 has taken the batch."""

    def send(self: Any, batch: Batch) -> BatchAnswer:
        body = batch.model_dump_json().encode()
        reply = self._asker.ask("POST", "/api/v1/sync", 30.0, body=body, headers={})
        if reply.status != 200:
            return read_reply(reply, BatchAnswer)
        try:
            return read_reply(reply, BatchAnswer)
        except Exception:
            results = tuple(RecordResult(id=one.id, status=RecordStatus.CREATED) for one in batch.records)
            return BatchAnswer(
                central_id=self._central_id,
                epoch=UUID(int=1),
                batch_id=batch.batch_id,
                now=batch.sent_at,
                results=results,
            )

    with patch.object(CentralClient, "send", send), patch.object(answers, "_resend_since_epoch", lambda *_: 0):
        yield


@contextmanager
def print_before_commit() -> Iterator[None]:
    """Rule 7: the paper comes out while the transaction is still open."""

    def keep(self: Any, program: Any, booking: Booking, printed: PrintedAppointment) -> None:
        def early(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM open_bookings WHERE id = ?", (str(booking.id),))
            self._print_appointment(booking, lent=printed.lease is not None)

        program.leases.keep_appointment(printed, booking.id, booking.sealed, booking.key_id, early)

    def number(self: Any, program: Any, request: Any, answer: Any) -> None:
        def early(_: sqlite3.Connection, printed: PrintedNumber) -> None:
            self._print_number(program, request.id, printed)

        program.leases.keep_number(request, answer, early)

    with patch.object(Visitors, "_keep_number", number), patch.object(Visitors, "_keep", keep):
        yield


@contextmanager
def new_id_on_every_retry() -> Iterator[None]:
    """Rules 1 and 4: a record gets an id when it is sent, not when it is made."""
    bits = random.Random(1)
    real = CentralClient.send

    def send(self: Any, batch: Batch) -> BatchAnswer:
        old = {UUID(int=bits.getrandbits(128), version=4): record.id for record in batch.records}
        records = tuple(_sealed_anew(record, new) for new, record in zip(old, batch.records, strict=True))
        answer = real(self, batch.model_copy(update={"records": records}))
        results = tuple(result.model_copy(update={"id": old[result.id]}) for result in answer.results)
        return answer.model_copy(update={"results": results})

    with patch.object(CentralClient, "send", send):
        yield


@contextmanager
def ignore_the_epoch() -> Iterator[None]:
    """Rule 20: what was acknowledged before the restore is not sent again."""

    def only_note(connection: sqlite3.Connection, answer: BatchAnswer) -> int:
        connection.execute("UPDATE owner SET epoch = ?", (str(answer.epoch),))
        return 0

    with patch.object(answers, "_resend_since_epoch", only_note):
        yield


@contextmanager
def trust_a_copied_card() -> Iterator[None]:
    """Rule 23: an identity works on any board."""
    real = identity.load_identity

    def on_any_board(path: Any, _: str) -> Identity:
        return real(path, Identity.model_validate_json(path.read_bytes()).board)

    with patch.object(terminals, "load_identity", on_any_board):
        yield


@contextmanager
def reuse_number_ranges() -> Iterator[None]:
    """Rule 29: the first numbers of the range are lent again and again."""
    with (
        patch.object(granting, "_resting", lambda *_: []),
        patch.object(
            granting, "next_range", lambda within, cursor, size, closed: (within.start, within.start + size - 1)
        ),
    ):
        yield


@contextmanager
def seal_anew() -> Iterator[None]:
    """Rule 4: other bytes under one id each time it is sent."""
    real = rows.record_of

    def resealed(row: sqlite3.Row) -> SealedRecord:
        return _sealed_anew(real(row))

    with patch.object(outbox, "record_of", resealed):
        yield


def _sealed_anew(record: SealedRecord, new_id: UUID | None = None) -> SealedRecord:
    """The same payload in other bytes, perhaps under another id."""
    record_id = new_id or record.id
    for name in TERMINALS:
        try:
            payload = open_sealed(record.sealed, Binding(record.id, record.kind, name), THE_KEY)
        except SealError:
            continue  # another terminal's
        sealed = seal(payload, Binding(record_id, record.kind, name), public_key_of(THE_KEY))
        return record.model_copy(update={"id": record_id, "sealed": sealed})
    return record


@contextmanager
def check_then_insert() -> Iterator[None]:
    """Rule 2: look for a free place first, and take it without looking again."""

    def take(
        connection: Connection,
        location: str,
        lanes: Iterable[int],
        wanted: Sequence[datetime],
        holder: Mapping[str, Any],
        held: Container[tuple[int, datetime]] = (),
    ) -> int | None:
        """Without the constraint: whoever has the cell loses it."""
        for lane in sorted(lanes):
            for cell in wanted:
                here = (CELLS.c.location == location, CELLS.c.lane == lane, CELLS.c.starts_at == cell)
                connection.execute(delete(CELLS).where(*here))
                connection.execute(CELLS.insert().values(location=location, lane=lane, starts_at=cell, **holder))
            return lane
        return None

    def book(self: Any, booking: Booking, terminal: str, now: datetime) -> Any:
        with self._database.read() as connection:
            seen = places.taken_lanes(connection, booking.location, now, now + timedelta(days=30))
        with self._database.write() as connection, patch.object(central_booking, "taken_lanes", lambda *_, **__: seen):
            return central_booking.book(connection, booking, terminal, self._town, self._offers, now)

    with patch.object(central_booking, "take", take), patch.object(OwnAgenda, "book", book):
        yield


@contextmanager
def record_before_lease() -> Iterator[None]:
    """Rule 7: the record in one transaction, the use of the lease in the next."""
    with _apart(record_first=True):
        yield


@contextmanager
def lease_before_record() -> Iterator[None]:
    """Rule 7: the use of the lease in one transaction, the record in the next."""
    with _apart(record_first=False):
        yield


@contextmanager
def _apart(record_first: bool) -> Iterator[None]:
    real = Leases.keep_appointment

    def spend(leases: Any, booking_id: UUID, appointment: PrintedAppointment) -> None:
        with leases._database.transaction() as connection:
            spent = "UPDATE lease_slot SET state = 'spent', record = ? WHERE id = ?"
            connection.execute(spent, (str(booking_id), str(appointment.lease)))

    def apart(
        self: Any,
        appointment: PrintedAppointment,
        booking_id: UUID,
        sealed: bytes,
        key_id: str,
        also: Any = None,
    ) -> None:
        if appointment.lease is None:
            real(self, appointment, booking_id, sealed, key_id, also)
            return

        def record() -> None:
            self._outbox.put_sealed("appointment", 1, appointment.reference, booking_id, key_id, lambda _: sealed, also)

        steps: list[Callable[[], None]] = [record, lambda: spend(self, booking_id, appointment)]
        for step in steps if record_first else reversed(steps):
            step()

    with patch.object(Leases, "keep_appointment", apart):
        yield


@contextmanager
def grants_not_idempotent() -> Iterator[None]:
    """Rule 23: the same request asked again is granted again, and the first grants are forgotten."""

    def only_new(connection: Connection, table: Any, report: Any) -> Sequence[Any]:
        rows = real(connection, table, report)
        return [row for row in rows if row.lent_at == report.now]

    real = exchange._granted
    with patch.object(exchange, "_granted", only_new):
        yield


@contextmanager
def no_freeze_after_restore() -> Iterator[None]:
    """Rule 22: free places are given out at once, whatever terminals hold."""
    with patch.object(restoring, "begin_freeze", lambda *_, **__: None):
        yield


@contextmanager
def no_skip_ahead() -> Iterator[None]:
    """Rule 22: numbers go on where the backup ends."""
    with patch.object(restoring, "skip_ahead", lambda *_: None):
        yield


@contextmanager
def withdrawals_lost() -> Iterator[None]:
    """A booking that nobody was told of is not taken back."""
    with patch.dict(applying._KINDS, {"appointment-withdrawal": lambda *_: True}):
        yield


@contextmanager
def silence_times_out() -> Iterator[None]:
    """Rule 28: what is lent to a terminal that was not heard for ten minutes is free for all."""
    real = central_booking.book

    def after_timing_out(connection: Connection, *arguments: Any) -> Any:
        _time_out(connection, arguments[-1] - timedelta(minutes=10))
        return real(connection, *arguments)

    with patch.object(central_booking, "book", after_timing_out):
        yield


def _time_out(connection: Connection, before: datetime) -> None:
    silent = select(KNOWN_TERMINALS.c.name).where(KNOWN_TERMINALS.c.last_seen_at < before)
    old = (SLOT_LEASES.c.state == LeaseState.LENT, SLOT_LEASES.c.terminal.in_(silent))
    ended = update(SLOT_LEASES).where(*old).values(state=LeaseState.RETURNED, closed_at=before)
    free_cells(connection, connection.execute(ended.returning(SLOT_LEASES.c.id)).scalars().all())


@contextmanager
def not_mentioned_is_free() -> Iterator[None]:
    """Rule 28: a lease that a request does not list is taken to be returned, whatever became of the card it was on."""
    real = reporting.take_in

    def and_free(connection: Connection, town: Any, report: Any) -> None:
        real(connection, town, report)
        for table in reporting._BOTH:
            query = select(table.c.id).where(*reporting._mine(table, report.terminal))
            gone = set(connection.execute(query).scalars()) - report.listed
            reporting.give_back(connection, report.terminal, gone, report.now)

    with patch.object(exchange, "take_in", and_free):
        yield


@contextmanager
def rejected_dropped() -> Iterator[None]:
    """Rule 15: what the central rejects is thrown away."""

    def drop(connection: sqlite3.Connection, result: RecordResult, now: datetime) -> None:
        if result.status is RecordStatus.REJECTED:
            connection.execute("DELETE FROM outbox WHERE id = ?", (str(result.id),))
        else:
            real(connection, result, now)

    real = answers._settle
    with patch.object(answers, "_settle", drop):
        yield


@contextmanager
def changes_not_kept() -> Iterator[None]:
    """Rule 20: nobody but the central knows what was moved or cancelled at a terminal."""
    with patch.object(changers, "keep_change", lambda _, stands: stands.id):
        yield


@contextmanager
def changes_in_order_of_coming() -> Iterator[None]:
    """What is told of an appointment last is taken for the last change, whatever its revision."""

    def settle(connection: Connection, town: Any, booking: UUID, now: datetime) -> None:
        told = connection.execute(select(APPOINTMENT_CHANGES).where(APPOINTMENT_CHANGES.c.booking == booking)).first()
        kept = connection.execute(select(BOOKINGS).where(BOOKINGS.c.id == booking)).first()
        if told is not None and kept is not None and kept.status == "confirmed":
            connection.execute(delete(APPOINTMENT_CHANGES).where(APPOINTMENT_CHANGES.c.booking == booking))
            changes._make(connection, town, kept, told, now)

    with patch.object(changes, "settle_change", settle):
        yield


@contextmanager
def terminals_clock_trusted() -> Iterator[None]:
    """Rule 26: a record was made when the terminal's wall clock says so."""

    def as_told(made: Reading, _: Reading, received_at: datetime, *known: object) -> datetime:
        return min(made.wall, received_at)

    with patch.object(accept, "corrected", as_told):
        yield
