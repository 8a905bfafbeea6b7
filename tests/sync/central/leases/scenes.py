"""Terminals that borrow from a central, as plain calls of its handlers: no wire, no terminal code."""

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from sync.central.agenda.tables import BOOKINGS, CELLS
from sync.central.api.leases import leases
from sync.central.api.sync import sync
from sync.central.fleet.codes import make_code
from sync.central.fleet.terminals import Terminal, enrol
from sync.central.leases.tables import NUMBER_LEASES, SLOT_LEASES
from sync.central.queue.tables import TICKETS
from sync.central.services import Services
from sync.central.storage.identity import identity_of
from sync.protocol.kinds import APPOINTMENT, CHANGE, NUMBER, WITHDRAWAL
from sync.protocol.leases import LeaseAnswer, LeaseRequest, NumberLease, SlotLease
from sync.protocol.messages import Enrolment
from sync.protocol.printed import ChangedAppointment, PrintedAppointment, PrintedNumber, code_of
from sync.protocol.seal import Binding, key_id_of, seal
from tests.sync.central.sending import Item, Sender
from tests.sync.central.ticking import TickingClock

HOME = "gemeentehuis"


@dataclass
class End:
    """A terminal, as the central sees it: it lists what it is told it holds, unless a test says otherwise."""

    services: Services
    clock: TickingClock
    terminal: Terminal
    sender: Sender
    slots: list[SlotLease] = field(default_factory=list)
    numbers: list[NumberLease] = field(default_factory=list)
    seq: int = 1000

    def request(self, **changes: Any) -> LeaseRequest:
        self.seq += 1
        with self.services.database.read() as connection:
            epoch = identity_of(connection).epoch
        plain = {
            "id": UUID(int=self.sender.random_bits(128), version=4),
            "incarnation": self.terminal.incarnation,
            "epoch": epoch,
            "complete": True,
            "slots": tuple(self.slots),
            "numbers": tuple(self.numbers),
            "seq": self.seq,
        }
        return LeaseRequest.model_validate(plain | changes)

    def send(self, request: LeaseRequest) -> LeaseAnswer:
        return leases(self.services, self.terminal, request)

    def ask(self, **changes: Any) -> LeaseAnswer:
        """Ask, and take the answer in."""
        request = self.request(**changes)
        answer = self.send(request)
        gone = {*answer.void, *answer.returned}
        self.slots = [lease for lease in (*self.slots, *answer.slots) if lease.id not in gone]
        self.numbers = [lease for lease in (*self.numbers, *answer.numbers) if lease.id not in gone]
        return answer

    def promise(self, lease: SlotLease | None, record_id: int | None = None, minutes: int = 30, **changes: Any) -> Item:
        """The record of an appointment in a lent place; the place is not held any more."""
        self.slots = [one for one in self.slots if lease is None or one.id != lease.id]
        plain: dict[str, Any] = {
            "product": "paspoort",
            "location": lease.location if lease else HOME,
            "start": lease.start if lease else None,
            "minutes": minutes,
            "reference": "K7P4XQ",
            "lease": lease.id if lease else None,
            "answers": {"name": "Mevrouw de Vries"},
        }
        made = PrintedAppointment.model_validate(plain | changes)
        return self.sealed(APPOINTMENT, made.model_dump(mode="json"), record_id)

    def number(self, block: NumberLease | None, number: int, record_id: int | None = None, **changes: Any) -> Item:
        """The record of a printed number."""
        plain = {
            "location": self.terminal.location,
            "service": "burgerzaken",
            "number": number,
            "code": code_of("A", number),
            "day": self.clock.now().date(),
            "lease": block.id if block else None,
        }
        made = PrintedNumber.model_validate(plain | changes)
        return self.sealed(NUMBER, made.model_dump(mode="json"), record_id)

    def change(self, item: Item, revision: int, start: datetime, cancelled: bool = False, **changes: Any) -> Item:
        """The record of a change that a visitor was told of here; `item` is the record of the appointment."""
        plain = {"booking": item["id"], "reference": "K7P4XQ", "revision": revision, "start": start}
        told = ChangedAppointment.model_validate(plain | {"cancelled": cancelled} | changes)
        return self.sealed(CHANGE, told.model_dump(mode="json"), None)

    def withdrawal(self, booking: UUID) -> Item:
        return self.sealed(WITHDRAWAL, {"booking": str(booking)}, None)

    def number_withdrawal(self, number: UUID) -> Item:
        return self.sealed(WITHDRAWAL, {"number": str(number)}, None)

    def sealed(self, kind: str, payload: dict[str, Any], record_id: int | None) -> Item:
        """A record of a kind with an id of its own, or with the one that a test says."""
        number = self.sender.random_bits(122) if record_id is None else record_id
        made = UUID(int=number, version=4)
        key = self.sender.public_key
        bytes_sealed = seal(payload, Binding(made, kind, self.terminal.name), key)
        words = base64.urlsafe_b64encode(bytes_sealed).decode()
        item = self.sender.record(kind=kind, form=kind, id=str(made), sealed=words, key_id=key_id_of(key))
        return item | {"incarnation": self.terminal.incarnation}

    def hand_in(self, *items: Item, **head: Any) -> list[str]:
        """Send records, with `head` otherwise in the batch; what the central says of each."""
        batch = self.sender.batch(*items, incarnation=self.terminal.incarnation, **head)
        answer = sync(self.services, self.terminal, json.dumps(batch).encode())
        return [str(result.status) for result in answer.results]


def join(services: Services, clock: TickingClock, name: str = "hal-1", location: str = HOME, seed: int = 1) -> End:
    """A terminal joins, or joins again under the same name."""
    now = clock.now()
    with services.database.write() as connection:
        code = make_code(connection, location, services.random_bits, now)
        enrolment = Enrolment(code=code, terminal=name, software="test")
        terminal, _ = enrol(connection, enrolment, services.random_bits, now)
    sender = Sender(services.keys.current_public_key, name, seed + 100 * terminal.incarnation, clock)
    return End(services, clock, terminal, sender)


def rows(services: Services, table: Any) -> list[Any]:
    """All rows of a table."""
    with services.database.read() as connection:
        return list(connection.execute(select(table)).all())


def lent(services: Services) -> dict[UUID, str]:
    """Each place that was ever lent, and what became of it."""
    return {row.id: row.state for row in rows(services, SLOT_LEASES)}


def blocks(services: Services) -> list[tuple[int, int, int, str]]:
    """Each block that was ever lent: first, next, last, state; in the order of the numbers."""
    return sorted((row.first, row.next, row.last, row.state) for row in rows(services, NUMBER_LEASES))


def cells(services: Services) -> list[tuple[datetime, str]]:
    """The cells that are taken, and by what, in order of time."""
    return sorted((row.starts_at, "booking" if row.booking else "lease") for row in rows(services, CELLS))


def booking(services: Services, item: Item) -> Any:
    """The appointment that a record tells of."""
    return next((row for row in rows(services, BOOKINGS) if str(row.id) == item["id"]), None)


def ticket(services: Services, item: Item) -> Any:
    """The queue number that a record tells of."""
    return next((row for row in rows(services, TICKETS) if str(row.id) == item["id"]), None)
