"""A code is scanned, from every place: where it leads, and that nothing half done is lost or typed into."""

from dataclasses import replace
from datetime import timedelta
from typing import get_args
from uuid import UUID

import pytest

from devices.printer.port import PrinterState, PrintOutcome
from kiosk.codes import Code, CodeKind
from kiosk.journeys import form_states, scan_states, scanning, states
from kiosk.journeys.effects import FindAppointment, FollowNumber, PrintKept, TakePicture
from kiosk.journeys.intents import (
    AppointmentArrived,
    CentralSilent,
    Confirm,
    GoBack,
    HaveAppointment,
    Intent,
    NumberSeen,
    OpenDomain,
    OpenProduct,
    PaperMoved,
    PrintAgain,
    Scanned,
    ShowHelp,
    StandingArrived,
    StartForm,
    StartSearch,
    TypeText,
)
from kiosk.journeys.states import (
    Awaited,
    Coming,
    Done,
    DoneKind,
    EnterCode,
    Home,
    Interrupted,
    Misread,
    Paper,
    PaperState,
    ProductPage,
    Question,
    ScanKind,
    Search,
    Standing,
    State,
    Thanks,
    Waiting,
    YourNumber,
)
from kiosk.journeys.volunteer_states import PointClosed
from kiosk.tickets.compose import link_ticket
from kiosk.tickets.number import GivenNumber, number_ticket
from kiosk.visit import Visit
from sync.protocol.ids import token_of
from sync.protocol.standing import RecordStage, RecordStanding
from tests.kiosk.journeys.test_arriving import CODE, KNOWN
from tests.kiosk.sample import NOW, content
from tests.screens.scan_samples import WAITING

ADDRESS = f"https://info.voorbeeld.nl/a/{CODE}"
LABEL = f"infopunt:{CODE}"
RECORD = f"https://info.voorbeeld.nl/r/{CODE}"
TOKEN = token_of(UUID("01a208a2-8b80-7000-8000-000000000000"))
PAPER = Paper(link_ticket(content(), content().catalogue.product("paspoort")))


def visit(*intents: Intent, at: State | None = None) -> Visit:
    made = Visit(content)
    made.state = at or made.state
    for intent in intents:
        made.take(intent)
    return made


def where(made: Visit) -> State:
    """Where it is now; the type checker would else remember where it was before a step."""
    return made.state


def test_every_place_of_a_visitor_says_what_a_code_means_there() -> None:
    theirs = (states.__name__, form_states.__name__, scan_states.__name__)
    visitors = {state for state in get_args(State) if state.__module__ in theirs}
    named = [*scanning.FREE, *scanning.BUSY, Waiting]
    assert len(named) == len(set(named))
    assert set(named) == visitors


@pytest.mark.parametrize(
    "intents",
    [
        (),
        (StartSearch(), TypeText("pas")),
        (OpenDomain("burgerzaken"),),
        (OpenProduct("paspoort"),),
        (HaveAppointment(), TypeText("K7P")),
        (ShowHelp(),),
        (Scanned("who knows"),),
    ],
)
@pytest.mark.parametrize("scanned", [ADDRESS, LABEL, CODE, RECORD])
def test_a_code_of_ours_is_looked_up_at_once(intents: tuple[Intent, ...], scanned: str) -> None:
    made = visit(*intents)
    before = made.state
    on_label = scanned == LABEL
    assert made.take(Scanned(scanned)) == (FindAppointment(CODE, on_label),)
    assert where(made) == Waiting(Awaited.APPOINTMENT, reference=CODE, on_label=on_label)
    made.take(AppointmentArrived(KNOWN))
    assert where(made) == Coming(CODE, KNOWN)
    made.take(GoBack())
    assert where(made) == before


def test_a_record_tells_how_far_it_is() -> None:
    standing = RecordStanding(reference=CODE, state=RecordStage.RECEIVED, since=NOW)
    assert visit(Scanned(RECORD), StandingArrived(standing)).state == Standing(standing)


@pytest.mark.parametrize(
    "answer",
    [
        StandingArrived(RecordStanding(reference=CODE, state=RecordStage.CLOSED, since=NOW, words="Zilveren ring.")),
        CentralSilent(Awaited.APPOINTMENT),
        CentralSilent(Awaited.APPOINTMENT, refused=True),
    ],
)
def test_the_slip_of_a_found_thing_tells_a_visitor_what_to_do_and_nothing_of_the_thing(answer: Intent) -> None:
    made = visit(Scanned(LABEL), answer)
    assert where(made) == Misread(ScanKind.LABEL)
    made.take(GoBack())
    assert where(made) == Home()


NUMBER_PAGE = f"https://info.voorbeeld.nl/n/{TOKEN}"
PAPER_OF_NUMBER = Paper(number_ticket(content(), GivenNumber("A012", "burgerzaken", UUID(int=7))))
SEEN = YourNumber(TOKEN, WAITING, given_at=NOW, job=4, paper=PAPER_OF_NUMBER)


def test_a_number_is_followed_and_its_ticket_printed_once_more_where_it_was_printed() -> None:
    made = visit()
    assert made.take(Scanned(NUMBER_PAGE)) == (FollowNumber(TOKEN),)
    assert where(made) == Waiting(Awaited.STANDING)
    made.take(NumberSeen(SEEN))
    assert where(made) == SEEN
    again = PrintKept(4, PAPER_OF_NUMBER.ticket)
    assert made.take(PrintAgain()) == (again,)
    assert made.take(PrintAgain()) is None, "it is under way already"
    made.take(PaperMoved(PrintOutcome.PRINTED, PrinterState.READY, PAPER_OF_NUMBER.ticket))
    seen = where(made)
    assert isinstance(seen, YourNumber)
    assert seen.paper == replace(PAPER_OF_NUMBER, state=PaperState.PRINTED)
    made.take(GoBack())
    assert where(made) == Home()


