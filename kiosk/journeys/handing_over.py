"""A found thing whose label a volunteer scanned: its slip once more, and giving it to who comes for it."""

from dataclasses import replace

from kiosk.content import Content
from kiosk.journeys.intents import Intent, KeepingFailed
from kiosk.journeys.next import Next
from kiosk.journeys.paper import at_kept_paper
from kiosk.journeys.volunteer_effects import KeepHandedOver
from kiosk.journeys.volunteer_intents import AskTaker, GiveTo, HandedOverKept
from kiosk.journeys.volunteer_states import FoundThing, HandOver


def at_found_thing(state: FoundThing, intent: Intent, content: Content) -> Next | None:
    """What a volunteer does with it."""
    match intent:
        case AskTaker() if state.is_here:
            return Next(HandOver(state))
    moved = None if state.label is None else at_kept_paper(state.label, state.job, intent)
    return None if moved is None else Next(replace(state, label=moved[0]), moved[1])


def at_hand_over(state: HandOver, intent: Intent, content: Content) -> Next | None:
    """Kept before anybody is told; the page of the thing says so then."""
    match intent:
        case GiveTo(taker):
            return Next(state, (KeepHandedOver(state.thing.reference, taker),))
        case HandedOverKept(taker):
            return Next(replace(state.thing, taken=taker, not_kept=False))
        case KeepingFailed():
            return Next(replace(state.thing, not_kept=True))
    return None
