"""What a terminal gives out itself, as tables: lent times and numbers, with the central and without."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from assets.product import ChannelKind
from kiosk.journeys.choices import choices_in, lease_for, merged
from kiosk.journeys.effects import AskSlots, Book, PrintTicket
from kiosk.journeys.intents import (
    BookingAnswered,
    CentralSilent,
    ChooseChannel,
    ChooseLocation,
    ChooseMeeting,
    ChooseService,
    ChooseStart,
    ChooseVillage,
    Confirm,
    Intent,
    KeepingFailed,
    MakeAppointment,
    NumberKept,
    OpenProduct,
    Send,
    SlotsArrived,
    StartForm,
    TakeNumber,
    TryAgain,
    TypeText,
)
from kiosk.journeys.states import (
    Awaited,
    Closed,
    Done,
    NotKept,
    PickSlot,
    Review,
    SlotTrouble,
    Unreachable,
)
from kiosk.tickets.number import GivenNumber, number_ticket
from kiosk.visit import Visit
from sync.protocol.leases import SlotLease
from sync.protocol.messages import BookingStatus, Meeting, Wait
from tests.kiosk.sample import content, slots

START = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LATER = START + timedelta(hours=2)
SHORT, LONG, LAST = (
    SlotLease(id=UUID(int=number), location="gemeentehuis", start=start, minutes=minutes)
    for number, start, minutes in ((1, LATER, 30), (2, LATER, 60), (3, LATER + timedelta(days=2), 30))
)


def visit(*intents: Intent) -> Visit:
    made = Visit(content)
    for intent in intents:
        made.take(intent)
    return made


TO_SLOTS: tuple[Intent, ...] = (
    OpenProduct("paspoort"),
    ChooseChannel(ChannelKind.APPOINTMENT),
    ChooseLocation("gemeentehuis"),
)
BOTH = (*TO_SLOTS, SlotsArrived(slots(24), (SHORT, LONG, LAST)))
ALONE = (*TO_SLOTS, SlotsArrived(None, (SHORT, LONG, LAST)))
CONTACT: tuple[Intent, ...] = (Confirm(), TypeText("Jansen"), Confirm(), TypeText("0612345678"), Confirm(), Send())
LENT = (*ALONE, ChooseStart(LATER), *CONTACT)
FREE = (*BOTH, ChooseStart(START), *CONTACT)


def test_every_time_stands_once_whoever_gives_it_out() -> None:
    state = visit(*BOTH).state
    assert isinstance(state, PickSlot)
    times = [f"{start:%d %H:%M}" for day in state.days for start in day.starts]
    assert times == ["24 10:30", "24 11:00", "24 12:30", "26 12:30"]
    assert not state.offline


def test_without_the_central_there_is_what_the_terminal_holds_and_it_says_how_much() -> None:
    state = visit(*ALONE).state
    assert isinstance(state, PickSlot)
    assert state.offline
    assert choices_in(state.days) == 2
    assert state.day == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("arrived", "refused"),
    [(SlotsArrived(None), False), (SlotsArrived(slots()), True), (SlotsArrived(None, refused=True), True)],
)
def test_without_any_time_a_call_is_offered(arrived: SlotsArrived, refused: bool) -> None:
    state = visit(*TO_SLOTS, arrived).state
    assert isinstance(state, Unreachable)
    assert (state.awaited, state.refused) == (Awaited.SLOTS, refused)


@pytest.mark.parametrize(("start", "lease"), [(LATER, SHORT.id), (START, None)])
def test_the_shortest_lent_place_that_serves_is_used(start: datetime, lease: UUID | None) -> None:
    assert lease_for(start, (LONG, SHORT, LAST)) == lease


@pytest.mark.parametrize(("intents", "lease"), [(LENT, SHORT.id), (FREE, None)])
def test_a_lent_time_is_booked_here_and_any_other_at_the_central(intents: tuple[Intent, ...], lease: UUID) -> None:
    effects = visit(*intents[:-1]).take(intents[-1])
    assert effects is not None
    (book,) = effects
    assert isinstance(book, Book)
    assert book.purpose.lease == lease
    assert book.answers == {"name": "Jansen", "phone": "0612345678"}


def test_a_kept_appointment_is_printed_as_the_job_that_was_kept_with_it() -> None:
    made = visit(*LENT)
    effects = made.take(BookingAnswered(BookingStatus.CONFIRMED, "K7P4XQ", LATER, 7))
    assert isinstance(made.state, Done)
    assert effects == (PrintTicket(made.state.paper.ticket, 7),)
    assert made.state.paper.ticket.details[0] == "dinsdag 24 november, 12:30 uur"


def test_a_booking_that_nobody_confirmed_leads_to_what_the_terminal_holds_without_typing_again() -> None:
    made = visit(*FREE, CentralSilent(Awaited.BOOKING, lent=(SHORT,)))
    state = made.state
    assert isinstance(state, PickSlot)
    assert (state.trouble, state.offline, state.start) == (SlotTrouble.SILENT, True, None)
    for intent in (ChooseStart(LATER), Confirm()):
        made.take(intent)
    assert isinstance(made.state, Review)
    assert made.state.answers == {"name": "Jansen", "phone": "0612345678"}
    assert made.state.purpose.lease == SHORT.id


def test_of_a_few_times_none_may_do_and_then_a_call_is_asked_for_without_typing_again() -> None:
    made = visit(*FREE, CentralSilent(Awaited.BOOKING, lent=(SHORT,)), StartForm("call-back"))
    assert isinstance(made.state, Review)
    assert made.state.form == "call-back"


def test_a_lent_place_that_is_gone_is_chosen_again() -> None:
    made = visit(*LENT)
    (asked,) = made.take(BookingAnswered(BookingStatus.TAKEN, "K7P4XQ", None)) or ()
    assert isinstance(asked, AskSlots)
    made.take(SlotsArrived(None, (LAST,)))
    assert isinstance(made.state, PickSlot)
    assert made.state.trouble is SlotTrouble.TAKEN


def test_a_disk_that_does_not_take_the_appointment_leaves_the_answers_for_another_try() -> None:
    made = visit(*LENT, KeepingFailed())
    assert isinstance(made.state, NotKept)
    (again,) = made.take(TryAgain()) or ()
    assert isinstance(again, Book)
    assert again.purpose.lease == SHORT.id


@pytest.mark.parametrize(
    ("meeting", "rest", "asked"),
    [
        (Meeting.HOME, (ChooseVillage("Nuth"),), ("gemeentehuis", 30, Meeting.HOME, "Nuth")),
        (Meeting.HOME, (ChooseVillage("Schinnen"),), ("servicepunt-schinnen", 30, Meeting.HOME, "Schinnen")),
        (Meeting.DESK, (ChooseLocation("gemeentehuis"),), ("gemeentehuis", 15, Meeting.DESK, None)),
    ],
)
def test_how_to_meet_decides_what_is_asked(
    meeting: Meeting, rest: tuple[Intent, ...], asked: tuple[str, int, Meeting, str | None]
) -> None:
    made = visit(MakeAppointment(), OpenProduct("paspoort"), ChooseMeeting(meeting), *rest[:-1])
    (effect,) = made.take(rest[-1]) or ()
    assert isinstance(effect, AskSlots)
    purpose = effect.purpose
    assert (purpose.location, purpose.minutes, purpose.meeting, purpose.village) == asked


def test_a_time_is_on_the_day_that_it_is_in_the_town() -> None:
    late = SlotLease(id=UUID(int=4), location="x", start=datetime(2026, 11, 24, 23, 30, tzinfo=UTC), minutes=30)
    (day,) = merged((), (late,), ZoneInfo("Europe/Amsterdam"))
    assert day.day == date(2026, 11, 25)


_WAIT = Wait(minutes=15, at_least=10, at_most=25)


@pytest.mark.parametrize(
    ("ahead", "wait", "words"),
    [
        (3, _WAIT, "Ongeveer 15 minuten, meestal tussen 10 en 25"),
        (3, Wait(minutes=1, at_least=1, at_most=1), "Ongeveer 1 minuut"),
        (0, Wait(minutes=0, at_least=0, at_most=2), "U bent zo aan de beurt"),
        (3, None, ""),
        (None, None, "Wachttijd nog onbekend. Uw nummer telt mee."),
    ],
)
def test_a_number_says_how_long_it_takes_when_that_is_known(ahead: int | None, wait: Wait | None, words: str) -> None:
    number = GivenNumber("C007", "vragen", UUID(int=1), ahead, wait)
    ticket = number_ticket(content(), number)
    state = visit(TakeNumber(), ChooseService("vragen"), NumberKept(number, ticket, 7)).state
    assert isinstance(state, Done)
    assert state.wait == words
    assert (words in ticket.details) is bool(words)
    assert ticket.qr == "https://info.voorbeeld.nl/n/AAAAAAAAAAAAAAAAAAAAAQ"


def test_a_closed_service_says_when_it_opens() -> None:
    state = visit(TakeNumber(), ChooseService("vragen"), CentralSilent(Awaited.NUMBER, refused=True, closed=True)).state
    assert isinstance(state, Closed)
    assert state.opens is not None
    assert f"{state.opens:%Y-%m-%d %H:%M}" == "2026-11-24 08:30"
