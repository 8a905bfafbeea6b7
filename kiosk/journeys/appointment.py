"""Booking an appointment: product, how to meet, place, day and time, contact, review, confirmation."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from assets.product import ChannelKind, Product
from assets.town import Location
from kiosk.content import Content
from kiosk.journeys import filling, sending
from kiosk.journeys.choices import lease_for, merged
from kiosk.journeys.effects import AskSlots, Move, PrintTicket
from kiosk.journeys.intents import (
    BookingAnswered,
    CentralSilent,
    ChooseDay,
    ChooseLocation,
    ChooseMeeting,
    ChooseStart,
    ChooseVillage,
    Confirm,
    Intent,
    OpenProduct,
    SlotsArrived,
    StartForm,
    TryAgain,
    TurnDays,
    TurnPage,
)
from kiosk.journeys.next import Next
from kiosk.journeys.states import (
    Awaited,
    Done,
    DoneKind,
    Paper,
    PaperState,
    PickLocation,
    PickMeeting,
    PickProduct,
    PickSlot,
    PickVillage,
    Purpose,
    SlotTrouble,
    Unreachable,
    Waiting,
)
from kiosk.places import nearest, places
from kiosk.tickets.appointment import AgreedAppointment, appointment_ticket, location_of, meeting_words
from kiosk.tickets.compose import day_and_time
from sync.protocol.answers import Answers
from sync.protocol.ids import spaced
from sync.protocol.leases import SlotLease
from sync.protocol.messages import BookingStatus, Meeting

_DEFAULT_MINUTES = 15


def bookable(content: Content) -> tuple[Product, ...]:
    """The products one can make an appointment for, in the order of the catalogue."""
    return tuple(product for product in content.catalogue.products if product.channel(ChannelKind.APPOINTMENT))


def ways(product: Product, kind: ChannelKind | None = None) -> tuple[Meeting, ...]:
    """How one can meet an official about `product`: in every way, or only in those of one channel."""
    if kind is ChannelKind.HOME_VISIT:
        return (Meeting.HOME,)
    channel = product.channel(kind) if kind else None
    return channel.meetings if channel else product.meetings()


def begin(product: Product, meetings: Sequence[Meeting], content: Content) -> Next:
    """From a product to its appointment; where there is one way to meet, nobody is asked how."""
    if len(meetings) == 1:
        return _with_meeting(product.slug, meetings[0], content)
    return Next(PickMeeting(product.slug))


def _with_meeting(product: str, meeting: Meeting, content: Content) -> Next:
    """On to where: who stays at home is asked for the village at most, and a town with one place asks nothing."""
    if meeting is Meeting.HOME:
        return Next(PickVillage(product))
    choices = places(content.town, meeting)
    if len(choices) > 1 and meeting is Meeting.DESK:
        return Next(PickLocation(product))
    return _at_place(product, meeting, choices[0] if choices else None, content)


def _at_place(product: str, meeting: Meeting, place: Location | None, content: Content, village: str = "") -> Next:
    if place is None:
        return Next(filling.call_back(content, Purpose(product)))
    return ask(Purpose(product, place.slug, meeting=meeting, village=village or None), content)


def at_pick_product(state: PickProduct, intent: Intent, content: Content) -> Next | None:
    """What the appointment is for."""
    match intent:
        case TurnPage(by):
            return Next(replace(state, page=max(0, state.page + by)))
        case OpenProduct(slug):
            product = content.catalogue.product(slug)
            return begin(product, ways(product), content)
    return None


def at_pick_meeting(state: PickMeeting, intent: Intent, content: Content) -> Next | None:
    """How."""
    if isinstance(intent, ChooseMeeting):
        return _with_meeting(state.product, intent.meeting, content)
    return None


def at_pick_village(state: PickVillage, intent: Intent, content: Content) -> Next | None:
    """To which home: somebody comes from the nearest place that makes home visits."""
    match intent:
        case TurnPage(by):
            return Next(replace(state, page=max(0, state.page + by)))
        case ChooseVillage(name):
            return _at_place(state.product, Meeting.HOME, nearest(content.town, name), content, name)
    return None


def at_pick_location(state: PickLocation, intent: Intent, content: Content) -> Next | None:
    """Where."""
    if isinstance(intent, ChooseLocation):
        return ask(Purpose(state.product, intent.slug), content)
    return None


def ask(
    purpose: Purpose,
    content: Content,
    answers: Answers | None = None,
    trouble: SlotTrouble | None = None,
) -> Next:
    """Ask for times; for an appointment that is being moved these are as long as it is."""
    minutes = purpose.appointment.minutes if purpose.appointment else _minutes(purpose, content)
    asked = replace(purpose, minutes=minutes, start=None, lease=None)
    return Next(Waiting(Awaited.SLOTS, asked, answers=answers or {}, trouble=trouble), (AskSlots(asked),))


def _minutes(purpose: Purpose, content: Content) -> int:
    kind = ChannelKind.HOME_VISIT if purpose.meeting is Meeting.HOME else ChannelKind.APPOINTMENT
    channel = content.catalogue.product(purpose.product or "").channel(kind)
    return (channel.minutes if channel else None) or _DEFAULT_MINUTES


def slots_arrived(state: Waiting, arrived: SlotsArrived, content: Content) -> Next:
    """The times are here: the central's, and what this terminal holds; without any, a call is offered."""
    known = state.purpose.appointment
    lent = () if known else arrived.lent
    free = arrived.slots.days if arrived.slots else ()
    days = merged(free, lent, ZoneInfo(content.town.timezone), but=known.start if known else None)
    if not days:
        refused = arrived.slots is not None or arrived.refused
        return Next(Unreachable(Awaited.SLOTS, state.purpose, answers=state.answers, refused=refused))
    return Next(
        PickSlot(
            state.purpose,
            days,
            days[0].day,
            lent=lent,
            offline=arrived.slots is None,
            trouble=state.trouble,
            answers=state.answers,
        )
    )


