"""What the central has lent to this terminal, and the promises made from it: places in the agenda, queue numbers.

Each promise is one transaction (sync rule 7): the right is used up, the record that tells the central of it is in the
outbox, and what the caller adds (the print job) is there with them. Nothing may be shown, said or printed before.
"""

import secrets
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sync.protocol.clock import Clock
from sync.protocol.ids import RandomBits, new_reference
from sync.protocol.kinds import APPOINTMENT, NUMBER
from sync.protocol.leases import LeaseAnswer, LeaseRequest, SlotLease
from sync.protocol.messages import NumberAnswer, NumberRequest
from sync.protocol.printed import PrintedAppointment, PrintedNumber, code_of
from sync.terminal.borrowing import Stock, drop_foreign_request, note_lease_answer, open_request, stock_of
from sync.terminal.database import TerminalDatabase
from sync.terminal.errors import DiskFailedError, DiskFullError
from sync.terminal.lease_rows import give_up_all, moment_text, slot_of, spend_number, spend_slot
from sync.terminal.lease_salvage import salvage_leases
from sync.terminal.outbox import Outbox, RecordKeptError

__all__ = ["LeaseSpentError", "Leases", "NothingLeftError", "RecordKeptError", "Stock"]

SHORTEST_NOTICE = timedelta(hours=1)
"""An official must be able to see an appointment coming: as when the central books it."""

_VERSION = 1

AlsoNumber = Callable[[sqlite3.Connection, PrintedNumber], None]
Also = Callable[[sqlite3.Connection], None]


class LeaseSpentError(Exception):
    """The place is not, or no longer, this terminal's to give: used, returned, or taken back. Nothing is kept."""


class NothingLeftError(Exception):
    """No number of this service is left to give out without the central. Nothing is kept (sync rule 30)."""


