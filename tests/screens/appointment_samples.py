"""Sample states of appointments and queue numbers: choosing a time, coming, cancelling, a central that is silent."""

from collections.abc import Iterator
from datetime import timedelta

from kiosk.content import Content
from kiosk.journeys import states
from sync.protocol.appointments import AppointmentStatus
from tests.screens.agreed import AT_HOME, CHOSEN, DAYS, KNOWN, MOVING, PURPOSE
from tests.screens.content import NOW

TODAY, TOMORROW = DAYS[0].day, DAYS[1].day


def appointment_states(content: Content) -> Iterator[tuple[str, states.State]]:
    """Names of pictures, and states."""
    who = {"name": "A. Voorbeeld", "phone": "0612345678", "email": ""}
    yield "pick_product", states.PickProduct()
    yield "pick_location", states.PickLocation("paspoort")
    yield "pick_meeting", states.PickMeeting("paspoort")
    yield "pick_village", states.PickVillage("paspoort")
    yield from _slots()
    yield "review_appointment", states.Review("appointment", who, PURPOSE)
    yield "pick_service", states.PickService()
    yield "service_closed", states.Closed("burgerzaken", NOW.replace(hour=15, minute=0))
    yield "service_closed_later", states.Closed("burgerzaken", CHOSEN)
    yield from _coming(content)
    yield from _unreachable()


def _slots() -> Iterator[tuple[str, states.State]]:
    silent = states.SlotTrouble.SILENT
    yield "pick_slot", states.PickSlot(PURPOSE, DAYS, TODAY, CHOSEN)
    yield "pick_slot_taken", states.PickSlot(PURPOSE, DAYS, TOMORROW, trouble=states.SlotTrouble.TAKEN)
    yield "pick_slot_home", states.PickSlot(AT_HOME, DAYS, TODAY, CHOSEN)
    yield "pick_slot_offline", states.PickSlot(PURPOSE, DAYS[:2], TODAY, offline=True)
    yield "pick_slot_silent", states.PickSlot(PURPOSE, DAYS[:2], TODAY, offline=True, trouble=silent)
    yield "pick_slot_move", states.PickSlot(MOVING, DAYS, TODAY, DAYS[0].starts[3])


def _coming(content: Content) -> Iterator[tuple[str, states.State]]:
    expected = KNOWN.model_copy(update={"location": content.location.slug, "start": NOW})
    overdue = expected.model_copy(update={"start": NOW - timedelta(hours=1), "status": AppointmentStatus.PAST})
    yield "coming", states.Coming("K7P4XQ", KNOWN)
    yield "coming_now", states.Coming("K7P4XQ", expected)
    yield "coming_late", states.Coming("K7P4XQ", overdue)
    yield "coming_offline", states.Coming("K7P4XQ")
    yield "cancelling", states.Cancelling(KNOWN)
    for kind in states.NoticeKind:
        yield f"notice_{kind.value}", states.Notice(kind, "K7P4XQ", CHOSEN, "gemeentehuis", KNOWN)


def _unreachable() -> Iterator[tuple[str, states.State]]:
    awaited, unreachable = states.Awaited, states.Unreachable
    yield "waiting", states.Waiting(awaited.SLOTS, PURPOSE)
    yield "unreachable", unreachable(awaited.BOOKING, PURPOSE)
    yield "unreachable_number", unreachable(awaited.NUMBER, service="burgerzaken")
    yield "unreachable_check_in", unreachable(awaited.CHECK_IN, reference="K7P4XQ")
    yield "unreachable_move", unreachable(awaited.MOVE, MOVING, reference="K7P4XQ")
    yield "unreachable_unclear", unreachable(awaited.BOOKING, PURPOSE, refused=True, unclear=True)
    yield "unreachable_refused", unreachable(awaited.SLOTS, PURPOSE, refused=True)
