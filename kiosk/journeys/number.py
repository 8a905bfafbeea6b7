"""Taking a queue number for a service at this place."""

from kiosk.content import Content
from kiosk.journeys.effects import AskNumber, PrintTicket
from kiosk.journeys.intents import CentralSilent, ChooseService, Intent, NumberKept, TryAgain
from kiosk.journeys.next import Next
from kiosk.journeys.states import (
    Awaited,
    Closed,
    Done,
    DoneKind,
    Paper,
    PaperState,
    PickService,
    Purpose,
    Unreachable,
    Waiting,
)
from kiosk.opening import next_opening
from kiosk.tickets.number import GivenNumber, service_of, wait_words


def at_pick_service(state: PickService, intent: Intent, content: Content) -> Next | None:
    """What the number is for."""
    if isinstance(intent, ChooseService):
        return _ask(intent.slug, state.product)
    return None


def _ask(service: str, product: str | None) -> Next:
    return Next(Waiting(Awaited.NUMBER, Purpose(product), service), (AskNumber(service, product),))


def at_waiting(state: Waiting, intent: Intent, content: Content) -> Next | None:
    """The number is on disk: print it. Or nobody is there for it now."""
    match intent:
        case NumberKept(number, ticket, job) if state.awaited is Awaited.NUMBER:
            done = Done(
                DoneKind.NUMBER,
                number.code,
                content.texts("done.number.title"),
                _line_words(content, number),
                Paper(ticket, PaperState.PRINTING),
                wait_words(content, number),
                scan_later=number.ahead is None,
            )
            return Next(done, (PrintTicket(ticket, job),))
        case CentralSilent(Awaited.NUMBER, closed=True) if state.awaited is Awaited.NUMBER and state.service:
            return Next(closed(state.service, content))
    return None


def closed(service: str, content: Content) -> Closed:
    """The service is closed now, until it opens again by the town's own hours."""
    return Closed(service, next_opening(content.town, content.location, service_of(content, service), content.now()))


def _line_words(content: Content, number: GivenNumber) -> str:
    if number.ahead is None:
        return content.texts("done.number.offline")
    return content.texts.count("done.number.text", number.ahead) if number.ahead else content.texts("done.number.first")


def at_unreachable(state: Unreachable, intent: Intent, content: Content) -> Next | None:
    """Ask for the number once more."""
    if isinstance(intent, TryAgain) and state.awaited is Awaited.NUMBER and state.service:
        return _ask(state.service, state.purpose.product)
    return None
