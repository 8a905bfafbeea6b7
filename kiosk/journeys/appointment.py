"""Booking an appointment: product, place, day and time, contact, review, confirmation."""

from collections.abc import Mapping
from dataclasses import replace

from assets.product import ChannelKind, Product
from assets.town import Location
from kiosk.content import Content
from kiosk.journeys import filling
from kiosk.journeys.effects import AskSlots, PrintTicket
from kiosk.journeys.intents import (
    BookingAnswered,
    CentralSilent,
    ChooseDay,
    ChooseLocation,
    ChooseStart,
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
    PickProduct,
    PickSlot,
    Purpose,
    Unreachable,
    Waiting,
)
from kiosk.tickets.compose import appointment_ticket, day_and_time
from sync.protocol.ids import spaced
from sync.protocol.messages import BookingStatus, Slots

_DEFAULT_MINUTES = 15


def bookable(content: Content) -> tuple[Product, ...]:
    """The products one can make an appointment for, in the order of the catalogue."""
    return tuple(product for product in content.catalogue.products if product.channel(ChannelKind.APPOINTMENT))


def places(content: Content) -> tuple[Location, ...]:
    """The locations that take appointments."""
    return tuple(location for location in content.town.locations if location.takes_appointments)


def begin(product: Product, content: Content) -> Next:
    """From a product to its appointment; a town with one place does not ask where."""
    choices = places(content)
    if len(choices) == 1:
        return _ask(Purpose(product.slug, choices[0].slug), content)
    return Next(PickLocation(product.slug))


def at_pick_product(state: PickProduct, intent: Intent, content: Content) -> Next | None:
    """What the appointment is for."""
    match intent:
        case TurnPage(by):
            return Next(replace(state, page=max(0, state.page + by)))
        case OpenProduct(slug):
            return begin(content.catalogue.product(slug), content)
    return None


def at_pick_location(state: PickLocation, intent: Intent, content: Content) -> Next | None:
    """Where."""
    if isinstance(intent, ChooseLocation):
        return _ask(Purpose(state.product, intent.slug), content)
    return None


def _ask(purpose: Purpose, content: Content, answers: Mapping[str, str] | None = None) -> Next:
    product, location = purpose.product or "", purpose.location or ""
    channel = content.catalogue.product(product).channel(ChannelKind.APPOINTMENT)
    minutes = (channel.minutes if channel else None) or _DEFAULT_MINUTES
    asked = replace(purpose, minutes=minutes, start=None)
    return Next(Waiting(Awaited.SLOTS, asked, answers=answers or {}), (AskSlots(product, location, minutes),))


def slots_arrived(state: Waiting, slots: Slots) -> Next:
    """The free times are here; a place without any room in the coming weeks says so and offers a call."""
    days = tuple(day for day in slots.days if day.starts)
    if not days:
        return Next(Unreachable(Awaited.SLOTS, state.purpose, answers=state.answers, refused=True))
    picking = PickSlot(
        state.purpose.product or "",
        state.purpose.location or "",
        slots.minutes,
        days,
        days[0].day,
        answers=state.answers,
        taken=bool(state.answers),
    )
    return Next(picking)


def at_pick_slot(state: PickSlot, intent: Intent, content: Content) -> Next | None:
    """When: a day, a time, then the contact form."""
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
            purpose = Purpose(state.product, state.location, state.start, state.minutes)
            form = content.forms[filling.APPOINTMENT_FORM]
            return Next(filling.start(form, state.answers, purpose))
    return None


def booking_answered(state: Waiting, answer: BookingAnswered, content: Content) -> Next:
    """Confirmed: print it. Taken: choose again, without typing anything twice. Refused: offer a call."""
    if answer.status is BookingStatus.CONFIRMED:
        # What the central has written down is what is printed.
        return _confirmed(replace(state.purpose, start=answer.start or state.purpose.start), answer.reference, content)
    if answer.status is BookingStatus.TAKEN:
        return _ask(state.purpose, content, state.answers)
    return Next(Unreachable(Awaited.BOOKING, state.purpose, answers=state.answers, refused=True))


def _confirmed(purpose: Purpose, reference: str, content: Content) -> Next:
    product = content.catalogue.product(purpose.product or "")
    location = content.town.location(purpose.location or "")
    if purpose.start is None:
        raise ValueError("a confirmed appointment has a start")
    ticket = appointment_ticket(content, product, location, purpose.start, reference)
    done = Done(
        DoneKind.APPOINTMENT,
        spaced(reference),
        content.texts("done.appointment.title"),
        content.texts("done.appointment.text", when=day_and_time(content, purpose.start), place=location.name),
        Paper(ticket, PaperState.PRINTING),
    )
    return Next(done, (PrintTicket(ticket),))


def at_unreachable(state: Unreachable, intent: Intent, content: Content) -> Next | None:
    """The next best: ask once more, or be called back with what was already filled in."""
    match intent:
        case StartForm(form) if form == filling.CALL_BACK_FORM:
            return Next(filling.call_back(content, Purpose(state.purpose.product), state.answers))
        case TryAgain() if state.awaited is not Awaited.NUMBER:
            return _ask(state.purpose, content, state.answers)
    return None


def silent(state: Waiting, intent: CentralSilent) -> Next:
    """Nobody answered in time."""
    return Next(Unreachable(state.awaited, state.purpose, state.service, state.answers, intent.refused))


def at_waiting_for_slots(state: Waiting, intent: Intent, content: Content) -> Next | None:
    """The answer to a question about free times or a booking."""
    match intent:
        case SlotsArrived(slots) if state.awaited is Awaited.SLOTS:
            return slots_arrived(state, slots)
        case BookingAnswered() if state.awaited is Awaited.BOOKING:
            return booking_answered(state, intent, content)
    return None
