"""A visitor who has an appointment: type or scan its code, be here, move it, cancel it."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from kiosk.codes import MAX_TYPED, CodeKind, read_code
from kiosk.content import Content
from kiosk.journeys import appointment, filling
from kiosk.journeys.effects import Cancel, CheckIn, FindAppointment, PrintTicket
from kiosk.journeys.intents import (
    AppointmentArrived,
    BeHere,
    CancelAppointment,
    CentralSilent,
    Changed,
    Confirm,
    Erase,
    EraseAll,
    Intent,
    MoveAppointment,
    NotCheckedIn,
    NumberKept,
    StandingArrived,
    StartForm,
    TryAgain,
    TypeText,
)
from kiosk.journeys.next import Next
from kiosk.journeys.states import (
    Awaited,
    Cancelling,
    Coming,
    Done,
    DoneKind,
    EnterCode,
    Misread,
    Notice,
    NoticeKind,
    Paper,
    PaperState,
    Purpose,
    ScanKind,
    SlotTrouble,
    Standing,
    Unreachable,
    Waiting,
)
from kiosk.journeys.volunteer_intents import ThingSeen
from kiosk.tickets.appointment import AgreedAppointment
from kiosk.tickets.compose import clock_time
from kiosk.tickets.number import GivenNumber, wait_words
from sync.protocol.appointments import Appointment, AppointmentStatus, ChangeAnswer, ChangeStatus, CheckInStatus
from sync.protocol.messages import UNCLEAR, Meeting

_UNKNOWN = "code.error.unknown"
_NO_CODE = "code.error.pattern"
_NOTICES = {
    CheckInStatus.WRONG_PLACE: NoticeKind.WRONG_PLACE,
    CheckInStatus.WRONG_DAY: NoticeKind.WRONG_DAY,
    CheckInStatus.NOT_HERE: NoticeKind.NOT_HERE,
    CheckInStatus.CANCELLED: NoticeKind.CANCELLED,
}
_STANDS = {
    AppointmentStatus.CANCELLED: NoticeKind.CANCELLED,
    AppointmentStatus.PAST: NoticeKind.PAST,
}


def at_enter_code(state: EnterCode, intent: Intent, content: Content) -> Next | None:
    """Typing the code, or letting a scanner type it."""
    match intent:
        case TypeText(text):
            return Next(EnterCode((state.draft + text)[:MAX_TYPED]))
        case Erase():
            return Next(EnterCode(state.draft[:-1]))
        case EraseAll():
            return Next(EnterCode())
        case Confirm():
            return _typed(state, content)
    return None


def _typed(state: EnterCode, content: Content) -> Next:
    """A scanner that acts as a keyboard types a whole address: perhaps of another town's point."""
    code = read_code(state.draft, content.public_url)
    if code.kind in (CodeKind.REFERENCE, CodeKind.APPOINTMENT, CodeKind.RECORD, CodeKind.LABEL):
        return find(code.value)
    if code.kind is CodeKind.ELSEWHERE:
        return Next(Misread(ScanKind.ELSEWHERE, code.value))
    return Next(replace(state, error=_NO_CODE))


def find(reference: str, *, on_label: bool = False) -> Next:
    """Ask the central what has this code, and how it stands; `on_label`: it stood on the slip of a thing."""
    waiting = Waiting(Awaited.APPOINTMENT, reference=reference, on_label=on_label)
    return Next(waiting, (FindAppointment(reference, on_label),))


def expected_now(known: Appointment, content: Content) -> bool:
    """Whether it is today and at this place, so that being here is what its visitor comes for."""
    zone = ZoneInfo(content.town.timezone)
    is_here = known.meeting is Meeting.DESK and known.location == content.location.slug
    return is_here and known.start.astimezone(zone).date() == content.now().astimezone(zone).date()


def at_coming(state: Coming, intent: Intent, content: Content) -> Next | None:
    """What the visitor wants with the appointment; changing it asks for one that is known."""
    known = state.appointment
    match intent:
        case BeHere():
            return _check_in(state.reference, known, content)
        case MoveAppointment() if known and not is_over(known):
            return _to_other_times(known, content)
        case CancelAppointment() if known and not is_over(known):
            return Next(Cancelling(known))
    return None


def is_over(known: Appointment) -> bool:
    """Whether its time is past, so that it cannot be changed; who comes late on the day itself is still helped."""
    return known.status is AppointmentStatus.PAST


def _check_in(reference: str, known: Appointment | None, content: Content) -> Next:
    service = content.location.appointment_service or next((each.slug for each in content.location.services), "")
    waiting = Waiting(Awaited.CHECK_IN, Purpose(appointment=known), service, reference)
    return Next(waiting, (CheckIn(reference, service),))


def _to_other_times(known: Appointment, content: Content, trouble: SlotTrouble | None = None) -> Next:
    purpose = Purpose(
        known.product, known.location, minutes=known.minutes, meeting=known.meeting, village=known.village
    )
    return appointment.ask(replace(purpose, appointment=known), content, trouble=trouble)


