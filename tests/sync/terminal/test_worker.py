import logging
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from sync.protocol.health import TerminalHealth
from sync.protocol.messages import Batch, BatchAnswer, Problem, RecordResult, RecordStatus
from sync.terminal.outbox import Outbox
from sync.terminal.reply import CentralRefused, CentralSilent
from sync.terminal.worker import SyncWorker
from tests.sync.terminal.parts import (
    CENTRAL_ID,
    FIRST_EPOCH,
    SECOND_EPOCH,
    SteppedClock,
    open_outbox,
    put_report,
    seeded,
)

_UNREACHABLE = CentralSilent("no network", reached=False)
_CHOKED = CentralSilent("500", reached=True)


class SimulatedCentral:
    """A central without a network: it keeps what it gets, and fails as the test says."""

    def __init__(self, clock: SteppedClock) -> None:
        self._clock = clock
        self.epoch = FIRST_EPOCH
        self.kept: list[UUID] = []
        self.batches: list[int] = []
        self.fail: Callable[[Batch], Exception | None] = lambda batch: None
        self.status_of: Callable[[UUID], RecordStatus] = lambda record_id: RecordStatus.CREATED

    def send(self, batch: Batch) -> BatchAnswer:
        self.batches.append(len(batch.records))
        failure = self.fail(batch)
        if failure:
            raise failure
        return BatchAnswer(
            central_id=CENTRAL_ID,
            epoch=self.epoch,
            batch_id=batch.batch_id,
            now=self._clock.now(),
            results=tuple(self._result(record.id) for record in batch.records),
        )

    def _result(self, record_id: UUID) -> RecordResult:
        status = self.status_of(record_id)
        if status is RecordStatus.CREATED and record_id in self.kept:
            status = RecordStatus.DUPLICATE
        if status is RecordStatus.CREATED:
            self.kept.append(record_id)
        return RecordResult(id=record_id, status=status)


class World:
    """A terminal and its central, moved by hand."""

    def __init__(self, path: Path, seed: int = 1) -> None:
        self.clock = SteppedClock()
        self.outbox: Outbox = open_outbox(path, self.clock)
        self.central = SimulatedCentral(self.clock)
        self.worker = SyncWorker(self.outbox, self.central, self.clock, seeded(seed))

    def run_for(self, seconds: float) -> None:
        """Let the worker work for so long."""
        end_s = self.clock.monotonic_s() + seconds
        while self.clock.monotonic_s() < end_s:
            delay_s = self.worker.step()
            self.clock.step(min(max(delay_s, 0.05), end_s - self.clock.monotonic_s() + 0.001))

    def idle_for_days(self, days: int) -> None:
        """Days in which there is nothing to do: the worker looks only every hour."""
        for _ in range(24 * days):
            self.clock.step(3600)
            self.worker.step()


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "terminal.db")


def test_all_that_waits_arrives_once_in_growing_batches(world: World) -> None:
    records = [put_report(world.outbox) for _ in range(260)]
    world.run_for(10)
    assert world.central.kept == records
    assert world.central.batches == [50, 100, 110]
    assert world.outbox.counts().acknowledged == 260


def test_an_hour_without_the_central_loses_and_doubles_nothing(world: World) -> None:
    records = [put_report(world.outbox) for _ in range(5)]
    world.run_for(10)
    world.central.fail = lambda batch: _UNREACHABLE
    for _ in range(60):
        records.append(put_report(world.outbox))
        world.run_for(60)
    tries = len(world.central.batches)
    assert not world.worker.status().connected
    assert world.worker.status().waiting == 60
    world.central.fail = lambda batch: None
    world.run_for(300)
    assert world.central.kept == records
    assert world.worker.status().connected
    assert world.worker.status().waiting == 0
    # Full jitter with a cap of five minutes: some dozen tries in an hour, not thousands.
    assert 10 < tries < 60


def test_a_lost_answer_makes_no_double(world: World) -> None:
    lost = [True]
    records = [put_report(world.outbox) for _ in range(3)]
    real = world.central.send

    def send(batch: Batch) -> BatchAnswer:
        got = real(batch)
        if batch.records and lost and lost.pop():
            raise _CHOKED
        return got

    world.central.send = send  # type: ignore[method-assign]
    world.run_for(60)
    assert world.central.kept == records
    assert world.outbox.counts().acknowledged == 3