def test_a_number_that_was_not_printed_here_is_not_printed() -> None:
    made = visit(Scanned(NUMBER_PAGE), NumberSeen(YourNumber(TOKEN, WAITING)))
    assert made.take(PrintAgain()) is None


UNTIL = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("scanned", "leads_to"),
    [
        (RECORD, Waiting(Awaited.APPOINTMENT, reference=CODE)),
        (NUMBER_PAGE, Waiting(Awaited.STANDING)),
        *(
            (code, Misread(ScanKind.CLOSED, until=UNTIL))
            for code in (
                ADDRESS,
                LABEL,
                CODE,
                "who knows",
                "https://menu.example/",
                "https://info.voorbeeld.nl/p/paspoort",
            )
        ),
    ],
)
def test_at_a_closed_point_what_only_tells_is_told_and_else_until_when_it_is_closed(
    scanned: str, leads_to: State
) -> None:
    made = Visit(content, start=PointClosed(UNTIL))
    made.take(Scanned(scanned))
    assert where(made) == leads_to
    made.take(GoBack())
    assert where(made) == PointClosed(UNTIL)


def test_who_was_in_the_middle_of_something_when_the_point_was_closed_is_asked_first() -> None:
    made = visit(StartForm("report"))
    made.start = PointClosed(UNTIL)
    made.take(Scanned(ADDRESS))
    assert isinstance(where(made), Interrupted)


def test_the_ticket_of_a_product_opens_it() -> None:
    assert visit(Scanned("https://info.voorbeeld.nl/p/paspoort")).state == ProductPage("paspoort")


@pytest.mark.parametrize(
    ("scanned", "told"),
    [
        ("https://info.buurdorp.nl/a/K7P4XQ", Misread(ScanKind.ELSEWHERE, "info.buurdorp.nl")),
        (f"infopunt:badge:{TOKEN}", Misread(ScanKind.BADGE)),
        ("https://menu.example/", Misread(ScanKind.ADDRESS)),
        ("8710398500000", Misread(ScanKind.UNKNOWN)),
        ("https://info.voorbeeld.nl/p/weg", Misread(ScanKind.UNKNOWN)),
    ],
)
def test_what_leads_nowhere_here_is_told_kindly(scanned: str, told: Misread) -> None:
    made = visit(StartForm("report"), Scanned(scanned))
    assert where(made) == told
    made.take(GoBack())
    assert isinstance(where(made), Question)
    at_code = visit(HaveAppointment(), TypeText("K7"), Scanned(scanned)).state
    assert at_code == (EnterCode("K7", "code.error.scanned") if told.kind is ScanKind.UNKNOWN else told)


def test_a_half_filled_form_is_asked_about_first_and_comes_back_untouched() -> None:
    made = visit(StartForm("call-back"), TypeText("Paspoort "))
    form = made.state
    assert made.take(Scanned(ADDRESS)) == ()
    assert where(made) == Interrupted(Code(CodeKind.APPOINTMENT, CODE))
    made.take(GoBack())
    assert where(made) == form
    for intent in (Scanned(ADDRESS), Confirm(), AppointmentArrived(KNOWN)):
        made.take(intent)
    assert where(made) == Coming(CODE, KNOWN)
    made.take(GoBack())
    assert where(made) == form


@pytest.mark.parametrize("scanned", [ADDRESS, "who knows", "Jansen"])
def test_a_scan_is_never_typed_anywhere(scanned: str) -> None:
    for start in (StartForm("call-back"), StartSearch(), HaveAppointment()):
        made = visit(start, Scanned(scanned), GoBack())
        assert getattr(made.state, "draft", getattr(made.state, "query", "")) == ""


def test_while_an_answer_or_a_photo_is_awaited_a_scan_means_nothing() -> None:
    made = visit(HaveAppointment(), TypeText(CODE), Confirm())
    assert made.take(Scanned("https://info.voorbeeld.nl/a/F2N7TH")) is None
    taking = Question("report", "text", taking=True)
    made = visit(at=taking)
    assert made.take(Scanned(ADDRESS)) is None
    assert where(made) == taking
    assert TakePicture("report") not in (made.take(Scanned("x")) or ())


@pytest.mark.parametrize(
    "end",
    [Done(DoneKind.NUMBER, "A012", "", "", PAPER), Thanks("contact")],
)
def test_whoever_scans_at_the_end_of_a_visit_may_be_the_next_visitor(end: State) -> None:
    made = visit(Scanned(ADDRESS), AppointmentArrived(KNOWN), GoBack(), at=end)
    assert where(made) == Home()
    made = visit(Scanned("who knows"), GoBack(), at=end)
    assert where(made) == end


def test_a_scanner_that_acts_as_a_keyboard_is_told_of_the_other_town_too() -> None:
    made = visit(HaveAppointment(), TypeText("https://info.buurdorp.nl/a/K7P4XQ"), Confirm())
    assert where(made) == Misread(ScanKind.ELSEWHERE, "info.buurdorp.nl")
    made = visit(HaveAppointment(), TypeText("https://menu.example/"), Confirm())
    assert where(made) == EnterCode("https://menu.example/", "code.error.pattern")
    assert visit(StartSearch()).state == Search()
