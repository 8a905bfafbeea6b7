"""A code was scanned: where it leads from each place, without losing what is half done and without typing anything."""

from kiosk.codes import Code, CodeKind, read_code
from kiosk.content import Content
from kiosk.journeys import arriving
from kiosk.journeys.intents import Confirm, Intent, Scanned
from kiosk.journeys.next import Next
from kiosk.journeys.states import (
    Browse,
    Cancelling,
    Closed,
    Coming,
    Done,
    EnterCode,
    Help,
    Home,
    Interrupted,
    Languages,
    Misread,
    Notice,
    NotKept,
    OnPhone,
    PickForm,
    PickLocation,
    PickMeeting,
    PickProduct,
    PickService,
    PickSlot,
    PickVillage,
    ProductPage,
    Question,
    Review,
    ScanKind,
    Search,
    Standing,
    State,
    TakeAlong,
    Thanks,
    Told,
    Unreachable,
)
from kiosk.journeys.volunteer_states import Overview

FREE = (
    Home,
    Search,
    Browse,
    ProductPage,
    TakeAlong,
    PickForm,
    PickProduct,
    PickMeeting,
    PickVillage,
    PickLocation,
    PickService,
    Closed,
    EnterCode,
    Misread,
    Interrupted,
    Coming,
    Notice,
    Standing,
    Done,
    Thanks,
    Help,
    Languages,
)
"""Where a code leads on at once: nothing was entered that a way back would not find again."""

BUSY = (Question, OnPhone, Told, Review, PickSlot, Cancelling, Unreachable, NotKept)
"""Where it is asked first: a hand scanner that falls from the table must not take a form off the screen.

Everywhere else (an answer is awaited, a volunteer is at work) a code is the affair of that place, or of nobody.
"""

UNREADABLE = "code.error.scanned"
"""Said where the code is asked for: the next try is at once."""

_TOLD = {
    CodeKind.NUMBER: ScanKind.NUMBER,
    CodeKind.BADGE: ScanKind.BADGE,
    CodeKind.ADDRESS: ScanKind.ADDRESS,
    CodeKind.ELSEWHERE: ScanKind.ELSEWHERE,
}


def from_anywhere(state: State, intent: Intent, content: Content) -> Next | None:
    """A code that the place itself does not care about."""
    if not isinstance(intent, Scanned):
        return None
    code = read_code(intent.text, content.public_url)
    following = _lead(code, content)
    if isinstance(state, EnterCode) and following.state == Misread(ScanKind.UNKNOWN):
        return Next(EnterCode(state.draft, UNREADABLE))
    if isinstance(state, (*FREE, Overview)):
        return following
    if not isinstance(state, BUSY) or _awaits_photo(state):
        return None
    return following if isinstance(following.state, Misread) else Next(Interrupted(code))


def at_interrupted(state: Interrupted, intent: Intent, content: Content) -> Next | None:
    """First the code, after all; the way back leads to what was half done."""
    return _lead(state.code, content) if isinstance(intent, Confirm) else None


def _awaits_photo(state: State) -> bool:
    return isinstance(state, Question) and state.taking


def _lead(code: Code, content: Content) -> Next:
    if code.kind in (CodeKind.REFERENCE, CodeKind.APPOINTMENT, CodeKind.RECORD):
        return arriving.find(code.value)
    if code.kind is CodeKind.PRODUCT and any(product.slug == code.value for product in content.catalogue.products):
        return Next(ProductPage(code.value))
    kind = _TOLD.get(code.kind, ScanKind.UNKNOWN)
    return Next(Misread(kind, code.value if kind is ScanKind.ELSEWHERE else ""))
