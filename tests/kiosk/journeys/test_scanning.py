"""A code is scanned, from every place: where it leads, and that nothing half done is lost or typed into."""

from typing import get_args
from uuid import UUID

import pytest

from kiosk.codes import Code, CodeKind
from kiosk.journeys import form_states, scanning, states
from kiosk.journeys.effects import FindAppointment, TakePicture
from kiosk.journeys.intents import (
    AppointmentArrived,
    Confirm,
    GoBack,
    HaveAppointment,
    Intent,
    OpenDomain,
    OpenProduct,
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
    ProductPage,
    Question,
    ScanKind,
    Search,
    Standing,
    State,
    Thanks,
    Waiting,
)
from kiosk.tickets.compose import link_ticket
from kiosk.visit import Visit
from sync.protocol.ids import token_of
from sync.protocol.standing import RecordStage, RecordStanding
from tests.kiosk.journeys.test_arriving import CODE, KNOWN
from tests.kiosk.sample import NOW, content

ADDRESS = f"https://info.voorbeeld.nl/a/{CODE}"
LABEL = f"infopunt:{CODE}"
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
    theirs = (states.__name__, form_states.__name__)
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
@pytest.mark.parametrize("scanned", [ADDRESS, LABEL, CODE, f"https://info.voorbeeld.nl/r/{CODE}"])
def test_a_code_of_ours_is_looked_up_at_once(intents: tuple[Intent, ...], scanned: str) -> None:
    made = visit(*intents)
    before = made.state
    assert made.take(Scanned(scanned)) == (FindAppointment(CODE),)
    assert where(made) == Waiting(Awaited.APPOINTMENT, reference=CODE)
    made.take(AppointmentArrived(KNOWN))
    assert where(made) == Coming(CODE, KNOWN)
    made.take(GoBack())
    assert where(made) == before


def test_a_record_tells_how_far_it_is() -> None:
    standing = RecordStanding(reference=CODE, state=RecordStage.RECEIVED, since=NOW)
    assert visit(Scanned(LABEL), StandingArrived(standing)).state == Standing(standing)


def test_the_ticket_of_a_product_opens_it() -> None:
    assert visit(Scanned("https://info.voorbeeld.nl/p/paspoort")).state == ProductPage("paspoort")


@pytest.mark.parametrize(
    ("scanned", "told"),
    [
        ("https://info.buurdorp.nl/a/K7P4XQ", Misread(ScanKind.ELSEWHERE, "info.buurdorp.nl")),
        (f"https://info.voorbeeld.nl/n/{TOKEN}", Misread(ScanKind.NUMBER)),
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