@pytest.mark.parametrize("place", [0, 7, 60, 119])
def test_one_record_that_breaks_the_central_holds_nobody_up(world: World, place: int) -> None:
    records = [put_report(world.outbox) for _ in range(120)]
    poison = records.pop(place)
    world.central.fail = lambda batch: _CHOKED if any(record.id == poison for record in batch.records) else None
    world.run_for(900)
    assert sorted(world.central.kept) == sorted(records)
    assert world.worker.status().waiting == 1
    before = len(world.central.batches)
    world.run_for(3600)
    assert len(world.central.batches) - before < 60
    late = put_report(world.outbox)
    world.run_for(5)
    assert late in world.central.kept
    world.central.fail = lambda batch: None
    world.run_for(7200)
    assert poison in world.central.kept


def test_a_broken_central_keeps_no_record_waiting_after_it_is_mended(world: World) -> None:
    records = [put_report(world.outbox) for _ in range(40)]
    world.central.fail = lambda batch: _CHOKED
    world.run_for(3600)
    world.central.fail = lambda batch: None
    world.run_for(330)
    assert sorted(world.central.kept) == sorted(records)


def test_refused_records_are_quarantined_and_put_off_ones_come_again(world: World) -> None:
    refused, put_off, fine = (put_report(world.outbox) for _ in range(3))
    status = {refused: RecordStatus.REJECTED, put_off: RecordStatus.RETRY}
    world.central.status_of = lambda record_id: status.get(record_id, RecordStatus.CREATED)
    world.run_for(30)
    assert world.central.kept == [fine]
    assert [record.id for record in world.outbox.quarantined()] == [refused]
    del status[put_off]
    world.run_for(120)
    assert world.central.kept == [fine, put_off]


def test_a_restored_central_gets_everything_again_also_from_an_idle_terminal(world: World) -> None:
    records = [put_report(world.outbox) for _ in range(3)]
    world.run_for(10)
    world.central.epoch = SECOND_EPOCH
    world.central.kept.clear()
    world.run_for(310)
    assert world.central.kept == records


def test_retry_after_is_waited_in_full(world: World) -> None:
    put_report(world.outbox)
    world.central.fail = lambda batch: CentralSilent("503", reached=True, retry_after_s=120)
    world.worker.step()
    world.central.fail = lambda batch: None
    world.run_for(119)
    assert world.central.kept == []
    world.run_for(5)
    assert len(world.central.kept) == 1


def test_a_terminal_that_is_let_in_no_longer_says_so_and_drops_nothing(world: World) -> None:
    records = [put_report(world.outbox) for _ in range(2)]
    problem = Problem(status=401, code="revoked", title="shut out")
    world.central.fail = lambda batch: CentralRefused(problem)
    world.run_for(600)
    status = world.worker.status()
    assert (status.connected, status.waiting, status.refused) == (False, 2, "revoked")
    world.central.fail = lambda batch: None
    world.run_for(310)
    assert world.central.kept == records
    assert world.worker.status().refused == ""


def test_a_wall_clock_that_jumps_changes_nothing(world: World) -> None:
    world.central.fail = lambda batch: _UNREACHABLE
    record = put_report(world.outbox)
    world.run_for(100)
    world.clock.jump(-86_400 * 400)
    world.run_for(100)
    world.clock.jump(86_400 * 4000)
    world.central.fail = lambda batch: None
    world.run_for(310)
    assert world.central.kept == [record]
    assert world.outbox.counts().acknowledged == 1


def test_old_acknowledged_rows_are_forgotten_in_time(world: World) -> None:
    put_report(world.outbox)
    world.run_for(10)
    world.idle_for_days(29)
    assert world.outbox.counts().acknowledged == 1
    world.idle_for_days(3)
    assert world.outbox.counts().acknowledged == 0


