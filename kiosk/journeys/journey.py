"""Every step of every visit in one place: (state, intent) -> next state and effects."""

from collections.abc import Callable
from typing import Any

from kiosk.content import Content
from kiosk.journeys import (
    appointment,
    arriving,
    filling,
    finding,
    number,
    on_phone,
    paper,
    readying,
    reprinting,
    scanning,
    sending,
    volunteering,
)
from kiosk.journeys.intents import CentralSilent, Intent
from kiosk.journeys.next import Next
from kiosk.journeys.states import (
    Browse,
    Cancelling,
    Coming,
    Done,
    EnterCode,
    Interrupted,
    Notice,
    NotKept,
    OnPhone,
    PickLocation,
    PickMeeting,
    PickProduct,
    PickService,
    PickSlot,
    PickVillage,
    ProductPage,
    Question,
    Review,
    Search,
    State,
    TakeAlong,
    Told,
    Unreachable,
    Waiting,
)
from kiosk.journeys.volunteer_states import (
    ChangePaper,
    ClosePoint,
    DeviceDetail,
    Devices,
    EnterPin,
    HelpWithForm,
    LastTickets,
    Overview,
    ProbeRound,
    RoundDone,
    TicketByCode,
)


def _at_waiting(state: Waiting, intent: Intent, content: Content) -> Next | None:
    for at_waiting in (appointment.at_waiting, sending.at_waiting, number.at_waiting, arriving.at_waiting):
        following = at_waiting(state, intent, content)
        if following is not None:
            return following
    if isinstance(intent, CentralSilent) and intent.awaited is state.awaited:
        return Next(_unreachable(state, intent))
    return None


def _unreachable(state: Waiting, silence: CentralSilent) -> Unreachable:
    """Nobody answered in time, and there is nothing here to give out instead."""
    return Unreachable(
        state.awaited, state.purpose, state.service, state.reference, state.answers, refused=silence.refused
    )


def _at_unreachable(state: Unreachable, intent: Intent, content: Content) -> Next | None:
    return (
        appointment.at_unreachable(state, intent, content)
        or number.at_unreachable(state, intent, content)
        or arriving.at_unreachable(state, intent, content)
    )


def _at_done(state: Done, intent: Intent, content: Content) -> Next | None:
    return paper.at_paper(state, intent, content) or sending.at_done(state, intent, content)


_AT: dict[type, Callable[[Any, Intent, Content], Next | None]] = {
    Search: finding.at_search,
    Browse: finding.at_browse,
    ProductPage: finding.at_product,
    TakeAlong: paper.at_paper,
    Question: filling.at_question,
    Review: filling.at_review,
    Told: filling.at_told,
    OnPhone: on_phone.at_on_phone,
    NotKept: sending.at_not_kept,
    PickProduct: appointment.at_pick_product,
    PickMeeting: appointment.at_pick_meeting,
    PickVillage: appointment.at_pick_village,
    PickLocation: appointment.at_pick_location,
    PickSlot: appointment.at_pick_slot,
    PickService: number.at_pick_service,
    EnterCode: arriving.at_enter_code,
    Interrupted: scanning.at_interrupted,
    Coming: arriving.at_coming,
    Cancelling: arriving.at_cancelling,
    Notice: arriving.at_notice,
    Waiting: _at_waiting,
    Unreachable: _at_unreachable,
    Done: _at_done,
    EnterPin: volunteering.at_enter_pin,
    Overview: volunteering.at_overview,
    HelpWithForm: volunteering.at_help_with_form,
    Devices: volunteering.at_devices,
    DeviceDetail: volunteering.at_device,
    ChangePaper: volunteering.at_change_paper,
    ClosePoint: volunteering.at_close_point,
    LastTickets: reprinting.at_last_tickets,
    TicketByCode: reprinting.at_ticket_by_code,
    ProbeRound: readying.at_probe,
    RoundDone: readying.at_done,
}


def step(state: State, intent: Intent, content: Content) -> Next | None:
    """The next step; None when the intent means nothing here (a late answer, a double touch)."""
    here = _AT.get(type(state))
    following = here(state, intent, content) if here else None
    return following or scanning.from_anywhere(state, intent, content) or finding.from_anywhere(intent, content)