class Leases:
    """What this terminal may promise by itself. Safe to use from any thread.

    Opening it looks for leases in damaged databases (sync rule 10): none of those is used again. `timezone` tells which
    day a printed number says. Every method may raise a StorageError.
    """

    def __init__(
        self,
        database: TerminalDatabase,
        outbox: Outbox,
        clock: Clock,
        random_bits: RandomBits = secrets.randbits,
        timezone: str = "Europe/Amsterdam",
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._random_bits = random_bits
        self._zone = ZoneInfo(timezone)
        salvage_leases(database)
        drop_foreign_request(database)

    def slots(self, location: str, minutes: int, now: datetime) -> tuple[SlotLease, ...]:
        """The places at `location` in which an appointment of `minutes` can be promised now, by time."""
        rows = self._database.query(
            "SELECT * FROM lease_slot WHERE state = 'held' AND location = ? AND minutes >= ? AND start >= ?"
            " ORDER BY start, minutes, id",
            (location, minutes, moment_text(now + SHORTEST_NOTICE)),
        )
        return tuple(slot_of(row) for row in rows)

    def choices_left(self, location: str, minutes: int, now: datetime) -> int:
        """How many of them there are."""
        return len(self.slots(location, minutes, now))

    def numbers_left(self, location: str, service: str) -> int:
        """How many queue numbers of a service can be given out without the central."""
        rows = self._database.query(
            "SELECT ifnull(sum(last - next + 1), 0) FROM lease_block"
            " WHERE state = 'held' AND letter <> '' AND location = ? AND service = ?",
            (location, service),
        )
        return int(rows[0][0])

    def keep_appointment(
        self,
        appointment: PrintedAppointment,
        booking_id: UUID,
        sealed: bytes,
        key_id: str,
        also: Also | None = None,
        form_version: int = _VERSION,
    ) -> None:
        """Keep the promise of an appointment: booked by the central, or in the lent place `appointment.lease`.

        `sealed` and `key_id` are those of the booking, so that both ends keep the same bytes (sync rules 3, 4). Raises
        LeaseSpentError, RecordKeptError, DiskFullError (nothing is kept) or DiskFailedError (perhaps it is).
        """

        def use(connection: sqlite3.Connection) -> bytes:
            if appointment.lease is not None:
                start = appointment.start
                lent = spend_slot(connection, appointment.lease, appointment.location, start, booking_id)
                if lent is None or lent < appointment.minutes:
                    raise LeaseSpentError(str(appointment.lease))
            return sealed

        self._outbox.put_sealed(APPOINTMENT, form_version, appointment.reference, booking_id, key_id, use, also)

    def keep_number(
        self,
        request: NumberRequest,
        answer: NumberAnswer | None,
        also: AlsoNumber | None = None,
        appointment: str | None = None,
    ) -> PrintedNumber:
        """Keep the promise of a queue number: what the central answered, or without an answer the next lent one.

        Both are under the id of the request: when the central gave a number that never got here, the printed one
        counts. `appointment` is the code with which the visitor checks in while the central cannot be asked. Raises
        NothingLeftError, RecordKeptError, DiskFullError (nothing is kept) or DiskFailedError (perhaps it is).
        """
        printed: list[PrintedNumber] = []

        def number(connection: sqlite3.Connection) -> bytes:
            kept = _answered(request, answer, appointment) if answer else self._lent(connection, request, appointment)
            printed.append(kept)
            return self._outbox.seal(kept.model_dump(mode="json"), NUMBER, request.id)

        def together(connection: sqlite3.Connection) -> None:
            if also is not None:
                also(connection, printed[-1])

        reference = new_reference(self._random_bits)
        self._outbox.put_sealed(NUMBER, _VERSION, reference, request.id, self._outbox.key_id, number, together)
        return printed[-1]

    def stock(self, now: datetime) -> Stock:
        """How much is left of what was lent, and whether something waits to be told."""
        with self._database.transaction() as connection:
            return stock_of(connection, now)

    def request(self) -> LeaseRequest:
        """The request to send: the open one, exactly as it was, or a new one, on disk before this returns (rule 23)."""
        try:
            with self._database.transaction() as connection:
                return open_request(connection, self._clock.now(), self._random_bits)
        except DiskFailedError:
            # Perhaps it was kept: then it is the open one now (sync rule 12).
            with self._database.transaction() as connection:
                return open_request(connection, self._clock.now(), self._random_bits)

    def take_in(self, answer: LeaseAnswer) -> bool:
        """Note what the central lends, takes and asks back; False for an answer to anything but the open request.

        One transaction; repeating it changes nothing. On a full disk it uses the reserve (sync rule 11).
        """
        try:
            with self._database.transaction() as connection:
                return note_lease_answer(connection, answer)
        except DiskFullError:
            self._database.use_reserve()
            with self._database.transaction() as connection:
                return note_lease_answer(connection, answer)

    def give_up(self) -> int:
        """Use nothing of what is held any more: another incarnation has taken our place (sync rule 23); how many."""
        with self._database.transaction() as connection:
            return give_up_all(connection)

    def _lent(self, connection: sqlite3.Connection, request: NumberRequest, appointment: str | None) -> PrintedNumber:
        spent = spend_number(connection, request.location, request.service)
        if spent is None:
            raise NothingLeftError(f"{request.location} {request.service}")
        block, number = spent
        return PrintedNumber(
            location=request.location,
            service=request.service,
            number=number,
            code=code_of(block.letter, number),
            day=self._clock.now().astimezone(self._zone).date(),
            product=request.product,
            language=request.language,
            lease=block.id,
            appointment=appointment,
        )


def _answered(request: NumberRequest, answer: NumberAnswer, appointment: str | None) -> PrintedNumber:
    """What the central gave; a central that does not say the number says it in the code."""
    return PrintedNumber(
        location=request.location,
        service=request.service,
        number=answer.number or int(answer.code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
        code=answer.code,
        day=answer.day,
        product=request.product,
        language=request.language,
        appointment=appointment,
    )