@pytest.mark.parametrize("seed", range(6))
def test_any_mixture_of_faults_loses_and_doubles_nothing(tmp_path: Path, seed: int) -> None:
    world = World(tmp_path / "terminal.db", seed)
    chance = random.Random(seed)
    real = world.central.send

    def send(batch: Batch) -> BatchAnswer:
        throw = chance.random()
        if throw < 0.2:
            raise _UNREACHABLE
        answer = real(batch)
        if throw < 0.4:
            raise _CHOKED
        if throw < 0.5:
            return answer.model_copy(update={"results": answer.results[: len(answer.results) // 2]})
        return answer

    world.central.send = send  # type: ignore[method-assign]
    records = []
    for _ in range(40):
        records += [put_report(world.outbox) for _ in range(chance.randrange(6))]
        world.run_for(chance.uniform(0, 400))
    world.central.send = real  # type: ignore[method-assign]
    world.run_for(3700)
    assert sorted(world.central.kept) == sorted(records)
    assert world.worker.status().waiting == 0


def _eventually(condition: Callable[[], bool], within_s: float = 5.0) -> bool:
    end = time.monotonic() + within_s
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def test_the_thread_sends_when_woken_and_stops_when_told(world: World) -> None:
    world.worker.start()
    with pytest.raises(RuntimeError, match="runs already"):
        world.worker.start()
    record = put_report(world.outbox)
    world.worker.wake()
    assert _eventually(lambda: world.central.kept == [record])
    world.worker.stop()
    assert not any(thread.name == "sync-worker" and thread.is_alive() for thread in threading.enumerate())
    put_report(world.outbox)
    world.worker.wake()
    assert world.central.kept == [record]


def test_a_mistake_of_ours_does_not_end_the_thread_and_tells_no_words(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    words = "Mevrouw Quaedvlieg"

    def broken(batch: Batch) -> Exception | None:
        raise ZeroDivisionError(words)

    world.central.fail = broken
    with caplog.at_level(logging.DEBUG):
        world.worker.start()
        world.worker.wake()
        assert _eventually(lambda: "ZeroDivisionError" in caplog.text)
        world.central.fail = lambda batch: None
        record = put_report(world.outbox)
        world.worker.wake()
        assert _eventually(lambda: world.central.kept == [record])
        world.worker.stop()
    assert words not in caplog.text


class Telling:
    """A terminal that tells of its health, and what its central heard of it."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder / "terminal.db")
        self.heard: list[int] = []
        self.free_bytes = 1
        world = self.world
        world.worker = SyncWorker(
            world.outbox, world.central, world.clock, seeded(1), health=lambda: TerminalHealth(free_bytes=self.now())
        )
        real = world.central.send

        def send(batch: Batch) -> BatchAnswer:
            answer = real(batch)
            self.heard.append(batch.health.free_bytes if batch.health else -1)
            return answer

        world.central.send = send  # type: ignore[method-assign]

    def now(self) -> int:
        if not self.free_bytes:
            raise OSError
        return self.free_bytes

    def change(self, free_bytes: int) -> None:
        self.free_bytes = free_bytes
        self.world.worker.health_changed()


def test_health_goes_with_every_batch_and_at_once_when_it_changes(tmp_path: Path) -> None:
    telling = Telling(tmp_path)
    telling.world.run_for(60)
    assert telling.heard == [1]
    telling.change(2)
    telling.world.run_for(1)
    assert telling.heard == [1, 2]
    put_report(telling.world.outbox)
    telling.world.run_for(1)
    assert telling.heard == [1, 2, 2]


def test_a_loose_cable_does_not_make_it_talk_all_the_time(tmp_path: Path) -> None:
    telling = Telling(tmp_path)
    telling.world.run_for(60)
    for number in range(2, 62):
        telling.change(number)
        telling.world.run_for(1)
    telling.world.run_for(15)
    assert len(telling.heard) <= 9
    assert telling.heard[-1] == 61


def test_a_change_waits_for_the_back_off_and_is_told_when_it_ends(tmp_path: Path) -> None:
    telling = Telling(tmp_path)
    world = telling.world
    world.run_for(5)
    world.central.fail = lambda batch: _UNREACHABLE
    telling.change(7)
    world.run_for(20)
    tries = len(world.central.batches)
    telling.change(8)
    assert world.worker.step() > 0
    assert len(world.central.batches) == tries
    world.run_for(30)  # tried in vain, so it is still to be told
    assert len(world.central.batches) > tries
    world.central.fail = lambda batch: None
    world.run_for(80)
    assert telling.heard == [1, 8]


def test_records_go_also_when_the_health_cannot_be_told(tmp_path: Path) -> None:
    telling = Telling(tmp_path)
    telling.free_bytes = 0
    record = put_report(telling.world.outbox)
    telling.world.run_for(1)
    assert telling.world.central.kept == [record]
    assert telling.heard == [-1]
