"""The terminal's end of the wire against the real central, through a network that fails in every way we know."""

import itertools
import random
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete

from sync.central.agenda.tables import BOOKINGS
from sync.central.queue.tables import TICKETS
from sync.central.records.tables import RECORDS
from sync.central.storage.identity import begin_epoch
from sync.protocol.ids import new_reference, uuid7
from sync.protocol.messages import Booking, BookingStatus, NumberRequest
from sync.protocol.seal import Binding, seal
from sync.terminal.client import CentralClient
from sync.terminal.database import TerminalDatabase
from sync.terminal.enrolment import enrol
from sync.terminal.identity import Identity, load_identity, save_identity
from sync.terminal.outbox import Outbox
from sync.terminal.reply import CentralRefused, CentralSilent
from sync.terminal.worker import SyncWorker
from tests.faults.central import LOCATION, Central
from tests.faults.proxy import PASSED_ON, REACHES_THE_CENTRAL, Fault, FaultProxy
from tests.sync.terminal.parts import SMALL_ROOM, SteppedClock, put_report, seeded

_EVERY_FAULT = [fault for fault in Fault if fault not in PASSED_ON]
_QUICK_S = 1.5


class Terminal:
    """A terminal whose waiting is simulated and whose network is real."""

    def __init__(self, folder: Path, identity: Identity, url: str) -> None:
        self.identity = identity
        self.clock = SteppedClock()
        self.database = TerminalDatabase.open(folder / "terminal.db", room=SMALL_ROOM)
        # Random for real: at a central that others use too, ids from one seed would be those of another terminal.
        self.outbox = Outbox(self.database, identity, self.clock)
        self.client = CentralClient(url, identity, visitor_deadline_s=6.0, batch_timeout_s=_QUICK_S)
        self.worker = SyncWorker(self.outbox, self.client, self.clock, seeded(2))

    def run_for(self, seconds: float) -> None:
        """Let so much simulated time pass; requests take real time on top."""
        end_s = self.clock.monotonic_s() + seconds
        while self.clock.monotonic_s() < end_s:
            self.clock.step(max(self.worker.step(), 0.05))


_names = (f"gemeentehuis-{number}" for number in itertools.count(1))


@pytest.fixture
def terminal(tmp_path: Path, central: Central, proxy: FaultProxy) -> Iterator[Terminal]:
    """A terminal of its own at the shared central, behind the proxy."""
    joined = Terminal(tmp_path, enrol(central.url, central.code(), next(_names), "test"), proxy.url)
    yield joined
    joined.database.close()


@pytest.fixture
def own_terminal(tmp_path: Path, own_central: Central) -> Iterator[Terminal]:
    """A terminal at a central that may be stopped."""
    joined = Terminal(tmp_path, enrol(own_central.url, own_central.code(), next(_names), "test"), own_central.url)
    yield joined
    joined.database.close()


def _kept(central: Central, terminal: Terminal) -> list[UUID]:
    return sorted(row.id for row in central.rows(RECORDS) if row.terminal == terminal.identity.terminal)


def _spoil(proxy: FaultProxy, faults: list[Fault]) -> None:
    """Spoil the coming exchanges one by one; after them all is well."""
    coming = iter(faults)
    proxy.fault = lambda: next(coming, Fault.NONE)


@pytest.mark.parametrize("fault", _EVERY_FAULT, ids=lambda fault: fault.name.lower())
def test_after_any_fault_every_record_is_there_once(
    terminal: Terminal, central: Central, proxy: FaultProxy, fault: Fault
) -> None:
    records = [put_report(terminal.outbox, f"melding {number}") for number in range(5)]
    _spoil(proxy, [fault, fault])
    terminal.worker.step()
    assert terminal.outbox.counts().waiting == 5
    assert _kept(central, terminal) == (sorted(records) if fault in REACHES_THE_CENTRAL else [])
    terminal.run_for(30)
    assert proxy.counts[fault] == 2
    assert _kept(central, terminal) == sorted(records)
    opened = central.opened()
    assert [opened[record]["text"] for record in records] == [f"melding {number}" for number in range(5)]
    assert terminal.outbox.counts().acknowledged == 5


