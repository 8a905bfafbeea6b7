"""The driver's jobs on its four lines, against the software printer on a good day and on every bad one."""

import os
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from devices.printer import escpos
from devices.printer.driver import EscposPrinter
from devices.printer.emulator.machine import Machine
from devices.printer.file import FilePort
from devices.printer.port import Completion, PrinterModel, PrinterState, PrintOutcome, PrintReport, PrintStep
from devices.printer.usb import LibusbPort
from tests.devices.printer.paper import (
    DEAF,
    HASTY,
    JOB,
    LINES,
    MODEL,
    NOT_CONNECTED,
    PATIENT,
    PRINTED,
    Plug,
    eventually,
    picture,
    printed_picture,
    same,
)
from tests.devices.printer.plugs import UsbPlug


@pytest.mark.parametrize("kind", LINES)
@pytest.mark.parametrize("completion", list(Completion))
def test_a_ticket_comes_out_dot_for_dot(plug: Plug, machine: Machine, kind: str, completion: Completion) -> None:
    printer = EscposPrinter(plug(kind), replace(MODEL, completion=completion), PATIENT)
    steps: list[PrintStep] = []
    assert printer.send(JOB, steps.append) == PRINTED
    assert steps == [PrintStep.SENDING, PrintStep.SENT]
    eventually(lambda: len(machine.tickets()) == 1)
    assert same(printed_picture(machine.tickets()[0]), picture())
    assert machine.typesetter.unknown == []


@pytest.mark.parametrize("breaks_after_bytes", [13, 5_000, 20_000])
@pytest.mark.parametrize("kind", ["network", "inside"])
def test_half_a_job_is_unknown_and_is_not_sent_again(
    plug: Plug, machine: Machine, kind: str, breaks_after_bytes: int
) -> None:
    printer = EscposPrinter(plug(kind), MODEL, PATIENT)
    machine.set_trouble(breaks_after_bytes=breaks_after_bytes)
    assert printer.send(JOB).outcome is PrintOutcome.UNKNOWN
    machine.set_trouble(breaks_after_bytes=None)
    assert printer.state() is PrinterState.READY
    assert machine.tickets() == []


@pytest.mark.parametrize("breaks_after_bytes", [19_000, 25_000, 28_000])
def test_the_next_ticket_does_not_hang_on_half_a_ticket(
    network: EscposPrinter, machine: Machine, breaks_after_bytes: int
) -> None:
    machine.set_trouble(breaks_after_bytes=breaks_after_bytes)
    assert network.send(JOB).outcome is PrintOutcome.UNKNOWN
    assert machine.uncut_rows() > 0
    machine.set_trouble(breaks_after_bytes=None, paper_out=True)
    assert network.send(JOB).outcome is PrintOutcome.NOT_PRINTED
    machine.set_trouble(paper_out=False)
    assert network.send(JOB) == PRINTED
    _, whole = machine.tickets()
    assert same(printed_picture(whole), picture())
    assert network.send(JOB) == PRINTED
    assert len(machine.tickets()) == 3, "nothing is cut off when nothing hangs there"


def test_broken_before_the_first_byte_is_not_printed(network: EscposPrinter, machine: Machine) -> None:
    """The connection goes while the last question is answered."""
    machine.set_trouble(breaks_after_bytes=12)
    report = network.send(JOB)
    assert report.outcome is not PrintOutcome.PRINTED
    assert machine.jobs_bytes < 13 + 13, "no byte of the ticket has arrived"


class PulledPlug(UsbPlug):
    """Somebody pulls the plug while the printer is asked how it is."""

    def bulk_write(self, handle: object, ep: int, intf: int, data: Any, timeout: int) -> int:
        self.machine.set_trouble(unplugged=True)
        return super().bulk_write(handle, ep, intf, data, timeout)


def test_a_plug_that_is_pulled_before_the_ticket_leaves_no_doubt(machine: Machine) -> None:
    printer = EscposPrinter(LibusbPort(0x04B8, 0x0202, PulledPlug(machine)), MODEL, HASTY)
    steps: list[PrintStep] = []
    assert printer.send(JOB, steps.append) == NOT_CONNECTED
    assert steps == []
    assert machine.jobs_bytes == 0


@pytest.mark.parametrize("kind", LINES)
def test_paper_out_half_way_and_nobody_comes(plug: Plug, machine: Machine, kind: str) -> None:
    printer = EscposPrinter(plug(kind), MODEL, HASTY)
    machine.set_trouble(paper_out_after_rows=100)
    assert printer.send(JOB) == PrintReport(PrintOutcome.UNKNOWN, PrinterState.PAPER_OUT)
    eventually(lambda: machine.room() == 65_536)
    machine.set_trouble(paper_out=False)
    assert machine.uncut_rows() == 100, "the rest does not come out for the next visitor"