def _from_what_is_held(state: Waiting, lent: tuple[SlotLease, ...], content: Content) -> Next:
    """The central did not confirm, and the booking was taken back: the times that this terminal holds, if any."""
    days = merged((), lent, ZoneInfo(content.town.timezone))
    purpose = replace(state.purpose, start=None, lease=None)
    picking = PickSlot(purpose, days, days[0].day, lent=lent, offline=True, answers=state.answers)
    return Next(replace(picking, trouble=SlotTrouble.SILENT))


def at_pick_slot(state: PickSlot, intent: Intent, content: Content) -> Next | None:
    """When: a day, a time, then the contact form; a call when none of the times will do."""
    match intent:
        case ChooseDay(day) if any(offered.day == day for offered in state.days):
            return Next(replace(state, day=day, start=None, page=0))
        case ChooseStart(start) if any(start in offered.starts for offered in state.days):
            return Next(replace(state, start=start))
        case TurnDays(by):
            return Next(replace(state, first_day=max(0, state.first_day + by)))
        case TurnPage(by):
            return Next(replace(state, page=max(0, state.page + by)))
        case Confirm() if state.start:
            return _chosen(state, content)
        case StartForm(form) if form == filling.CALL_BACK_FORM:
            return Next(filling.call_back(content, Purpose(state.purpose.product), state.answers))
    return None


def _chosen(state: PickSlot, content: Content) -> Next:
    """On to who comes; an appointment that is moved knows that already."""
    purpose = replace(state.purpose, start=state.start)
    if purpose.appointment and state.start:
        waiting = Waiting(Awaited.MOVE, purpose, reference=purpose.appointment.reference)
        return Next(waiting, (Move(purpose.appointment, state.start),))
    lease = lease_for(state.start, state.lent) if state.start else None
    form = content.forms[sending.appointment_form(content, purpose.meeting)]
    return Next(filling.start(form, state.answers, replace(purpose, lease=lease, offline=state.offline)))


def booking_answered(purpose: Purpose, answers: Answers, answer: BookingAnswered, content: Content) -> Next:
    """Confirmed: print it. Taken: choose again, without typing anything twice. Refused: offer a call."""
    if answer.status is BookingStatus.CONFIRMED:
        # What the central has written down is what is printed.
        start = answer.start or purpose.start
        if start is None:
            raise ValueError("a confirmed appointment has a start")
        agreed = agreed_on(replace(purpose, start=start), answer.reference)
        return confirmed(agreed, "done.appointment.title", content, answer.job, purpose.offline)
    if answer.status is BookingStatus.TAKEN:
        return ask(purpose, content, answers, SlotTrouble.TAKEN)
    return Next(Unreachable(Awaited.BOOKING, purpose, answers=answers, refused=True, unclear=answer.unclear))


def agreed_on(purpose: Purpose, reference: str) -> AgreedAppointment:
    """What is printed of an appointment that was made for `purpose`; raises ValueError without a start."""
    if purpose.start is None:
        raise ValueError("an appointment has a start")
    return AgreedAppointment(
        purpose.product or "", purpose.location or "", purpose.start, reference, purpose.meeting, purpose.village
    )


def confirmed(
    agreed: AgreedAppointment, title: str, content: Content, job: int | None = None, offline: bool = False
) -> Next:
    """The last page of an appointment, and its ticket on the way; `job` is its row when it is in the print journal.

    `offline`: the central has not heard of it yet.
    """
    ticket = appointment_ticket(content, agreed)
    done = Done(
        DoneKind.APPOINTMENT,
        spaced(agreed.reference),
        content.texts(title),
        _confirmed_words(agreed, content),
        Paper(ticket, PaperState.PRINTING),
        scan_later=offline,
    )
    return Next(done, (PrintTicket(ticket, job),))


def _confirmed_words(agreed: AgreedAppointment, content: Content) -> str:
    when = day_and_time(content, agreed.start)
    if agreed.meeting is Meeting.DESK:
        place = location_of(content, agreed.location)
        return content.texts("done.appointment.text", when=when, place=place.name if place else "")
    how = meeting_words(content, agreed.meeting, agreed.village)
    return content.texts("done.appointment.elsewhere", when=when, how=how)


def at_unreachable(state: Unreachable, intent: Intent, content: Content) -> Next | None:
    """The next best: ask once more, or be called back with what was already filled in."""
    match intent:
        case StartForm(form) if form == filling.CALL_BACK_FORM:
            return Next(filling.call_back(content, Purpose(state.purpose.product), state.answers))
        case TryAgain() if state.awaited in (Awaited.SLOTS, Awaited.BOOKING):
            return ask(state.purpose, content, state.answers)
    return None


def at_waiting(state: Waiting, intent: Intent, content: Content) -> Next | None:
    """The answer to a question about free times or a booking."""
    match intent:
        case SlotsArrived() if state.awaited is Awaited.SLOTS:
            return slots_arrived(state, intent, content)
        case BookingAnswered() if state.awaited is Awaited.BOOKING:
            return booking_answered(state.purpose, state.answers, intent, content)
        case CentralSilent(Awaited.BOOKING, refused=False, lent=lent) if state.awaited is Awaited.BOOKING and lent:
            return _from_what_is_held(state, lent, content)
    return None
