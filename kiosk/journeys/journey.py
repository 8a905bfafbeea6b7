"""Every step of every visit in one place: (state, intent) -> next state and effects."""

from collections.abc import Callable
from typing import Any

from kiosk.content import Content
from kiosk.journeys import appointment, filling, finding, number, paper
from kiosk.journeys.intents import CentralSilent, Intent
from kiosk.journeys.next import Next
from kiosk.journeys.states import (
    Browse,
    Done,
    NotKept,
    PickLocation,
    PickProduct,
    PickService,
    PickSlot,
    ProductPage,
    Question,
    Review,
    Search,
    State,
    TakeAlong,
    Unreachable,
    Waiting,
)


def _at_waiting(state: Waiting, intent: Intent, content: Content) -> Next | None:
    if isinstance(intent, CentralSilent):
        return appointment.silent(state, intent) if intent.awaited is state.awaited else None
    return appointment.at_waiting_for_slots(state, intent, content) or number.at_waiting(state, intent, content)


def _at_unreachable(state: Unreachable, intent: Intent, content: Content) -> Next | None:
    return appointment.at_unreachable(state, intent, content) or number.at_unreachable(state, intent, content)


_AT: dict[type, Callable[[Any, Intent, Content], Next | None]] = {
    Search: finding.at_search,
    Browse: finding.at_browse,
    ProductPage: finding.at_product,
    TakeAlong: paper.at_paper,
    Question: filling.at_question,
    Review: filling.at_review,
    NotKept: filling.at_not_kept,
    PickProduct: appointment.at_pick_product,
    PickLocation: appointment.at_pick_location,
    PickSlot: appointment.at_pick_slot,
    PickService: number.at_pick_service,
    Waiting: _at_waiting,
    Unreachable: _at_unreachable,
    Done: paper.at_paper,
}


def step(state: State, intent: Intent, content: Content) -> Next | None:
    """The next step; None when the intent means nothing here (a late answer, a double touch)."""
    here = _AT.get(type(state))
    return (here(state, intent, content) if here else None) or finding.from_anywhere(intent, content)