@pytest.mark.parametrize("seed", range(3))
def test_a_day_of_mixed_faults_loses_and_doubles_nothing(
    terminal: Terminal, central: Central, proxy: FaultProxy, seed: int
) -> None:
    chance = random.Random(seed)
    quick = [fault for fault in Fault if fault not in {Fault.BLACK_HOLE, Fault.TRICKLE, Fault.DELAY}]
    proxy.fault = lambda: chance.choice(quick)
    records = []
    for _ in range(30):
        records += [put_report(terminal.outbox) for _ in range(chance.randrange(5))]
        terminal.run_for(chance.uniform(0, 600))
    proxy.fault = lambda: Fault.NONE
    terminal.run_for(3700)
    assert sum(count for fault, count in proxy.counts.items() if fault is not Fault.NONE) > 20
    assert _kept(central, terminal) == sorted(records)
    assert terminal.outbox.counts().acknowledged == len(records)


def test_an_hour_without_the_central(own_terminal: Terminal, own_central: Central) -> None:
    own_central.stop()
    records = []
    for _ in range(60):
        records.append(put_report(own_terminal.outbox))
        own_terminal.run_for(60)
    assert own_terminal.worker.status().waiting == 60
    assert not own_terminal.worker.status().connected
    own_central.start_again()
    own_terminal.run_for(300)
    assert _kept(own_central, own_terminal) == sorted(records)
    assert own_terminal.worker.status().connected


def test_a_central_restored_from_backup_gets_back_what_it_had_acknowledged(
    own_terminal: Terminal, own_central: Central, tmp_path: Path
) -> None:
    before = [put_report(own_terminal.outbox) for _ in range(3)]
    own_terminal.run_for(10)
    own_central.stop()
    backup = tmp_path / "backup.db"
    shutil.copy(tmp_path / "central" / "central.db", backup)
    own_central.start_again()
    after = [put_report(own_terminal.outbox) for _ in range(4)]
    own_terminal.run_for(10)
    assert own_terminal.outbox.counts().acknowledged == 7
    own_central.stop()
    for old in (tmp_path / "central").glob("central.db*"):
        old.unlink()
    shutil.copy(backup, tmp_path / "central" / "central.db")
    own_central.start_again()
    with own_central.services.database.write() as connection:
        begin_epoch(connection, seeded(9), own_central.services.clock.now())
    assert _kept(own_central, own_terminal) == sorted(before)
    own_terminal.run_for(330)
    assert _kept(own_central, own_terminal) == sorted(before + after)


def test_a_record_that_the_central_holds_differently_is_a_conflict_that_both_keep(
    terminal: Terminal, central: Central
) -> None:
    record_id = put_report(terminal.outbox, "de eerste")
    terminal.run_for(5)
    with terminal.database.transaction() as connection:
        connection.execute("DELETE FROM outbox")
    put_report(terminal.outbox, "een andere", record_id=record_id)
    fine = put_report(terminal.outbox)
    terminal.run_for(5)
    assert [(kept.id, kept.status.value) for kept in terminal.outbox.quarantined()] == [(record_id, "conflict")]
    assert central.opened()[record_id]["text"] == "de eerste"
    assert fine in _kept(central, terminal)


def _number(location: str = LOCATION) -> NumberRequest:
    return NumberRequest(id=uuid7(datetime.now().astimezone()), location=location, service="burgerzaken")


@pytest.mark.parametrize("fault", _EVERY_FAULT, ids=lambda fault: fault.name.lower())
def test_a_number_is_given_once_whatever_happens_to_its_first_answer(
    terminal: Terminal, central: Central, proxy: FaultProxy, fault: Fault
) -> None:
    _spoil(proxy, [fault])
    request = _number()
    answer = terminal.client.number(request)
    here = [row for row in central.rows(TICKETS) if (row.location, row.day) == (LOCATION, answer.day)]
    rows = [row for row in here if row.code == answer.code or row.id == request.id]
    assert [(row.id, row.code) for row in rows] == [(request.id, answer.code)]


