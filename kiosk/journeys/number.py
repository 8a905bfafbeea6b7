"""Taking a queue number for a service at this place."""

from kiosk.content import Content
from kiosk.journeys.effects import AskNumber, PrintTicket
from kiosk.journeys.intents import ChooseService, Intent, NumberArrived, TryAgain
from kiosk.journeys.next import Next
from kiosk.journeys.states import (
    Awaited,
    Done,
    DoneKind,
    Paper,
    PaperState,
    PickService,
    Purpose,
    Unreachable,
    Waiting,
)
from kiosk.tickets.compose import number_ticket


def at_pick_service(state: PickService, intent: Intent, content: Content) -> Next | None:
    """What the number is for."""
    if isinstance(intent, ChooseService):
        return _ask(intent.slug, state.product)
    return None


def _ask(service: str, product: str | None) -> Next:
    return Next(Waiting(Awaited.NUMBER, Purpose(product), service), (AskNumber(service, product),))


def at_waiting(state: Waiting, intent: Intent, content: Content) -> Next | None:
    """The number is here: print it."""
    if not isinstance(intent, NumberArrived) or state.awaited is not Awaited.NUMBER:
        return None
    service = next(service for service in content.location.services if service.slug == state.service)
    ticket = number_ticket(content, service, intent.code, intent.ahead)
    texts = content.texts
    done = Done(
        DoneKind.NUMBER,
        intent.code,
        texts("done.number.title"),
        texts.count("done.number.text", intent.ahead) if intent.ahead else texts("done.number.first"),
        Paper(ticket, PaperState.PRINTING),
    )
    return Next(done, (PrintTicket(ticket),))


def at_unreachable(state: Unreachable, intent: Intent, content: Content) -> Next | None:
    """Ask for the number once more."""
    if isinstance(intent, TryAgain) and state.awaited is Awaited.NUMBER and state.service:
        return _ask(state.service, state.purpose.product)
    return None
