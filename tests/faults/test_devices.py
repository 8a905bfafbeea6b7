"""Devices that fail during visits, through the real window: a short run, and proof that it sees what it looks for.

The long one: `python -m tests.faults.devices --events 10000 --seed N`.
"""

import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from kivy.clock import Clock

from devices.printer.port import Job, OnStep, PrintReport, ignore_step
from kiosk.printing import OnDone
from kiosk.tickets.ticket import Ticket
from screens.done import DoneScreen
from sync.protocol.messages import Batch, BatchAnswer, RecordResult, RecordStatus
from tests.faults.devices.central import CentralProgram, central_program
from tests.faults.devices.run import Run, running
from tests.faults.devices.waits import Took
from tests.faults.devices.watch import Freeze

_EVENTS = 60
_BLOCKED_S = 1.0
"""A freeze that is told from a busy machine also where the machine is five times slower than at its best."""
_numbers = count(1)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentralProgram]:
    with central_program(tmp_path_factory.mktemp("central")) as program:
        yield program


@pytest.fixture
def run(tmp_path: Path, town: CentralProgram) -> Iterator[Run]:
    with running(tmp_path, town, seed=20261126, terminal=f"devices-{next(_numbers)}") as started:
        yield started


def test_devices_that_fail_at_random_cost_no_visitor_anything(run: Run, town: CentralProgram) -> None:
    run.go_on(_EVENTS)
    run.settle()
    assert run.wrong(town) == []
    assert run.events.count == _EVENTS
    assert run.visitors.visits.total() > 0


def test_a_run_in_which_nothing_happens_prints_and_delivers(run: Run, town: CentralProgram) -> None:
    run.visit("report")
    run.settle()
    assert run.wrong(town) == []
    assert (run.ledger.ends["printed"], run.ledger.asked.total()) == (1, 1)
    assert len(run.machine.tickets()) == 1


@pytest.mark.parametrize(
    ("took", "late_s", "slowness", "ours"),
    [
        (Took(0.3, 0.3, 0.0, 0.0), 0.0, 1.0, True),
        (Took(0.3, 0.01, 0.0, 0.0), 0.0, 1.0, True),  # waited for something: a lock, a disk, a device
        (Took(0.19, 0.19, 0.0, 0.0), 0.0, 1.0, False),
        (Took(0.3, 0.05, 0.25, 0.0), 0.0, 1.0, False),  # had no processor
        (Took(0.6, 0.3, 0.25, 0.0), 0.0, 1.0, True),
        (Took(0.3, 0.05, 0.0, 0.2), 0.0, 1.0, False),  # waited for a thread of ours that had none
        (Took(0.3, 0.05, 0.0, 0.0), 0.2, 1.0, False),  # everything on this machine stood still
        (Took(0.3, 0.3, 0.0, 0.0), 0.0, 2.0, False),  # the processor went at half its speed
    ],
)
def test_a_busy_machine_is_told_from_a_window_that_freezes(
    took: Took, late_s: float, slowness: float, ours: bool
) -> None:
    assert Freeze("a touch", took, late_s, slowness, "").is_ours is ours


def _print_twice(run: Run, _monkeypatch: pytest.MonkeyPatch) -> None:
    real = run.terminal.printer.send

    def twice(job: Job, on_step: OnStep = ignore_step) -> PrintReport:
        real(job)
        return real(job, on_step)

    run.terminal.printer.send = twice  # type: ignore[method-assign]


def _put_in_line_twice(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program asks the desk twice where the visitor asked once."""
    desk = run.terminal.services.prints
    real = desk.print_enlisted

    def twice(job: int, ticket: Ticket, on_done: OnDone) -> None:
        real(job, ticket, on_done)
        real(job, ticket, on_done)

    monkeypatch.setattr(desk, "print_enlisted", twice)


def _drop_records(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal takes what it sent for acknowledged, and the central never saw it."""
    worker: Any = run.terminal.worker
    real = worker._client.send

    def send(batch: Batch) -> BatchAnswer:
        answer: BatchAnswer = real(batch.model_copy(update={"records": ()}))
        results = tuple(RecordResult(id=record.id, status=RecordStatus.CREATED) for record in batch.records)
        return answer.model_copy(update={"results": results})

    monkeypatch.setattr(worker._client, "send", send)


def _block_the_window(run: Run, _monkeypatch: pytest.MonkeyPatch) -> None:
    def work(_elapsed_s: float) -> None:
        end_s = time.thread_time() + _BLOCKED_S
        while time.thread_time() < end_s:
            pass

    Clock.schedule_once(work, 0)


def _wait_in_the_window(run: Run, _monkeypatch: pytest.MonkeyPatch) -> None:
    Clock.schedule_once(lambda _elapsed_s: time.sleep(_BLOCKED_S), 0)


def _raise_in_a_screen(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(DoneScreen, "build", fail)


def _raise_in_a_thread(run: Run, _monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ValueError

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


Break = Callable[[Run, pytest.MonkeyPatch], None]


@pytest.mark.parametrize(
    ("breaks", "told"),
    [
        (_print_twice, "printed twice: "),
        (_put_in_line_twice, "printed twice: "),
        (_drop_records, "lost: form "),
        (_block_the_window, "froze: "),
        (_wait_in_the_window, "froze: "),
        (_raise_in_a_screen, "a screen failed 1 times"),
        (_raise_in_a_thread, "failed: "),
    ],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_may_not_be_is_seen(
    run: Run, town: CentralProgram, monkeypatch: pytest.MonkeyPatch, breaks: Break, told: str
) -> None:
    breaks(run, monkeypatch)
    run.visit("report")
    run.settle()
    wrong = run.wrong(town)
    assert any(line.startswith(told) for line in wrong), wrong