def _booking(terminal: Terminal, start: datetime) -> Booking:
    booking_id = uuid7(datetime.now().astimezone())
    binding = Binding(booking_id, "appointment", terminal.identity.terminal)
    return Booking(
        id=booking_id,
        product="paspoort",
        location=LOCATION,
        start=start,
        minutes=15,
        reference=new_reference(),
        key_id=terminal.identity.key_id,
        sealed=seal({"answers": {"name": "Voorbeeld"}}, binding, terminal.identity.public_key),
    )


@pytest.mark.parametrize("fault", [Fault.DROP_REPLY, Fault.CUT_REPLY, Fault.PORTAL, Fault.RESET, Fault.UNAVAILABLE])
def test_an_appointment_is_booked_once_whatever_happens_to_its_first_answer(
    terminal: Terminal, central: Central, proxy: FaultProxy, fault: Fault
) -> None:
    start = terminal.client.slots("paspoort", LOCATION, 15).days[0].starts[0]
    _spoil(proxy, [fault])
    booking = _booking(terminal, start)
    answer = terminal.client.book(booking)
    assert (answer.status, answer.start) == (BookingStatus.CONFIRMED, start)
    rows = [row for row in central.rows(BOOKINGS) if row.terminal == terminal.identity.terminal]
    assert [(row.id, row.status) for row in rows] == [(booking.id, "confirmed")]


def test_a_visitor_is_not_kept_waiting_by_a_network_that_says_nothing(terminal: Terminal, proxy: FaultProxy) -> None:
    proxy.fault = lambda: Fault.BLACK_HOLE
    with pytest.raises(CentralSilent):
        terminal.client.number(_number())
    assert proxy.counts[Fault.BLACK_HOLE] >= 1


def test_enrolling_gives_an_identity_that_works_and_a_code_that_is_used_up(
    central: Central, proxy: FaultProxy, tmp_path: Path
) -> None:
    code = central.code()
    identity = enrol(proxy.url, code, "nuth-2", "test", board="b0ard")
    assert (identity.terminal, identity.location, identity.board) == ("nuth-2", LOCATION, "b0ard")
    save_identity(identity, tmp_path / "identity.json")
    client = CentralClient(proxy.url, load_identity(tmp_path / "identity.json", "b0ard"))
    assert client.status().central_id == identity.central_id
    assert client.number(_number()).code.startswith("A")
    with pytest.raises(CentralRefused) as refusal:
        enrol(proxy.url, code, "nuth-3", "test")
    assert refusal.value.problem.code == "bad_code"


@pytest.mark.parametrize("fault", [Fault.PORTAL, Fault.PORTAL_JSON, Fault.REDIRECT, Fault.SERVER_ERROR, Fault.RESET])
def test_enrolling_believes_nobody_else(central: Central, proxy: FaultProxy, fault: Fault) -> None:
    proxy.fault = lambda: fault
    with pytest.raises(CentralSilent):
        enrol(proxy.url, central.code(), "nuth-4", "test")


def test_a_terminal_that_was_replaced_keeps_its_records_and_says_why(terminal: Terminal, central: Central) -> None:
    put_report(terminal.outbox)
    again = enrol(central.url, central.code(), terminal.identity.terminal, "test")
    terminal.run_for(30)
    status = terminal.worker.status()
    assert (status.connected, status.waiting, status.refused) == (False, 1, "replaced")
    outbox = Outbox(terminal.database, again, terminal.clock, seeded(3))
    worker = SyncWorker(outbox, CentralClient(central.url, again), terminal.clock, seeded(4))
    worker.step()
    assert worker.status().waiting == 0
    assert len(_kept(central, terminal)) == 1


def test_the_central_forgets_and_the_terminal_does_not_mind(terminal: Terminal, central: Central) -> None:
    """Acknowledged rows stay at the terminal, marked, until they are old (sync rule 21)."""
    put_report(terminal.outbox)
    terminal.run_for(5)
    with central.services.database.write() as connection:
        connection.execute(delete(RECORDS))
    terminal.run_for(700)
    assert _kept(central, terminal) == []
    assert terminal.outbox.counts().acknowledged == 1
