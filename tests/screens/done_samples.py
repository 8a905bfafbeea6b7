"""Sample states of the last screen: what was done, the code, and the paper that came or did not come out."""

from collections.abc import Iterator
from uuid import UUID

from devices.printer.port import PrinterState
from kiosk.content import Content
from kiosk.journeys.states import Done, DoneKind, Paper, PaperState, State
from kiosk.tickets.appointment import AgreedAppointment, appointment_ticket
from kiosk.tickets.form import form_ticket, next_words, shelf_label
from kiosk.tickets.number import GivenNumber, number_ticket, wait_words
from kiosk.tickets.ticket import Ticket
from sync.protocol.appointments import CheckInStatus
from sync.protocol.messages import Wait
from tests.screens.agreed import CHOSEN
from tests.screens.filled_in import DANGER, FOUND, REPORT

WAIT = Wait(minutes=15, at_least=10, at_most=25)
GIVEN = GivenNumber("A012", "burgerzaken", UUID(int=7), 3, WAIT)
OWN = GivenNumber("A501", "burgerzaken", UUID(int=8))
UNCHECKED = GivenNumber("A502", "burgerzaken", UUID(int=10), appointment="K7P4XQ")
LATE = GivenNumber("A013", "burgerzaken", UUID(int=9), 2, WAIT, "K7P4XQ", CheckInStatus.LATE, CHOSEN)


def done_states(content: Content) -> Iterator[tuple[str, State]]:
    """Names of pictures, and states."""
    yield from _reports(content)
    yield "done_found", _found(content)
    yield from _appointments(content)
    yield from _numbers(content)


def _printed(ticket: Ticket) -> Paper:
    return Paper(ticket, PaperState.PRINTED, PrinterState.READY)


def _away(ticket: Ticket) -> Paper:
    return Paper(ticket, PaperState.NOT_PRINTED, PrinterState.PAPER_OUT)


def _reports(content: Content) -> Iterator[tuple[str, State]]:
    report = content.forms["report"]
    ticket = form_ticket(content, report, REPORT, "K7P4XQ")
    thanks, what_next = content.texts.local(report.thanks), next_words(content, report, REPORT)

    def done(paper: Paper, what_next: str = what_next, call: str = "") -> Done:
        return Done(DoneKind.FORM, "K7P 4XQ", thanks, what_next, paper, call=call)

    yield "done_report", done(_printed(ticket))
    yield "done_printing", done(Paper(ticket, PaperState.PRINTING, PrinterState.READY))
    yield "done_away", done(_away(ticket))
    in_danger = _printed(form_ticket(content, report, DANGER, "K7P4XQ"))
    yield "done_danger", done(in_danger, next_words(content, report, DANGER), "112")


def _found(content: Content) -> Done:
    form = content.forms["found-item"]
    receipt = form_ticket(content, form, FOUND, "F2N7TH")
    label = shelf_label(content, form, FOUND, "F2N7TH")
    return Done(
        DoneKind.FORM,
        "F2N 7TH",
        content.texts.local(form.thanks),
        next_words(content, form, FOUND),
        _printed(receipt),
        label=_away(label) if label else None,
        smiled=True,
    )


def _appointments(content: Content) -> Iterator[tuple[str, State]]:
    place = content.town.location("gemeentehuis")
    ticket = appointment_ticket(content, AgreedAppointment("paspoort", "gemeentehuis", CHOSEN, "K7P4XQ"))
    title = content.texts("done.appointment.title")
    text = content.texts("done.appointment.text", when="dinsdag 24 november, 10:30 uur", place=place.name)
    unknown = Paper(ticket, PaperState.UNKNOWN, PrinterState.READY)
    yield "done_appointment", Done(DoneKind.APPOINTMENT, "K7P 4XQ", title, text, unknown)
    yield "done_appointment_printed", Done(DoneKind.APPOINTMENT, "K7P 4XQ", title, text, _printed(ticket))


def _numbers(content: Content) -> Iterator[tuple[str, State]]:
    texts = content.texts

    def done(given: GivenNumber, title: str, text: str, paper: Paper) -> Done:
        offline = given.wait is None
        return Done(
            DoneKind.NUMBER, given.code, texts(title), text, paper, wait_words(content, given), scan_later=offline
        )

    tickets = {given.code: number_ticket(content, given) for given in (GIVEN, OWN, UNCHECKED, LATE)}
    ahead, offline = texts.count("done.number.text", 3), texts("done.number.offline")
    yield "done_number", done(GIVEN, "done.number.title", ahead, _printed(tickets["A012"]))
    yield "done_number_offline", done(OWN, "done.number.title", offline, _away(tickets["A501"]))
    late, unchecked = texts("arrived.late.text", time="10:30"), texts("arrived.offline.text")
    yield "done_checked_in", done(LATE, "arrived.late.title", late, _printed(tickets["A013"]))
    yield "done_checked_in_offline", done(UNCHECKED, "arrived.offline.title", unchecked, _printed(tickets["A502"]))
