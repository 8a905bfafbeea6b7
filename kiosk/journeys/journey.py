"""Every step of every visit in one place: (state, intent) -> next state and effects."""

from collections.abc import Callable
from typing import Any

from kiosk.content import Content
from kiosk.journeys import (
    appointment,
    arriving,
    filling,
    finding,
    handing_over,
    number,
    on_phone,
    paper,
    readying,
    reprinting,
    scanning,
    sending,
    states,
    volunteer_states,
    volunteering,
)
from kiosk.journeys.intents import CentralSilent, Intent
from kiosk.journeys.next import Next
from kiosk.journeys.states import Done, State, Unreachable, Waiting

_WAITING = (appointment.at_waiting, sending.at_waiting, number.at_waiting, arriving.at_waiting, scanning.at_waiting)


def _at_waiting(state: Waiting, intent: Intent, content: Content) -> Next | None:
    for at_waiting in _WAITING:
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
    states.Search: finding.at_search,
    states.Browse: finding.at_browse,
    states.ProductPage: finding.at_product,
    states.TakeAlong: paper.at_paper,
    states.Question: filling.at_question,
    states.Review: filling.at_review,
    states.Told: filling.at_told,
    states.OnPhone: on_phone.at_on_phone,
    states.NotKept: sending.at_not_kept,
    states.PickProduct: appointment.at_pick_product,
    states.PickMeeting: appointment.at_pick_meeting,
    states.PickVillage: appointment.at_pick_village,
    states.PickLocation: appointment.at_pick_location,
    states.PickSlot: appointment.at_pick_slot,
    states.PickService: number.at_pick_service,
    states.EnterCode: arriving.at_enter_code,
    states.Interrupted: scanning.at_interrupted,
    states.YourNumber: scanning.at_your_number,
    states.Coming: arriving.at_coming,
    states.Cancelling: arriving.at_cancelling,
    states.Notice: arriving.at_notice,
    Waiting: _at_waiting,
    Unreachable: _at_unreachable,
    Done: _at_done,
    volunteer_states.EnterPin: volunteering.at_enter_pin,
    volunteer_states.Overview: volunteering.at_overview,
    volunteer_states.HelpWithForm: volunteering.at_help_with_form,
    volunteer_states.Devices: volunteering.at_devices,
    volunteer_states.DeviceDetail: volunteering.at_device,
    volunteer_states.ChangePaper: volunteering.at_change_paper,
    volunteer_states.ClosePoint: volunteering.at_close_point,
    volunteer_states.LastTickets: reprinting.at_last_tickets,
    volunteer_states.TicketByCode: reprinting.at_ticket_by_code,
    volunteer_states.FoundThing: handing_over.at_found_thing,
    volunteer_states.HandOver: handing_over.at_hand_over,
    volunteer_states.ProbeRound: readying.at_probe,
    volunteer_states.RoundDone: readying.at_done,
}


def step(state: State, intent: Intent, content: Content) -> Next | None:
    """The next step; None when the intent means nothing here (a late answer, a double touch)."""
    here = _AT.get(type(state))
    following = here(state, intent, content) if here else None
    return following or scanning.from_anywhere(state, intent, content) or finding.from_anywhere(intent, content)
