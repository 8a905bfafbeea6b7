"""Whole visits as tables: intents in, places out."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from assets.product import ChannelKind
from devices.printer.port import PrinterState, PrintOutcome
from kiosk.journeys.effects import AskNumber, AskSlots, Book, KeepRecord, PrintTicket
from kiosk.journeys.intents import (
    Answer,
    BookingAnswered,
    CentralSilent,
    Change,
    ChooseChannel,
    ChooseDay,
    ChooseLanguage,
    ChooseLocation,
    ChooseService,
    ChooseStart,
    Confirm,
    Erase,
    GoBack,
    GoHome,
    Intent,
    KeepingFailed,
    Kept,
    MakeAppointment,
    NumberKept,
    OpenProduct,
    PaperMoved,
    PrintAgain,
    Send,
    ShowHelp,
    ShowLanguages,
    Skip,
    SlotsArrived,
    StartForm,
    StartSearch,
    TakeNumber,
    TryAgain,
    TypeText,
)
from kiosk.journeys.states import (
    Awaited,
    Done,
    Help,
    Home,
    NotKept,
    PaperState,
    PickMeeting,
    PickSlot,
    ProductPage,
    Question,
    Review,
    Search,
    SlotTrouble,
    TakeAlong,
    Unreachable,
    Waiting,
)
from kiosk.tickets.number import GivenNumber, number_ticket
from kiosk.visit import Visit
from sync.protocol.messages import BookingStatus
from tests.kiosk.sample import content, slots

START = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
GIVEN = GivenNumber("C001", "vragen", UUID(int=1), 0)
NUMBER = NumberKept(GIVEN, number_ticket(content(), GIVEN), 7)


def visit(*intents: Intent) -> Visit:
    made = Visit(content)
    for intent in intents:
        made.take(intent)
    return made


REPORT: tuple[Intent, ...] = (
    StartForm("report"),
    Answer("light"),
    Answer("Nuth"),
    TypeText("stuk"),
    Confirm(),
    Answer("no"),
)
TO_SLOTS: tuple[Intent, ...] = (
    OpenProduct("paspoort"),
    ChooseChannel(ChannelKind.APPOINTMENT),
    ChooseLocation("gemeentehuis"),
    SlotsArrived(slots(24, 25)),
)
TO_BOOKING: tuple[Intent, ...] = (
    *TO_SLOTS,
    ChooseStart(START),
    Confirm(),
    TypeText("Jansen"),
    Confirm(),
    TypeText("0612345678"),
    Confirm(),
)


def place(made: Visit) -> str:
    return type(made.state).__name__


@pytest.mark.parametrize(
    ("intents", "where"),
    [
        ((), "Home"),
        ((StartSearch(),), "Search"),
        ((StartSearch(), TypeText("pas"), OpenProduct("paspoort")), "ProductPage"),
        ((StartSearch(), OpenProduct("paspoort"), GoBack()), "Search"),
        ((StartSearch(), OpenProduct("paspoort"), GoBack(), GoBack()), "Home"),
        ((OpenProduct("paspoort"), ChooseChannel(ChannelKind.DIGITAL)), "TakeAlong"),
        ((OpenProduct("paspoort"), ChooseChannel(ChannelKind.DIGITAL), GoBack()), "ProductPage"),
        ((OpenProduct("paspoort"), ChooseChannel(ChannelKind.CALL_BACK)), "Question"),
        ((OpenProduct("paspoort"), ChooseChannel(ChannelKind.HOME_VISIT)), "PickVillage"),
        ((OpenProduct("paspoort"), ChooseChannel(ChannelKind.HELP_HERE)), "Help"),
        ((OpenProduct("paspoort"), ChooseChannel(ChannelKind.QUEUE)), "PickService"),
        ((OpenProduct("paspoort"), ChooseChannel(ChannelKind.FORM)), "ProductPage"),
        ((OpenProduct("melding-openbare-ruimte"), ChooseChannel(ChannelKind.FORM)), "Question"),
        ((MakeAppointment(), OpenProduct("paspoort")), "PickMeeting"),
        ((*TO_SLOTS[:3],), "Waiting"),
        ((*TO_SLOTS[:3], GoBack()), "PickLocation"),
        (TO_SLOTS, "PickSlot"),
        ((*TO_SLOTS, GoBack()), "PickLocation"),
        ((*TO_SLOTS, Confirm()), "PickSlot"),
        ((*TO_SLOTS, ChooseStart(START), Confirm()), "Question"),
        (TO_BOOKING, "Review"),
        ((*TO_BOOKING, Send()), "Waiting"),
        (REPORT, "Review"),
        ((*REPORT, GoBack()), "Question"),
        ((*REPORT, Send()), "Review"),
        ((*REPORT, Send(), Kept("K7P4XQ")), "Done"),
        ((*REPORT, Send(), Kept("K7P4XQ"), GoBack()), "Home"),
        ((*REPORT, Send(), KeepingFailed()), "NotKept"),
        ((*REPORT, Send(), KeepingFailed(), GoBack()), "Review"),
        ((TakeNumber(), ChooseService("vragen")), "Waiting"),
        ((TakeNumber(), ChooseService("vragen"), NUMBER), "Done"),
        ((TakeNumber(), ChooseService("vragen"), CentralSilent(Awaited.NUMBER)), "Unreachable"),
        ((TakeNumber(), ChooseService("vragen"), CentralSilent(Awaited.NUMBER), GoBack()), "PickService"),
        ((TakeNumber(), ChooseService("vragen"), CentralSilent(Awaited.SLOTS)), "Waiting"),
        ((*TO_SLOTS[:3], SlotsArrived(slots())), "Unreachable"),
        ((ShowHelp(), GoBack()), "Home"),
        ((*REPORT[:3], ShowHelp(), GoBack()), "Question"),
        ((*REPORT[:3], ShowLanguages(), ChooseLanguage("en")), "Question"),
        ((*REPORT, GoHome()), "Home"),
    ],
)
def test_where_a_visit_leads(intents: tuple[Intent, ...], where: str) -> None:
    assert place(visit(*intents)) == where


@pytest.mark.parametrize(
    ("intents", "effect"),
    [
        ((*REPORT, Send()), KeepRecord),
        ((*REPORT, Send(), KeepingFailed(), TryAgain()), KeepRecord),
        (TO_SLOTS[:3], AskSlots),
        ((*TO_BOOKING, Send()), Book),
        ((TakeNumber(), ChooseService("vragen")), AskNumber),
        ((TakeNumber(), ChooseService("vragen"), CentralSilent(Awaited.NUMBER), TryAgain()), AskNumber),
        ((TakeNumber(), ChooseService("vragen"), NUMBER), PrintTicket),
        ((OpenProduct("paspoort"), ChooseChannel(ChannelKind.DIGITAL), PrintAgain()), PrintTicket),
    ],
)
def test_what_a_step_asks_of_the_world(intents: tuple[Intent, ...], effect: type) -> None:
    made = visit(*intents[:-1])
    effects = made.take(intents[-1])
    assert effects is not None
    assert [type(asked) for asked in effects] == [effect]


def test_a_touch_that_means_nothing_here_changes_nothing() -> None:
    made = visit(*REPORT, Send(), Kept("K7P4XQ"))
    before = made.state
    assert made.take(Kept("ZZZZZZ")) is None
    assert made.take(Send()) is None
    assert made.state is before


def test_typing_is_answered_letter_by_letter() -> None:
    made = visit(StartSearch(), TypeText("p"), TypeText("asp"))
    assert made.state == Search("pasp", ("paspoort",))
    made.take(Erase())
    assert made.state == Search("pas", ("paspoort",))


def test_a_mistake_stays_beside_the_field_and_what_was_typed_stays_too() -> None:
    made = visit(*REPORT[:5], Answer("yes"), TypeText("12"), Confirm())
    assert isinstance(made.state, Question)
    assert (made.state.field, made.state.draft, made.state.error) == ("phone", "12", "form.error.phone")
    made.take(TypeText("3"))
    assert isinstance(made.state, Question)
    assert made.state.error is None


def test_an_optional_question_can_be_skipped_and_a_required_one_cannot() -> None:
    skipped = visit(*REPORT[:5], Answer("yes"), Skip())
    assert isinstance(skipped.state, Review)
    stays = visit(*REPORT[:3], Skip())
    assert isinstance(stays.state, Question)
    assert stays.state.field == "text"


def test_changing_one_answer_leads_back_to_the_review_with_the_others_kept() -> None:
    made = visit(*REPORT, Change("text"), Erase(), TypeText("!"), Confirm())
    assert isinstance(made.state, Review)
    assert made.state.answers == {"category": "light", "village": "Nuth", "text": "stu!", "hear": "no"}


def test_changing_an_answer_that_opens_a_question_asks_it_before_the_review() -> None:
    made = visit(*REPORT, Change("hear"), Answer("yes"))
    assert isinstance(made.state, Question)
    assert made.state.field == "phone"


def test_going_back_from_changing_leads_to_the_review_unchanged() -> None:
    made = visit(*REPORT, Change("text"), TypeText("weg"), GoBack())
    assert isinstance(made.state, Review)
    assert made.state.answers["text"] == "stuk"


def test_going_back_through_a_form_keeps_every_answer() -> None:
    made = visit(*REPORT, GoBack(), GoBack(), GoBack())
    assert isinstance(made.state, Question)
    assert (made.state.field, made.state.draft) == ("village", "Nuth")
    for _ in range(3):
        made.take(Confirm())
    assert isinstance(made.state, Review)
    assert made.state.answers == {"category": "light", "village": "Nuth", "text": "stuk", "hear": "no"}


def test_an_unknown_village_is_not_taken() -> None:
    made = visit(*REPORT[:2], Answer("Atlantis"))
    assert isinstance(made.state, Question)
    assert made.state.error == "form.error.required"


def test_the_ticket_of_a_report_has_the_code_and_nothing_personal() -> None:
    steps = (*REPORT[:5], Answer("yes"), TypeText("0612345678"), Confirm(), Send(), Kept("K7P4XQ"))
    done = visit(*steps).state
    assert isinstance(done, Done)
    ticket = done.paper.ticket
    assert (ticket.code, ticket.qr) == ("K7P 4XQ", "https://info.voorbeeld.nl/r/K7P4XQ")
    assert ticket.all_details == ("Lantaarnpaal", "Nuth", "23-11-2026 13:40")
    assert "0612345678" not in repr(ticket)


def test_the_link_to_take_along_has_a_code_an_address_and_the_checklist() -> None:
    state = visit(OpenProduct("paspoort"), ChooseChannel(ChannelKind.DIGITAL)).state
    assert isinstance(state, TakeAlong)
    assert state.address == "info.voorbeeld.nl/p/paspoort"
    assert state.paper.ticket.qr == "https://info.voorbeeld.nl/p/paspoort"
    assert state.paper.ticket.checklist == ("Uw oude paspoort", "Een pasfoto")


def test_the_call_back_form_already_knows_the_product() -> None:
    state = visit(OpenProduct("paspoort"), ChooseChannel(ChannelKind.CALL_BACK)).state
    assert isinstance(state, Question)
    assert (state.field, state.answers) == ("name", {"subject": "Paspoort"})


def test_a_confirmed_appointment_is_printed_in_local_time() -> None:
    made = visit(*TO_BOOKING, Send())
    effects = made.take(BookingAnswered(BookingStatus.CONFIRMED, "K7P4XQ", START, job=7))
    assert isinstance(made.state, Done)
    ticket = made.state.paper.ticket
    assert ticket.details[0] == "dinsdag 24 november, 10:30 uur"
    assert ticket.qr == "https://info.voorbeeld.nl/a/K7P4XQ"
    assert effects == (PrintTicket(ticket, 7),)


def test_a_slot_that_somebody_else_took_is_chosen_again_without_typing_again() -> None:
    made = visit(*TO_BOOKING, Send(), BookingAnswered(BookingStatus.TAKEN, "K7P4XQ", None))
    assert isinstance(made.state, Waiting)
    for intent in (SlotsArrived(slots(25)), ChooseDay(date(2026, 11, 25))):
        made.take(intent)
    assert isinstance(made.state, PickSlot)
    assert made.state.trouble is SlotTrouble.TAKEN
    for again in (ChooseStart(START.replace(day=25)), Confirm()):
        made.take(again)
    assert isinstance(made.state, Review)
    assert made.state.answers == {"name": "Jansen", "phone": "0612345678"}
    assert made.state.purpose.start == START.replace(day=25)


@pytest.mark.parametrize(
    "answer",
    [
        CentralSilent(Awaited.BOOKING),
        BookingAnswered(BookingStatus.REFUSED, "K7P4XQ", None),
        BookingAnswered(BookingStatus.REFUSED, "K7P4XQ", None, unclear=True),
    ],
)
def test_without_an_appointment_the_visitor_is_called_back_without_typing_again(answer: Intent) -> None:
    made = visit(*TO_BOOKING, Send(), answer)
    assert isinstance(made.state, Unreachable)
    assert made.state.unclear is (isinstance(answer, BookingAnswered) and answer.unclear)
    made.take(StartForm("call-back"))
    assert isinstance(made.state, Review)
    assert made.state.answers == {"subject": "Paspoort", "name": "Jansen", "phone": "0612345678"}


def test_a_time_that_is_not_offered_is_not_taken() -> None:
    made = visit(*TO_SLOTS, ChooseStart(START.replace(hour=3)), ChooseDay(date(2026, 12, 24)))
    assert isinstance(made.state, PickSlot)
    assert (made.state.start, made.state.day) == (None, date(2026, 11, 24))


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (PrintOutcome.PRINTED, PaperState.PRINTED),
        (PrintOutcome.NOT_PRINTED, PaperState.NOT_PRINTED),
        (PrintOutcome.UNKNOWN, PaperState.UNKNOWN),
    ],
)
def test_the_last_page_tells_what_became_of_the_paper(outcome: PrintOutcome, state: PaperState) -> None:
    made = visit(*REPORT, Send(), Kept("K7P4XQ"), PaperMoved(outcome, PrinterState.PAPER_OUT))
    assert isinstance(made.state, Done)
    assert (made.state.paper.state, made.state.paper.printer) == (state, PrinterState.PAPER_OUT)


@pytest.mark.parametrize("away", [ShowHelp(), ShowLanguages()])
def test_what_became_of_the_paper_is_told_also_to_who_looked_elsewhere_meanwhile(away: Intent) -> None:
    made = visit(*REPORT, Send(), Kept("K7P4XQ"), away)
    elsewhere = made.state
    made.take(PaperMoved(PrintOutcome.NOT_PRINTED, PrinterState.COVER_OPEN))
    assert made.state is elsewhere
    made.take(GoBack())
    assert isinstance(made.state, Done)
    assert (made.state.paper.state, made.state.paper.printer) == (PaperState.NOT_PRINTED, PrinterState.COVER_OPEN)


def test_a_ticket_on_its_way_is_not_printed_twice() -> None:
    made = visit(*REPORT, Send(), Kept("K7P4XQ"))
    assert made.take(PrintAgain()) is None
    made.take(PaperMoved(PrintOutcome.NOT_PRINTED, PrinterState.PAPER_OUT))
    effects = made.take(PrintAgain())
    assert effects is not None
    assert [type(effect) for effect in effects] == [PrintTicket]


def test_a_full_disk_keeps_the_answers_for_another_try() -> None:
    made = visit(*REPORT, Send(), KeepingFailed())
    assert isinstance(made.state, NotKept)
    made.take(TryAgain())
    made.take(Kept("K7P4XQ"))
    assert isinstance(made.state, Done)


def test_another_language_changes_the_texts_and_not_the_place() -> None:
    made = visit(*REPORT[:3], ChooseLanguage("en"))
    assert made.content.texts.language == "en"
    assert isinstance(made.state, Question)
    assert made.settings == replace(Visit(content).settings, language="en")


def test_help_is_offered_from_a_product() -> None:
    state = visit(OpenProduct("paspoort"), ChooseChannel(ChannelKind.HELP_HERE)).state
    assert isinstance(state, Help)


def test_a_new_visit_is_untouched() -> None:
    assert visit().untouched
    assert not visit(StartSearch()).untouched
    assert not visit(ChooseLanguage("en")).untouched
    assert isinstance(visit().state, Home)
    assert isinstance(visit(OpenProduct("paspoort")).state, ProductPage)
    assert isinstance(visit(MakeAppointment(), OpenProduct("paspoort")).state, PickMeeting)
