"""A code was scanned: where it leads from each place, without losing what is half done and without typing anything."""

from dataclasses import replace
from datetime import datetime

from kiosk.codes import Code, CodeKind, read_code
from kiosk.content import Content
from kiosk.journeys import arriving, states
from kiosk.journeys.effects import FollowNumber
from kiosk.journeys.intents import Confirm, Intent, NumberSeen, Scanned
from kiosk.journeys.next import Next
from kiosk.journeys.paper import at_kept_paper
from kiosk.journeys.states import Awaited, EnterCode, Interrupted, Misread, Question, ScanKind, Waiting, YourNumber
from kiosk.journeys.volunteer_states import FoundThing, Overview, PointClosed

FREE = (
    states.Home,
    states.Search,
    states.Browse,
    states.ProductPage,
    states.TakeAlong,
    states.PickForm,
    states.PickProduct,
    states.PickMeeting,
    states.PickVillage,
    states.PickLocation,
    states.PickService,
    states.Closed,
    states.EnterCode,
    states.Misread,
    states.Interrupted,
    states.YourNumber,
    states.Coming,
    states.Notice,
    states.Standing,
    states.Done,
    states.Thanks,
    states.Help,
    states.Languages,
)
"""Where a code leads on at once: nothing was entered that a way back would not find again."""

BUSY = (
    states.Question,
    states.OnPhone,
    states.Told,
    states.Review,
    states.PickSlot,
    states.Cancelling,
    states.Unreachable,
    states.NotKept,
)
"""Where it is asked first: a hand scanner that falls from the table must not take a form off the screen.

Everywhere else (an answer is awaited, a volunteer is at work) a code is the affair of that place, or of nobody.
"""

UNREADABLE = "code.error.scanned"
"""Said where the code is asked for: the next try is at once."""

_LOOKED_UP = (CodeKind.REFERENCE, CodeKind.APPOINTMENT, CodeKind.RECORD, CodeKind.LABEL)
_ONLY_TELL = (CodeKind.RECORD, CodeKind.NUMBER)
"""Codes that ask nothing of anybody, so that they work while nobody is here."""
_TOLD = {
    CodeKind.BADGE: ScanKind.BADGE,
    CodeKind.ADDRESS: ScanKind.ADDRESS,
    CodeKind.ELSEWHERE: ScanKind.ELSEWHERE,
}


def from_anywhere(state: states.State, intent: Intent, content: Content) -> Next | None:
    """A code that the place itself does not care about."""
    if not isinstance(intent, Scanned):
        return None
    code = read_code(intent.text, content.public_url)
    following = _lead(code, content)
    if isinstance(state, EnterCode) and following.state == Misread(ScanKind.UNKNOWN):
        return Next(EnterCode(state.draft, UNREADABLE))
    if isinstance(state, (*FREE, Overview, FoundThing)):
        return following
    if not isinstance(state, BUSY) or _awaits_photo(state):
        return None
    return following if isinstance(following.state, Misread) else Next(Interrupted(code))


def while_closed(until: datetime, state: states.State, scanned: Scanned, content: Content) -> Next | None:
    """A code at a point that is closed: what only tells is told; for all else one hears until when it is closed.

    None: somebody is still busy with what he began before.
    """
    if not isinstance(state, (*FREE, PointClosed)):
        return None
    code = read_code(scanned.text, content.public_url)
    return _lead(code, content) if code.kind in _ONLY_TELL else Next(Misread(ScanKind.CLOSED, until=until))


def at_interrupted(state: Interrupted, intent: Intent, content: Content) -> Next | None:
    """First the code, after all; the way back leads to what was half done."""
    return _lead(state.code, content) if isinstance(intent, Confirm) else None


def at_waiting(state: Waiting, intent: Intent, content: Content) -> Next | None:
    """How far a number is, as far as anybody knows: silence too comes as an answer."""
    if isinstance(intent, NumberSeen) and state.awaited is Awaited.STANDING:
        return Next(intent.seen)
    return None


def at_your_number(state: YourNumber, intent: Intent, content: Content) -> Next | None:
    """Its ticket once more, where it was printed here."""
    moved = None if state.paper is None else at_kept_paper(state.paper, state.job, intent)
    return None if moved is None else Next(replace(state, paper=moved[0]), moved[1])


def _awaits_photo(state: states.State) -> bool:
    return isinstance(state, Question) and state.taking


def _lead(code: Code, content: Content) -> Next:
    if code.kind in _LOOKED_UP:
        return arriving.find(code.value, on_label=code.kind is CodeKind.LABEL)
    if code.kind is CodeKind.NUMBER:
        return Next(Waiting(Awaited.STANDING), (FollowNumber(code.value),))
    if code.kind is CodeKind.PRODUCT and any(product.slug == code.value for product in content.catalogue.products):
        return Next(states.ProductPage(code.value))
    kind = _TOLD.get(code.kind, ScanKind.UNKNOWN)
    return Next(Misread(kind, code.value if kind is ScanKind.ELSEWHERE else ""))
