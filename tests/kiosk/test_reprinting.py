"""Printing again: for whom, how long, found by which code, and forgotten when that is over."""

import gc
from dataclasses import replace
from datetime import timedelta

import pytest

from devices.printer.port import (
    PrinterState,
)
from kiosk.print_journal import KEEP_ROW, KEEP_TICKET, JobState
from kiosk.tickets.ticket import Ticket
from tests.kiosk.print_room import PRINTED, Room, eventually
from tests.kiosk.tickets.samples import REPORT


def test_a_person_may_print_again_during_the_visit_and_a_volunteer_for_an_hour(room: Room) -> None:
    room.machine.set_trouble(breaks_after_bytes=20_000)
    room.print()
    room.machine.set_trouble(breaks_after_bytes=None)
    (job,) = room.desk.jobs()
    assert job.can_print_again
    assert room.desk.print_again(job.id, room.on_done)
    assert room.ends.get(timeout=5) == PRINTED
    assert room.journal_states() == [JobState.UNKNOWN, JobState.PRINTED]
    room.desk.forget()
    eventually(lambda: not any(row.ticket for row in room.journal.jobs()))
    room.clock.monotonic += 3599
    assert room.desk.print_again(job.id, room.on_done)
    assert room.ends.get(timeout=5) == PRINTED
    room.clock.monotonic += 2
    assert not room.desk.print_again(job.id, room.on_done)
    assert [row.again_of for row in room.desk.jobs()] == [job.id, job.id, None]
    assert room.tickets() == 3, "the half one, cut off, and two whole ones"


def test_a_reprint_does_not_renew_the_hour_of_its_ticket(room: Room) -> None:
    room.print()
    (first,) = room.desk.jobs()
    room.desk.forget()
    for minutes in (30, 59):
        room.clock.monotonic = 100.0 + 60 * minutes
        assert room.desk.print_again(room.desk.jobs()[0].id, room.on_done)
        assert room.ends.get(timeout=5) == PRINTED
    room.print()  # a visitor who asks for it himself, on the last page
    room.desk.forget()
    eventually(lambda: not any(row.ticket for row in room.journal.jobs()))
    assert sum(row.can_print_again for row in room.desk.jobs()) == 4
    room.clock.monotonic = 100.0 + 3600
    assert not any(row.can_print_again for row in room.desk.jobs())
    assert room.desk.find(REPORT.code) is None
    assert not room.desk.print_again(first.id, room.on_done)


def test_a_ticket_leaves_the_memory_by_its_own_clock_when_nobody_prints(room: Room) -> None:
    def held() -> list[object]:
        return [one for one in gc.get_objects() if isinstance(one, Ticket) and one.code == "FGT 234"]

    room.desk.print_ticket(replace(REPORT, code="FGT 234"), room.on_done)
    assert room.ends.get(timeout=5) == PRINTED
    room.desk.forget()
    eventually(lambda: not any(row.ticket for row in room.journal.jobs()))
    assert held()
    room.clock.monotonic += 3600
    eventually(lambda: not held())


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (REPORT.code, True),
        (REPORT.code.replace(" ", "").lower(), True),
        (REPORT.qr, True),
        (f"infopunt:{REPORT.code.replace(' ', '')}", True),
        ("ZZZ ZZZ", False),
        ("", False),
    ],
)
def test_a_ticket_is_found_by_its_code_after_the_visit(room: Room, said: str, found: bool) -> None:
    typed = replace(REPORT, typed=("naast het huis van de bakker",))
    with room.database.transaction() as connection:
        job = room.desk.enlist(connection, typed)
    room.desk.print_enlisted(job, typed, room.on_done)
    assert room.ends.get(timeout=5) == PRINTED
    room.desk.print_ticket(replace(REPORT, code="", qr=None), room.on_done)
    assert room.ends.get(timeout=5) == PRINTED
    room.desk.forget()
    eventually(lambda: not any(row.ticket for row in room.journal.jobs()))
    row = room.desk.find(said)
    assert (row is not None) == found
    if row is not None:
        assert (row.id, row.ticket) == (job, REPORT)


