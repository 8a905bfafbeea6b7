"""The print desk on a real database and a printer made of software: every end and every bad day."""

import logging
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from devices.printer.escpos import TextPart
from devices.printer.port import (
    Completion,
    Job,
    OnStep,
    PrinterModel,
    PrinterState,
    PrintOutcome,
    PrintReport,
    PrintStep,
    ignore_step,
)
from devices.printer.simulated import SimulatedPrinter
from kiosk import printing
from kiosk.print_journal import JobState
from kiosk.printing import job_bytes
from kiosk.tickets.fonts import TicketFonts
from kiosk.tickets.slow import slow_parts
from kiosk.tickets.ticket import Ticket
from tests.kiosk.print_room import MODEL, PATIENT, PRINTED, Room, eventually
from tests.kiosk.tickets.samples import ALL, REPORT


def _height(path: Path) -> int:
    with Image.open(path) as image:
        return image.height


@pytest.mark.parametrize("ticket", ALL.values(), ids=ALL.keys())
@pytest.mark.parametrize("width_dots", [576, 384])
@pytest.mark.parametrize("prefers_text", [False, True])
def test_every_ticket_comes_out_whole_and_its_code_can_be_read(
    tmp_path: Path, ticket: Ticket, width_dots: int, prefers_text: bool
) -> None:
    model = PrinterModel(width_dots=width_dots, completion=Completion.PROCESS_ID, prefers_text=prefers_text)
    printer = SimulatedPrinter(tmp_path, model, PATIENT, TicketFonts().regular)
    assert printer.send(job_bytes(ticket, model, TicketFonts())).outcome is PrintOutcome.PRINTED
    (drawn,) = printer.machine.tickets()
    with Image.open(drawn) as image:
        found = zxingcpp.read_barcodes(image.convert("L"))
    assert [code.text for code in found] == ([ticket.qr] if ticket.qr else [])
    assert printer.machine.typesetter.unknown == []
    assert printer.machine.uncut_rows() == 0


def test_a_ticket_is_printed_and_noted(room: Room) -> None:
    assert room.print() == PRINTED
    assert room.tickets() == 1
    assert room.journal_states() == [JobState.PRINTED]