def test_paper_out_half_way_and_somebody_puts_paper_in(plug: Plug, machine: Machine) -> None:
    printer = EscposPrinter(plug("network"), MODEL, replace(PATIENT, done_s=0.5))
    machine.set_trouble(paper_out_after_rows=100)
    timer = threading.Timer(1.2, lambda: machine.set_trouble(paper_out=False))
    timer.start()
    assert printer.send(JOB) == PRINTED
    timer.join()
    (ticket,) = machine.tickets()
    assert same(printed_picture(ticket), picture())


def test_a_ticket_larger_than_the_buffer_waits_for_paper(network: EscposPrinter, machine: Machine) -> None:
    tall = picture(1500)
    machine.set_trouble(paper_out_after_rows=10)
    timer = threading.Timer(0.2, lambda: machine.set_trouble(paper_out=False))
    timer.start()
    assert network.send(escpos.image_job(tall, MODEL)) == PRINTED
    timer.join()
    assert same(printed_picture(machine.tickets()[0]), tall)


def test_a_buffer_that_stays_full_is_given_up(plug: Plug, machine: Machine) -> None:
    printer = EscposPrinter(plug("inside"), MODEL, HASTY)
    machine.set_trouble(paper_out_after_rows=10)
    start_s = time.monotonic()
    assert printer.send(escpos.image_job(picture(1500), MODEL)).outcome is PrintOutcome.UNKNOWN
    assert time.monotonic() - start_s < 2


@pytest.mark.parametrize("trouble", ["overheated", "cutter_jammed", "cover_open"])
def test_a_ticket_goes_on_once_the_head_has_cooled_or_somebody_has_helped(
    plug: Plug, machine: Machine, trouble: str
) -> None:
    printer = EscposPrinter(plug("network"), MODEL, replace(PATIENT, done_s=0.3))
    machine.set_trouble(bytes_per_s=200_000)
    timers = [threading.Timer(at_s, lambda hurt=hurt: machine.set_trouble(**{trouble: hurt}))
              for at_s, hurt in ((0.1, True), (1.0, False))]  # fmt: skip
    for timer in timers:
        timer.start()
    assert printer.send(JOB) == PRINTED
    for timer in timers:
        timer.join()
    assert len(machine.tickets()) == 1


def test_cover_opened_half_way(plug: Plug, machine: Machine) -> None:
    printer = EscposPrinter(plug("network"), MODEL, HASTY)
    machine.set_trouble(bytes_per_s=100_000)
    timer = threading.Timer(0.15, lambda: machine.set_trouble(cover_open=True))
    timer.start()
    assert printer.send(JOB) == PrintReport(PrintOutcome.UNKNOWN, PrinterState.COVER_OPEN)
    timer.join()


def test_plug_pulled_after_the_last_byte(network: EscposPrinter, machine: Machine) -> None:
    machine.set_trouble(cover_open=False, paper_out_after_rows=50)
    timer = threading.Timer(0.3, lambda: machine.set_trouble(unplugged=True))
    timer.start()
    assert network.send(JOB) == PrintReport(PrintOutcome.UNKNOWN, PrinterState.NOT_CONNECTED)
    timer.join()


@pytest.mark.parametrize("completion", [Completion.PROCESS_ID, Completion.PAPER_STATUS])
def test_a_printer_that_never_says_when_it_is_done(plug: Plug, machine: Machine, completion: Completion) -> None:
    printer = EscposPrinter(plug("network"), replace(MODEL, completion=completion), HASTY)
    machine.set_trouble(ignores_questions=True)
    assert printer.send(JOB) == PrintReport(PrintOutcome.UNKNOWN, PrinterState.READY)
    assert len(machine.tickets()) == 1


def test_a_clone_that_is_known_to_be_mute_counts_as_printed(plug: Plug, machine: Machine) -> None:
    model = PrinterModel(answers_status=False, completion=Completion.SILENT)
    printer = EscposPrinter(plug("network"), model, PATIENT)
    machine.set_trouble(mute=True)
    assert printer.state() is PrinterState.READY
    assert printer.send(JOB) == PRINTED
    eventually(lambda: len(machine.tickets()) == 1)


def test_a_clone_that_tells_its_state_but_no_end(plug: Plug, machine: Machine) -> None:
    printer = EscposPrinter(plug("network"), replace(MODEL, completion=Completion.SILENT), PATIENT)
    machine.set_trouble(paper_out_after_rows=10)
    assert printer.send(JOB) == PrintReport(PrintOutcome.UNKNOWN, PrinterState.PAPER_OUT)


def test_a_clone_that_goes_on_without_paper_is_not_believed(plug: Plug, machine: Machine) -> None:
    """Its answer comes as if all was well; only what it says tells that the paper ended."""
    model = PrinterModel(answers_status=False, completion=Completion.PAPER_STATUS)
    printer = EscposPrinter(plug("network"), model, PATIENT)
    machine.set_trouble(goes_on=True, paper_low=True)
    assert printer.send(JOB) == PRINTED, "little paper is paper"
    machine.set_trouble(paper_out_after_rows=10)
    assert printer.send(JOB) == PrintReport(PrintOutcome.UNKNOWN, PrinterState.PAPER_OUT)