def at_cancelling(state: Cancelling, intent: Intent, content: Content) -> Next | None:
    """Yes, it should go."""
    if isinstance(intent, Confirm):
        known = state.appointment
        return Next(Waiting(Awaited.CANCEL, Purpose(appointment=known), reference=known.reference), (Cancel(known),))
    return None


def at_notice(state: Notice, intent: Intent, content: Content) -> Next | None:
    """Another time after all, where the appointment can still be moved, or a call."""
    match intent:
        case MoveAppointment() if state.appointment:
            return _to_other_times(state.appointment, content)
        case StartForm(form) if form == filling.CALL_BACK_FORM:
            product = state.appointment.product if state.appointment else None
            return Next(filling.call_back(content, Purpose(product)))
    return None


def at_waiting(state: Waiting, intent: Intent, content: Content) -> Next | None:
    """What the central said of an appointment, or that it says nothing."""
    match intent:
        case AppointmentArrived(found) if state.awaited is Awaited.APPOINTMENT and state.reference:
            return Next(_found(state.reference, found, content))
        case StandingArrived() | CentralSilent(Awaited.APPOINTMENT) if state.on_label:
            return Next(Misread(ScanKind.LABEL))
        case StandingArrived(standing, kept_here) if state.awaited is Awaited.APPOINTMENT:
            return Next(Standing(standing, kept_here))
        case ThingSeen(seen) if state.awaited is Awaited.APPOINTMENT:
            return Next(seen)
        case CentralSilent(Awaited.APPOINTMENT, refused=False) if state.reference:
            return Next(Coming(state.reference)) if state.awaited is Awaited.APPOINTMENT else None
        case NumberKept() if state.awaited is Awaited.CHECK_IN:
            return _checked_in(intent, content)
        case NotCheckedIn() if state.awaited is Awaited.CHECK_IN and state.reference:
            return Next(_not_checked_in(state, intent, state.reference))
        case Changed(answer) if state.awaited in (Awaited.MOVE, Awaited.CANCEL):
            return _changed(state, answer, content)
    return None


def _found(reference: str, found: Appointment | None, content: Content) -> EnterCode | Coming | Notice:
    if found is None:
        return EnterCode(reference, _UNKNOWN)
    if is_over(found) and expected_now(found, content):
        return Coming(reference, found)
    kind = _STANDS.get(found.status)
    return Coming(reference, found) if kind is None else Notice(kind, reference, found.start, found.location)


def _checked_in(kept: NumberKept, content: Content) -> Next:
    number, ticket = kept.number, kept.ticket
    how = number.check_in.value if number.check_in else "offline"
    done = Done(
        DoneKind.NUMBER,
        number.code,
        content.texts(f"arrived.{how}.title"),
        content.texts(f"arrived.{how}.text", time=_time_of(number, content)),
        Paper(ticket, PaperState.PRINTING),
        wait_words(content, number),
        scan_later=number.check_in is None,
    )
    return Next(done, (PrintTicket(ticket, kept.job),))


def _time_of(number: GivenNumber, content: Content) -> str:
    return clock_time(content, number.appointment_at) if number.appointment_at else ""


def _not_checked_in(state: Waiting, answer: NotCheckedIn, reference: str) -> EnterCode | Notice:
    kind = _NOTICES.get(answer.status)
    if kind is None:
        return EnterCode(reference, _UNKNOWN)
    known = state.purpose.appointment
    start = answer.start or (known.start if known else None)
    location = answer.location or (known.location if known else None)
    return Notice(kind, reference, start, location, known)


def _changed(state: Waiting, answer: ChangeAnswer, content: Content) -> Next:
    stands = answer.appointment
    if answer.status is ChangeStatus.TAKEN:
        return _to_other_times(stands, content, SlotTrouble.TAKEN)
    if answer.status is ChangeStatus.REFUSED:
        otherwise = NoticeKind.UNCLEAR if answer.reason == UNCLEAR else NoticeKind.REFUSED
        kind = _STANDS.get(stands.status, otherwise)
        return Next(Notice(kind, stands.reference, stands.start, stands.location))
    if state.awaited is Awaited.CANCEL:
        return Next(Notice(NoticeKind.NOW_CANCELLED, stands.reference, stands.start, stands.location))
    agreed = AgreedAppointment(
        stands.product, stands.location, stands.start, stands.reference, stands.meeting, stands.village
    )
    return appointment.confirmed(agreed, "done.moved.title", content)


def at_unreachable(state: Unreachable, intent: Intent, content: Content) -> Next | None:
    """Ask once more. After a change without an answer the appointment is looked up first: it may have been changed."""
    if not isinstance(intent, TryAgain) or state.reference is None:
        return None
    if state.awaited is Awaited.CHECK_IN:
        return _check_in(state.reference, state.purpose.appointment, content)
    return find(state.reference)