def test_the_picture_of_a_ticket_comes_before_the_next_screen(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who hands in a ticket goes on when it is made, and does not wait for paper, nor for a printer that is away."""
    made: list[str] = []
    slow_down = threading.Event()

    def slowly(ticket: Ticket, model: PrinterModel, fonts: TicketFonts) -> bytes:
        time.sleep(0.02)
        made.append(ticket.code)
        slow_down.set()
        return job_bytes(ticket, model, fonts)

    monkeypatch.setattr(printing, "job_bytes", slowly)
    eventually(lambda: room.desk.state() is PrinterState.READY)
    room.machine.set_trouble(bytes_per_s=100_000)
    room.desk.print_ticket(REPORT, room.on_done)
    assert made == [REPORT.code]
    assert room.ends.empty()
    room.desk.print_ticket(REPORT, room.on_done)
    assert made == [REPORT.code], "behind another ticket nobody waits"
    assert [room.ends.get(timeout=10), room.ends.get(timeout=10)] == [PRINTED, PRINTED]


def test_before_the_first_byte_leaves_it_is_noted_that_it_may(tmp_path: Path) -> None:
    """What a power cut at this very moment would leave is what must be in the file."""
    seen: list[list[JobState]] = []
    desk_room = Room(tmp_path)

    class Watched(SimulatedPrinter):
        def send(self, job: Job, on_step: OnStep = ignore_step) -> PrintReport:
            def watching(step: PrintStep) -> None:
                before = self.machine.jobs_bytes
                on_step(step)
                assert self.machine.jobs_bytes == before
                seen.append(desk_room.journal_states())

            return super().send(job, watching)

    desk_room.close()
    desk_room.printer = Watched(tmp_path / "watched", MODEL, PATIENT)
    desk_room.open()
    assert desk_room.print() == PRINTED
    assert seen == [[JobState.SENDING], [JobState.SENT]]
    desk_room.close()


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        ({"paper_out": True}, PrinterState.PAPER_OUT),
        ({"cover_open": True}, PrinterState.COVER_OPEN),
        ({"unplugged": True}, PrinterState.NOT_CONNECTED),
        ({"mute": True}, PrinterState.NOT_CONNECTED),
        ({"cutter_jammed": True}, PrinterState.FAULT),
    ],
)
def test_trouble_before_the_job_is_told_at_once_and_never_printed_later(
    room: Room, trouble: dict[str, bool], expected: PrinterState
) -> None:
    room.machine.set_trouble(**trouble)
    assert room.print() == (PrintOutcome.NOT_PRINTED, expected)
    assert room.desk.state() is expected
    room.machine.set_trouble(**dict.fromkeys(trouble, False))
    eventually(lambda: room.desk.state() is PrinterState.READY)
    assert room.tickets() == 0
    assert room.machine.uncut_rows() == 0
    assert room.journal_states() == [JobState.NOT_PRINTED]
    assert room.print() == PRINTED


def test_paper_low_prints_and_is_told(room: Room) -> None:
    room.machine.set_trouble(paper_low=True)
    assert room.print() == (PrintOutcome.PRINTED, PrinterState.PAPER_LOW)


def test_paper_out_half_way_is_unknown_and_the_rest_never_comes(room: Room) -> None:
    room.machine.set_trouble(paper_out_after_rows=300)
    assert room.print() == (PrintOutcome.UNKNOWN, PrinterState.PAPER_OUT)
    assert room.machine.uncut_rows() == 300
    room.machine.set_trouble(paper_out=False)
    assert room.machine.uncut_rows() == 300, "new paper must not bring out an old ticket"
    assert room.print() == PRINTED
    half, whole = (_height(path) for path in room.machine.tickets())
    assert half < whole, "the half ticket was cut off, and does not hang on the next visitor's"
    assert room.journal_states() == [JobState.UNKNOWN, JobState.PRINTED]


def test_paper_that_is_refilled_in_time_brings_the_rest(room: Room) -> None:
    room.machine.set_trouble(paper_out_after_rows=300)
    room.desk.print_ticket(REPORT, room.on_done)
    eventually(lambda: room.machine.trouble.paper_out)
    room.machine.set_trouble(paper_out=False)
    assert room.ends.get(timeout=5) == PRINTED
    assert room.tickets() == 1


def test_on_a_slow_line_a_ticket_has_one_kind_of_letters_and_one_foreign_name_draws_only_its_own_line() -> None:
    model, fonts = PrinterModel(prefers_text=True), TicketFonts()

    def told(ticket: Ticket) -> list[str]:
        parts = slow_parts(ticket, model, fonts)
        return [part.text for part in parts if isinstance(part, TextPart) and part.text != ticket.code]

    assert told(ALL["polish"]) == told(ALL["ukrainian"]) == told(ALL["arabic"]) == []
    assert told(replace(REPORT, what="Melding van Łukasz")) == [text for text in told(REPORT) if text != REPORT.what]


@pytest.mark.parametrize("prefers_text", [False, True])
@pytest.mark.parametrize("control", ["\x1b", "\x10\x04", "\x1bV\x00", "\x00", "\x7f", "\x9b", "\t"])
def test_no_control_character_of_any_text_reaches_the_printer(control: str, prefers_text: bool) -> None:
    model, fonts = PrinterModel(prefers_text=prefers_text), TicketFonts()

    def job(between: str) -> bytes:
        words = f"twee {between}woorden"
        typed = Ticket(words, words, details=(words,), typed=(words,), checklist=(words,), what_next=words)
        return job_bytes(typed, model, fonts)

    assert job(control) == job("".join(letter if letter.isprintable() else " " for letter in control))


def test_a_lost_connection_is_unknown_and_nothing_is_sent_again(room: Room) -> None:
    room.machine.set_trouble(breaks_after_bytes=20_000)
    outcome, _ = room.print()
    assert outcome is PrintOutcome.UNKNOWN
    room.machine.set_trouble(breaks_after_bytes=None)
    received = room.machine.jobs_bytes
    time.sleep(0.2)  # several polls
    assert room.machine.jobs_bytes - received < 200, "questions about its state, no ticket"
    assert room.tickets() == 0
    assert room.journal_states() == [JobState.UNKNOWN]


def test_what_was_promised_is_printed_though_the_visit_ends_and_is_forgotten_then(room: Room) -> None:
    room.desk.print_ticket(REPORT, room.on_done)
    room.desk.print_ticket(REPORT, room.on_done)
    room.desk.forget()
    assert [room.ends.get(timeout=5) for _ in range(2)] == [PRINTED, PRINTED]
    eventually(lambda: not any(row.ticket for row in room.journal.jobs()))
    assert room.tickets() == 2


def test_what_has_waited_too_long_is_not_printed(room: Room) -> None:
    room.machine.set_trouble(paper_out_after_rows=10)
    room.desk.print_ticket(REPORT, room.on_done)
    eventually(lambda: room.machine.trouble.paper_out)
    room.desk.print_ticket(REPORT, room.on_done)
    room.clock.monotonic += 31
    room.machine.set_trouble(paper_out=False)
    assert [room.ends.get(timeout=5)[0] for _ in range(2)] == [PrintOutcome.PRINTED, PrintOutcome.NOT_PRINTED]


def test_looks_that_somebody_asks_for_do_not_pile_up_before_a_ticket(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A printer on the network that is off takes seconds to look for, and who changes paper asks every second."""
    looks: list[float] = []

    def searched() -> PrinterState:
        looks.append(time.monotonic())
        time.sleep(0.1)
        return PrinterState.NOT_CONNECTED

    monkeypatch.setattr(room.printer, "state", searched)
    for _ in range(100):
        room.desk.look()
    before = len(looks)
    assert room.print() == PRINTED
    assert len(looks) - before <= 2, "the one under way, and the one that waits"


def test_the_caller_never_waits(room: Room) -> None:
    room.machine.set_trouble(bytes_per_s=200_000)
    start_s = time.monotonic()
    for _ in range(3):
        room.desk.print_ticket(REPORT, room.on_done)
    room.desk.state()
    room.desk.forget()
    assert time.monotonic() - start_s < 0.05
    assert [room.ends.get(timeout=5) for _ in range(3)] == [PRINTED] * 3
    assert time.monotonic() - start_s > 0.5


def test_a_ticket_is_kept_with_its_record_or_not_at_all(room: Room) -> None:
    def keep_and_fail() -> None:
        with room.database.transaction() as connection:
            room.desk.enlist(connection, REPORT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        keep_and_fail()
    assert room.journal_states() == []
    with room.database.transaction() as connection:
        job = room.desk.enlist(connection, REPORT)
    assert room.journal_states() == [JobState.QUEUED]
    room.desk.print_enlisted(job, REPORT, room.on_done)
    assert room.ends.get(timeout=5) == PRINTED
    assert room.journal_states() == [JobState.PRINTED]


def test_in_trouble_it_looks_more_often_so_that_new_paper_is_seen(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.close()
    monkeypatch.setattr("kiosk.printing._POLL_TROUBLE_EVERY_S", 0.02)
    room.machine.set_trouble(paper_out=True)
    room.poll_every_s = 30.0
    room.open()
    eventually(lambda: room.desk.state() is PrinterState.PAPER_OUT)
    room.machine.set_trouble(paper_out=False)
    eventually(lambda: room.desk.state() is PrinterState.READY)


def test_state_is_told_and_logged_only_when_it_changes(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    eventually(lambda: room.states == [PrinterState.READY])
    with caplog.at_level(logging.INFO, logger="kiosk.printing"):
        room.machine.set_trouble(cover_open=True)
        eventually(lambda: room.desk.state() is PrinterState.COVER_OPEN)
        time.sleep(0.2)
        room.machine.set_trouble(cover_open=False)
        eventually(lambda: room.desk.state() is PrinterState.READY)
    assert room.states == [PrinterState.READY, PrinterState.COVER_OPEN, PrinterState.READY]
    assert [record.getMessage() for record in caplog.records] == ["the printer is cover_open", "the printer is ready"]


def test_a_journal_that_fails_costs_the_visitor_nothing(room: Room) -> None:
    room.database.close()
    assert room.print() == PRINTED
    assert room.tickets() == 1


def test_a_caller_that_fails_does_not_end_the_worker(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    def failing(outcome: PrintOutcome, printer: PrinterState) -> None:
        raise RuntimeError("a visitor's word")

    with caplog.at_level(logging.DEBUG):
        room.desk.print_ticket(REPORT, failing)
        assert room.print() == PRINTED
    assert "RuntimeError" in caplog.text
    assert "visitor's word" not in caplog.text


def test_a_ticket_that_cannot_be_made_is_told_and_the_next_one_comes_out(room: Room) -> None:
    room.desk.print_ticket(replace(REPORT, qr="x" * 5000), room.on_done)  # more than any QR code holds
    assert room.ends.get(timeout=5) == (PrintOutcome.NOT_PRINTED, PrinterState.FAULT)
    assert room.journal_states() == [JobState.NOT_PRINTED]
    assert room.print() == PRINTED


def test_no_word_of_a_ticket_is_logged(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        room.print()
        room.machine.set_trouble(paper_out=True)
        room.print()
    assert not any(word in caplog.text for word in (REPORT.code, *REPORT.details, REPORT.what))