@pytest.mark.parametrize("completion", [Completion.PROCESS_ID, Completion.PAPER_STATUS])
@pytest.mark.parametrize("kind", LINES)
def test_automatic_status_is_not_taken_for_the_end(
    plug: Plug, machine: Machine, kind: str, completion: Completion
) -> None:
    printer = EscposPrinter(plug(kind), replace(MODEL, completion=completion), HASTY)
    machine.set_trouble(automatic_status=True, paper_out_after_rows=100)
    assert printer.send(JOB).outcome is PrintOutcome.UNKNOWN


def test_a_slow_line_takes_its_time(plug: Plug, machine: Machine) -> None:
    printer = EscposPrinter(plug("network"), MODEL, PATIENT)
    machine.set_trouble(bytes_per_s=40_000)
    start_s = time.monotonic()
    assert printer.send(JOB) == PRINTED
    assert time.monotonic() - start_s > len(JOB) / 40_000 * 0.9


@pytest.mark.parametrize("kind", LINES)
def test_threads_take_turns(plug: Plug, machine: Machine, kind: str) -> None:
    printer = EscposPrinter(plug(kind), MODEL, PATIENT)
    pictures = [picture(mark=mark) for mark in range(6)]
    jobs = [escpos.image_job(one, MODEL) for one in pictures]
    reports: list[PrintReport] = []
    threads = [threading.Thread(target=lambda job=job: reports.append(printer.send(job))) for job in jobs]
    threads += [threading.Thread(target=printer.state) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reports == [PRINTED] * 6
    tickets = [printed_picture(path) for path in machine.tickets()]
    assert all(any(same(ticket, one) for ticket in tickets) for one in pictures)


def test_a_picture_with_a_command_in_it_gives_no_answer(network: EscposPrinter, machine: Machine) -> None:
    hidden = Image.frombytes("1", (576, 8), bytes(255 - byte for byte in b"\x10\x04\x01" * 192))
    assert network.send(escpos.image_job(hidden, MODEL)) == PRINTED
    machine.connect()
    machine.receive(b"\x1dv0\x00\x03\x00\x01\x00\x10\x04\x01")
    assert machine.take_answers() == b"\x12", "a printer does obey it, so the proof above proves something"


def test_every_wait_has_an_end(plug: Plug, machine: Machine) -> None:
    """A printer that goes mute in the middle of a job."""
    printer = EscposPrinter(plug("inside"), MODEL, DEAF)

    def go_mute(step: PrintStep) -> None:
        machine.set_trouble(mute=True)

    start_s = time.monotonic()
    assert printer.send(JOB, go_mute) == PrintReport(PrintOutcome.UNKNOWN, PrinterState.NOT_CONNECTED)
    assert time.monotonic() - start_s < 1.5


def test_a_job_goes_into_a_file(tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    printer = EscposPrinter(FilePort(spool), PrinterModel(answers_status=False, completion=Completion.SILENT), PATIENT)
    assert printer.send(JOB) == PRINTED
    assert printer.send(JOB) == PRINTED
    assert spool.read_bytes() == JOB + JOB


def test_a_pipe_that_nobody_reads_is_not_connected(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    printer = EscposPrinter(
        FilePort(tmp_path / "pipe"), PrinterModel(answers_status=False, completion=Completion.SILENT), PATIENT
    )
    assert printer.send(JOB) == NOT_CONNECTED
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    assert printer.send(JOB) == PRINTED
    os.close(reader)


def test_a_full_pipe_is_given_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    printer = EscposPrinter(
        FilePort(tmp_path / "pipe"), PrinterModel(answers_status=False, completion=Completion.SILENT), HASTY
    )
    assert printer.send(JOB * 5).outcome is PrintOutcome.UNKNOWN
    os.close(reader)


def test_libusb_lets_go_after_each_job(machine: Machine) -> None:
    plug = UsbPlug(machine)
    printer = EscposPrinter(LibusbPort(0x04B8, 0x0202, plug), MODEL, PATIENT)
    assert printer.send(JOB) == PRINTED
    assert plug.claimed == []
    assert not plug.kernel_has_it


@pytest.mark.parametrize("kind", LINES)
def test_a_printer_recovers_from_a_jam_that_was_seen_to_and_prints_nothing_of_before(
    plug: Plug, machine: Machine, kind: str
) -> None:
    printer = EscposPrinter(plug(kind), MODEL, HASTY)
    machine.set_trouble(cutter_jammed=True)
    assert printer.state() is PrinterState.FAULT
    printer.restart()
    assert printer.state() is PrinterState.READY
    assert machine.tickets() == []
    machine.set_trouble(paper_out=True)
    printer.restart()
    assert printer.state() is PrinterState.PAPER_OUT, "no command puts paper in"
