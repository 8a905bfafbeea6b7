"""A visitor with an appointment, as tables: the code, being here, moving, cancelling; with the central and without."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from kiosk.journeys.arriving import expected_now
from kiosk.journeys.effects import AskSlots, Cancel, CheckIn, FindAppointment, Move, PrintTicket
from kiosk.journeys.intents import (
    AppointmentArrived,
    BeHere,
    CancelAppointment,
    CentralSilent,
    Changed,
    ChooseStart,
    Confirm,
    GoBack,
    HaveAppointment,
    Intent,
    MoveAppointment,
    NotCheckedIn,
    NumberKept,
    SlotsArrived,
    TryAgain,
    TypeText,
)
from kiosk.journeys.states import (
    Awaited,
    Coming,
    Done,
    EnterCode,
    Notice,
    NoticeKind,
    PickSlot,
    SlotTrouble,
    Unreachable,
)
from kiosk.tickets.number import GivenNumber, number_ticket
from kiosk.visit import Visit
from sync.protocol.appointments import Appointment, AppointmentStatus, ChangeAnswer, ChangeStatus, CheckInStatus
from sync.protocol.messages import UNCLEAR, Meeting
from tests.kiosk.sample import NOW, content, slots

START = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
CODE = "K7P4XQ"
KNOWN = Appointment(
    id=UUID(int=7),
    reference=CODE,
    status=AppointmentStatus.CONFIRMED,
    product="paspoort",
    location="gemeentehuis",
    start=START,
    minutes=15,
)
MOVED = KNOWN.model_copy(update={"start": START.replace(day=25), "revision": 1})
PAST = KNOWN.model_copy(update={"status": AppointmentStatus.PAST})
GONE = KNOWN.model_copy(update={"status": AppointmentStatus.CANCELLED})


def visit(*intents: Intent) -> Visit:
    made = Visit(content)
    for intent in intents:
        made.take(intent)
    return made


def kept(status: CheckInStatus | None) -> NumberKept:
    known = status is not None
    number = GivenNumber("A012", "burgerzaken", UUID(int=1), 2 if known else None, None, CODE, status)
    return NumberKept(number, number_ticket(content(), number), 7)


def changed(status: ChangeStatus, appointment: Appointment = KNOWN, reason: str = "") -> Changed:
    return Changed(ChangeAnswer(status=status, appointment=appointment, reason=reason))


TYPED = (HaveAppointment(), TypeText("k7p 4xq"), Confirm())
FOUND = (*TYPED, AppointmentArrived(KNOWN))
LATE = (
    *TYPED,
    AppointmentArrived(PAST.model_copy(update={"start": NOW - timedelta(hours=1), "location": "bibliotheek-nuth"})),
)
OFFLINE = (*TYPED, CentralSilent(Awaited.APPOINTMENT))
HERE = (*FOUND, BeHere())
MOVING = (*FOUND, MoveAppointment(), SlotsArrived(slots(24, 25)), ChooseStart(START.replace(day=25)))
SURE = (*FOUND, CancelAppointment(), Confirm())


@pytest.mark.parametrize(
    ("intents", "where"),
    [
        ((HaveAppointment(),), "EnterCode"),
        ((HaveAppointment(), GoBack()), "Home"),
        ((HaveAppointment(), TypeText("A012"), Confirm()), "EnterCode"),
        (TYPED, "Waiting"),
        ((*TYPED, GoBack()), "EnterCode"),
        (FOUND, "Coming"),
        ((*FOUND, GoBack()), "EnterCode"),
        ((*TYPED, AppointmentArrived(None)), "EnterCode"),
        ((*TYPED, AppointmentArrived(GONE)), "Notice"),
        ((*TYPED, AppointmentArrived(PAST)), "Notice"),
        (LATE, "Coming"),
        ((*LATE, BeHere()), "Waiting"),
        ((*LATE, MoveAppointment()), "Coming"),
        ((*LATE, CancelAppointment()), "Coming"),
        (OFFLINE, "Coming"),
        ((*TYPED, CentralSilent(Awaited.APPOINTMENT, refused=True)), "Unreachable"),
        ((*OFFLINE, MoveAppointment()), "Coming"),
        ((*OFFLINE, CancelAppointment()), "Coming"),
        ((*OFFLINE, BeHere()), "Waiting"),
        ((*OFFLINE, BeHere(), CentralSilent(Awaited.CHECK_IN)), "Unreachable"),
        ((*OFFLINE, BeHere(), CentralSilent(Awaited.CHECK_IN), TryAgain()), "Waiting"),
        (HERE, "Waiting"),
        ((*HERE, NotCheckedIn(CheckInStatus.UNKNOWN)), "EnterCode"),
        ((*FOUND, MoveAppointment()), "Waiting"),
        ((*FOUND, MoveAppointment(), CentralSilent(Awaited.SLOTS)), "Unreachable"),
        ((*FOUND, MoveAppointment(), SlotsArrived(None)), "Unreachable"),
        (MOVING, "PickSlot"),
        ((*MOVING, Confirm()), "Waiting"),
        ((*MOVING, Confirm(), changed(ChangeStatus.DONE, MOVED)), "Done"),
        ((*MOVING, Confirm(), changed(ChangeStatus.TAKEN)), "Waiting"),
        ((*MOVING, Confirm(), changed(ChangeStatus.REFUSED)), "Notice"),
        ((*MOVING, Confirm(), CentralSilent(Awaited.MOVE)), "Unreachable"),
        ((*FOUND, CancelAppointment()), "Cancelling"),
        ((*FOUND, CancelAppointment(), GoBack()), "Coming"),
        (SURE, "Waiting"),
        ((*SURE, changed(ChangeStatus.DONE, GONE)), "Notice"),
        ((*SURE, changed(ChangeStatus.DONE, GONE), GoBack()), "Home"),
        ((*SURE, CentralSilent(Awaited.CANCEL)), "Unreachable"),
        ((*SURE, CentralSilent(Awaited.MOVE)), "Waiting"),
    ],
)
def test_where_a_code_leads(intents: tuple[Intent, ...], where: str) -> None:
    assert type(visit(*intents).state).__name__ == where


@pytest.mark.parametrize(
    ("intents", "effect"),
    [
        (TYPED, FindAppointment(CODE)),
        ((HaveAppointment(), TypeText("infopunt:K7P4XQ"), Confirm()), FindAppointment(CODE)),
        ((HaveAppointment(), *map(TypeText, "https://info.voorbeeld.nl/a/K7P4XQ"), Confirm()), FindAppointment(CODE)),
        (HERE, CheckIn(CODE, "burgerzaken")),
        ((*OFFLINE, BeHere()), CheckIn(CODE, "burgerzaken")),
        ((*MOVING, Confirm()), Move(KNOWN, START.replace(day=25))),
        (SURE, Cancel(KNOWN)),
        ((*MOVING, Confirm(), CentralSilent(Awaited.MOVE), TryAgain()), FindAppointment(CODE)),
        ((*SURE, CentralSilent(Awaited.CANCEL), TryAgain()), FindAppointment(CODE)),
    ],
)
def test_what_is_asked_of_the_central(intents: tuple[Intent, ...], effect: object) -> None:
    assert visit(*intents[:-1]).take(intents[-1]) == (effect,)


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (CheckInStatus.EARLY, "U bent vroeg. Dit is uw nummer"),
        (CheckInStatus.ON_TIME, "U bent aangemeld"),
        (CheckInStatus.LATE, "U bent aangemeld"),
        (CheckInStatus.ALREADY, "U was al aangemeld"),
        (None, "Dit is uw nummer"),
    ],
)
def test_whoever_is_here_gets_a_number_and_hears_how_it_stands(status: CheckInStatus | None, title: str) -> None:
    made = visit(*HERE)
    effects = made.take(kept(status))
    assert isinstance(made.state, Done)
    assert (made.state.code, made.state.title) == ("A012", title)
    assert effects == (PrintTicket(made.state.paper.ticket, 7),)


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (None, "Uw afspraak K7P 4XQ: nog niet gecontroleerd"),
        (CheckInStatus.ALREADY, "U hebt een afspraak"),
    ],
)
def test_the_ticket_says_that_there_is_an_appointment_only_when_it_was_looked_up(
    status: CheckInStatus | None, line: str
) -> None:
    assert kept(status).ticket.details[0] == line


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (CheckInStatus.WRONG_PLACE, NoticeKind.WRONG_PLACE),
        (CheckInStatus.WRONG_DAY, NoticeKind.WRONG_DAY),
        (CheckInStatus.NOT_HERE, NoticeKind.NOT_HERE),
        (CheckInStatus.CANCELLED, NoticeKind.CANCELLED),
    ],
)
def test_whoever_is_not_expected_here_hears_why_and_when(status: CheckInStatus, kind: NoticeKind) -> None:
    state = visit(*HERE, NotCheckedIn(status)).state
    assert state == Notice(kind, CODE, START, "gemeentehuis", KNOWN)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, False),
        ({"start": NOW}, True),
        ({"start": NOW + timedelta(hours=10)}, True),
        ({"start": NOW + timedelta(hours=11)}, False),
        ({"start": NOW, "location": "servicepunt-schinnen"}, False),
        ({"start": NOW, "meeting": Meeting.HOME}, False),
    ],
)
def test_being_here_is_the_main_thing_only_today_and_at_this_place(changes: dict[str, object], expected: bool) -> None:
    here = KNOWN.model_copy(update={"location": content().location.slug} | changes)
    assert expected_now(here, content()) is expected


def test_the_central_may_know_better_when_and_where_it_is() -> None:
    state = visit(*HERE, NotCheckedIn(CheckInStatus.WRONG_DAY, MOVED.start, "servicepunt-schinnen")).state
    assert isinstance(state, Notice)
    assert (state.start, state.location) == (MOVED.start, "servicepunt-schinnen")


def test_a_code_that_nobody_has_stays_in_the_field_with_what_to_do() -> None:
    assert visit(*TYPED, AppointmentArrived(None)).state == EnterCode(CODE, "code.error.unknown")
    wrong = visit(HaveAppointment(), TypeText("K7P"), Confirm())
    assert wrong.state == EnterCode("K7P", "code.error.pattern")
    wrong.take(TypeText("4"))
    assert wrong.state == EnterCode("K7P4")


def test_offline_nothing_is_known_of_the_appointment() -> None:
    assert visit(*OFFLINE).state == Coming(CODE, None)


def test_a_moved_appointment_is_printed_as_it_stands_now() -> None:
    made = visit(*MOVING, Confirm())
    effects = made.take(changed(ChangeStatus.DONE, MOVED))
    assert isinstance(made.state, Done)
    ticket = made.state.paper.ticket
    assert made.state.title == "Uw afspraak is verzet"
    assert ticket.details[0] == "woensdag 25 november, 10:30 uur"
    assert effects == (PrintTicket(ticket),)


@pytest.mark.parametrize(("reason", "kind"), [("too_late", NoticeKind.REFUSED), (UNCLEAR, NoticeKind.UNCLEAR)])
def test_a_move_that_was_not_made_tells_which_time_stands(reason: str, kind: NoticeKind) -> None:
    state = visit(*MOVING, Confirm(), changed(ChangeStatus.REFUSED, reason=reason)).state
    assert state == Notice(kind, CODE, START, "gemeentehuis")


def test_a_new_time_that_is_just_gone_is_chosen_again() -> None:
    made = visit(*MOVING, Confirm(), changed(ChangeStatus.TAKEN), SlotsArrived(slots(26)))
    assert isinstance(made.state, PickSlot)
    assert made.state.trouble is SlotTrouble.TAKEN
    assert made.state.purpose.appointment == KNOWN


def test_the_time_that_one_has_is_not_offered_as_another() -> None:
    state = visit(*FOUND, MoveAppointment(), SlotsArrived(slots(24))).state
    assert isinstance(state, PickSlot)
    assert [f"{start:%H:%M}" for day in state.days for start in day.starts] == ["11:00"]


def test_moving_looks_for_times_as_long_and_of_the_same_kind() -> None:
    known = KNOWN.model_copy(update={"minutes": 45, "meeting": Meeting.HOME, "village": "Nuth"})
    (asked,) = visit(*TYPED, AppointmentArrived(known)).take(MoveAppointment()) or ()
    assert isinstance(asked, AskSlots)
    purpose = asked.purpose
    assert (purpose.minutes, purpose.meeting, purpose.village) == (45, Meeting.HOME, "Nuth")


def test_after_a_change_without_an_answer_nobody_is_told_that_it_was_done() -> None:
    state = visit(*SURE, CentralSilent(Awaited.CANCEL)).state
    assert isinstance(state, Unreachable)
    assert (state.awaited, state.reference, state.refused) == (Awaited.CANCEL, CODE, False)