def test_a_receipt_and_the_slip_of_its_thing_have_one_code_and_each_is_found_by_its_own_qr(room: Room) -> None:
    jobs = []
    for qr in (REPORT.qr, "infopunt:K7P4XQ"):
        room.desk.print_ticket(replace(REPORT, qr=qr), room.on_done)
        assert room.ends.get(timeout=5) == PRINTED
        jobs.append(room.desk.jobs()[0].id)
    found = [room.desk.find(said) for said in (REPORT.qr or "", "infopunt:K7P4XQ", REPORT.code)]
    assert [row.id if row else None for row in found] == [jobs[0], jobs[1], jobs[1]]
    kept = room.desk.kept(REPORT.qr or "")
    assert kept is not None
    assert kept[0] == jobs[0]
    assert room.desk.kept("https://elsewhere.example/") is None


def test_a_ticket_is_found_behind_many_others(room: Room) -> None:
    first = room.journal.enlist_alone(REPORT, JobState.PRINTED)
    for _ in range(30):
        room.journal.enlist_alone(replace(REPORT, code="ABC DEF", qr=None), JobState.PRINTED)
    row = room.desk.find(REPORT.code)
    assert row is not None
    assert row.id == first
    assert len(room.desk.jobs()) == 20


def test_after_the_visit_nothing_of_the_ticket_is_in_the_file(room: Room) -> None:
    room.print()
    room.desk.forget()
    eventually(lambda: not any(row.ticket for row in room.journal.jobs()))
    (row,) = room.database.query("SELECT * FROM print_job")
    assert not any(text in str(tuple(row)) for text in (*REPORT.details, REPORT.code, REPORT.what))


def test_what_a_visitor_typed_is_on_paper_and_never_in_the_file(room: Room) -> None:
    words = "naast het huis van de bakker"
    with room.database.transaction() as connection:
        job = room.desk.enlist(connection, replace(REPORT, typed=(words,)))
    room.desk.print_enlisted(job, replace(REPORT, typed=(words,)), room.on_done)
    assert room.ends.get(timeout=5) == PRINTED
    files = b"".join(path.read_bytes() for path in room.database.path.parent.glob(f"{room.database.path.name}*"))
    assert REPORT.code.encode() in files, "the file can be searched like this"
    assert words.encode() not in files


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (JobState.QUEUED, JobState.NOT_PRINTED),
        (JobState.SENDING, JobState.UNKNOWN),
        (JobState.SENT, JobState.UNKNOWN),
        (JobState.PRINTED, JobState.PRINTED),
        (JobState.NOT_PRINTED, JobState.NOT_PRINTED),
    ],
)
def test_a_restart_prints_nothing_by_itself_and_leaves_the_choice_to_a_person(
    room: Room, left: JobState, expected: JobState
) -> None:
    room.journal.enlist_alone(REPORT, left)
    room.close()
    room.open()
    assert room.journal_states() == [expected]
    (job,) = room.desk.jobs()
    assert job.can_print_again
    eventually(lambda: room.desk.state() is PrinterState.READY)
    assert room.tickets() == 0
    assert room.desk.print_again(job.id, room.on_done)
    assert room.ends.get(timeout=5) == PRINTED
    assert room.tickets() == 1


@pytest.mark.parametrize("after", [KEEP_TICKET + timedelta(seconds=1), -KEEP_TICKET - timedelta(seconds=1)])
def test_a_kept_ticket_is_forgotten_by_itself_whatever_the_clock_does(room: Room, after: timedelta) -> None:
    room.print()
    room.clock.wall += after
    eventually(lambda: not any(row.ticket for row in room.journal.jobs()))
    assert room.journal_states() == [JobState.PRINTED]
    room.clock.wall += KEEP_ROW + KEEP_TICKET * 2
    eventually(lambda: room.journal_states() == [])


def test_a_ticket_of_a_visit_that_has_ended_is_nowhere_on_the_disk(room: Room) -> None:
    code = "ZZQ7XK9PPP"
    room.desk.print_ticket(replace(REPORT, code=code), room.on_done)
    assert room.ends.get(timeout=5) == PRINTED
    room.desk.forget()
    eventually(lambda: not any(code.encode() in file.read_bytes() for file in room.folder.glob("terminal.db*")))
    (job,) = room.journal.jobs()
    assert room.desk.print_again(job.id, room.on_done)
    assert room.ends.get(timeout=5) == PRINTED
    again = room.desk.jobs()[0]
    assert (again.again_of, again.ticket is not None) == (job.id, True), "a volunteer sees it"
    assert not any(code.encode() in file.read_bytes() for file in room.folder.glob("terminal.db*"))
