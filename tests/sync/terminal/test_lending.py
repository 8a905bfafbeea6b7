"""When a terminal asks for more, and what it does when the answer is late, lost, or no."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from sync.protocol.leases import LeaseAnswer, LeaseRequest, NumberLease, SlotLease
from sync.protocol.messages import Batch, BatchAnswer, Problem, RecordResult, RecordStatus
from sync.terminal.database import TerminalDatabase
from sync.terminal.leases import Leases
from sync.terminal.lending import EVERY_S, LendingStep
from sync.terminal.outbox import Outbox
from sync.terminal.reply import CentralRefused, CentralSilent
from sync.terminal.worker import SyncWorker
from tests.sync.terminal.lent import TOMORROW_NINE, block, slot
from tests.sync.terminal.parts import (
    CENTRAL_ID,
    FIRST_EPOCH,
    SECOND_EPOCH,
    SMALL_ROOM,
    SteppedClock,
    identity,
    put_report,
    seeded,
)
from tests.sync.terminal.test_leases import appointment, asked


class LendingCentral:
    """A central without a network that lends what the test has put in `slots` and `numbers`, once."""

    def __init__(self, clock: SteppedClock) -> None:
        self._clock = clock
        self.epoch = FIRST_EPOCH
        self.slots: list[SlotLease] = []
        self.numbers: list[NumberLease] = []
        self.asked_back: tuple[UUID, ...] = ()
        self.requests: list[LeaseRequest] = []
        self.batches = 0
        self.lose_answer = False
        self.fail: Callable[[], Exception | None] = lambda: None
        self._answers: dict[UUID, LeaseAnswer] = {}

    def lease(self, request: LeaseRequest) -> LeaseAnswer:
        self.requests.append(request)
        if failure := self.fail():
            raise failure
        if request.id not in self._answers:
            self._answers[request.id] = LeaseAnswer(
                central_id=CENTRAL_ID,
                epoch=self.epoch,
                request=request.id,
                now=self._clock.now(),
                slots=tuple(self.slots),
                numbers=tuple(self.numbers),
                returned=request.returned,
                asked_back=self.asked_back,
            )
            self.slots, self.numbers, self.asked_back = [], [], ()
        if self.lose_answer:
            self.lose_answer = False
            raise CentralSilent("the answer was lost", reached=True)
        return self._answers[request.id]

    def send(self, batch: Batch) -> BatchAnswer:
        self.batches += 1
        if failure := self.fail():
            raise failure
        results = tuple(RecordResult(id=record.id, status=RecordStatus.CREATED) for record in batch.records)
        return BatchAnswer(
            central_id=CENTRAL_ID, epoch=self.epoch, batch_id=batch.batch_id, now=self._clock.now(), results=results
        )


class World:
    """A terminal that borrows, and its central, moved by hand."""

    def __init__(self, path: Path) -> None:
        self.clock = SteppedClock()
        self.database = TerminalDatabase.open(path, room=SMALL_ROOM)
        self.outbox = Outbox(self.database, identity(), self.clock, seeded(1))
        self.leases = Leases(self.database, self.outbox, self.clock, seeded(2))
        self.central = LendingCentral(self.clock)
        lending = LendingStep(self.leases, self.central, self.clock, seeded(3))
        self.worker = SyncWorker(self.outbox, self.central, self.clock, seeded(4), lending=lending)

    def run_for(self, seconds: float) -> None:
        end_s = self.clock.monotonic_s() + seconds
        while self.clock.monotonic_s() < end_s:
            delay_s = self.worker.step()
            self.clock.step(min(max(delay_s, 0.05), end_s - self.clock.monotonic_s() + 0.001))

    @property
    def choices(self) -> int:
        return self.leases.choices_left("gemeentehuis", 15, self.clock.now())

    @property
    def numbers(self) -> int:
        return self.leases.numbers_left("gemeentehuis", "burgerzaken")

    def asked_during(self, seconds: float) -> int:
        """How often the central is asked in so many seconds."""
        before = len(self.central.requests)
        self.run_for(seconds)
        return len(self.central.requests) - before


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "terminal.db")
    made.central.slots = [slot(number) for number in range(1, 5)]
    made.central.numbers = [block(9, 501, 504)]
    return made


def test_it_asks_at_the_start_and_then_at_most_every_half_hour(world: World) -> None:
    assert world.asked_during(60) == 1
    assert (world.choices, world.numbers) == (4, 4)
    assert 1 <= world.asked_during(EVERY_S) <= 2


def test_a_wall_clock_that_jumps_makes_it_ask_neither_more_nor_less(world: World) -> None:
    world.run_for(60)
    for seconds in (-7200, 10800, -3600):
        world.clock.jump(seconds)
        assert world.asked_during(300) == 0


def test_what_waits_in_the_outbox_goes_first(world: World) -> None:
    for _ in range(60):
        put_report(world.outbox)
    world.worker.step()
    assert (world.central.batches, world.central.requests) == (1, [])


def test_half_used_up_it_asks_for_more(world: World) -> None:
    world.run_for(60)
    world.leases.keep_appointment(appointment(slot(1).id), UUID(int=77), b"sealed", "key")
    assert world.asked_during(120) == 0
    world.central.slots = [slot(5)]
    world.leases.keep_appointment(appointment(slot(2).id), UUID(int=78), b"sealed", "key")
    assert world.asked_during(120) >= 1
    assert world.choices == 3


def test_with_its_numbers_used_up_it_asks_for_more(world: World) -> None:
    world.run_for(60)
    for number in range(4):
        world.leases.keep_number(asked(number), None)
    world.central.numbers = [block(10, 601, 604)]
    assert world.asked_during(120) == 1
    assert world.numbers == 4


def test_a_central_that_has_nothing_to_lend_is_not_asked_all_the_time(world: World) -> None:
    world.run_for(60)
    for number in range(4):
        world.leases.keep_number(asked(number), None)
    assert 8 <= world.asked_during(3600) <= 30


def test_with_a_lost_answer_it_asks_again_by_the_same_id_and_gets_the_same(world: World) -> None:
    world.central.lose_answer = True
    assert world.asked_during(120) == 2
    first, second = world.central.requests
    assert first == second
    assert (world.choices, world.numbers) == (4, 4)


def test_without_the_central_it_neither_asks_for_leases_nor_forgets_them(world: World) -> None:
    world.run_for(60)
    world.central.fail = lambda: CentralSilent("no network", reached=False)
    for number in range(4):
        world.leases.keep_number(asked(number), None)
    assert world.asked_during(36_000) <= 1
    assert world.choices == 4


def test_what_is_asked_back_is_returned_soon(world: World) -> None:
    world.run_for(60)
    world.central.asked_back = (slot(1).id,)
    world.run_for(EVERY_S + 60)
    assert world.central.requests[-1].returned == (slot(1).id,)
    assert world.choices == 3


def test_a_place_that_comes_too_soon_is_given_back(world: World) -> None:
    world.run_for(60)
    until = TOMORROW_NINE - timedelta(minutes=84) - world.clock.now()
    world.run_for(until.total_seconds())
    assert {lease for request in world.central.requests for lease in request.returned} == {
        slot(number).id for number in range(1, 5)
    }
    assert world.database.query("SELECT * FROM lease_slot") == []


def test_after_a_restore_the_records_go_again_and_then_all_is_told(world: World) -> None:
    world.run_for(60)
    world.leases.keep_number(asked(1), None)
    world.run_for(60)
    told = len(world.central.requests)
    world.central.epoch = SECOND_EPOCH
    world.run_for(600)
    later = world.central.requests[told:]
    assert [(request.epoch, request.complete) for request in later][-1] == (SECOND_EPOCH, True)
    assert len(later[-1].slots) == 4
    assert not any(request.complete and request.epoch != SECOND_EPOCH for request in later)
    # Once told it is quiet again.
    assert world.asked_during(600) <= 1


@pytest.mark.parametrize(
    ("code", "left"), [("replaced", 0), ("revoked", 0), ("unknown_token", 4), ("other_incarnation", 4)]
)
def test_who_is_shut_out_gives_nothing_out_any_more(world: World, code: str, left: int) -> None:
    world.run_for(60)
    world.central.fail = lambda: CentralRefused(Problem(status=401, code=code, title="no"))
    world.run_for(900)
    assert (world.choices, world.numbers) == (left, left)


def test_a_central_that_does_not_lend_is_asked_once_an_hour(world: World) -> None:
    refused = CentralRefused(Problem(status=404, code="not_found", title="no"))
    real = world.central.lease

    def lease(request: LeaseRequest) -> LeaseAnswer:
        real(request)
        raise refused

    world.central.lease = lease  # type: ignore[method-assign]
    assert world.asked_during(3500) == 1
    assert world.asked_during(3600) == 1
    assert world.worker.status().connected
