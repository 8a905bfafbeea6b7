"""Going on on one's own phone: it says where it is, and the point comes back to the question that was asked here."""

from dataclasses import replace

from kiosk.content import Content
from kiosk.forms import places
from kiosk.journeys import pointing
from kiosk.journeys.effects import AskPhoneLink
from kiosk.journeys.intents import Intent, PhoneAnswered, PhoneLinkArrived, TryAgain, UsePhone
from kiosk.journeys.next import Next
from kiosk.journeys.states import OnPhone, PhoneTrouble, Question
from kiosk.maps.ground import metres_between, nearest_village
from sync.protocol.answers import Place, PointFrom
from sync.protocol.phone import PhoneStage

_OUTSIDE_M = 5000.0
"""Farther from every village than this, a point is not in the municipality."""

_BORDER_M = 1500.0
"""Villages have no borders here: a village that was chosen stands, unless another is nearer by so much."""


def begin(state: Question, intent: Intent, content: Content) -> Next | None:
    """From a question for a place to the phone; never without a connection, since then no phone can answer."""
    if not isinstance(intent, UsePhone) or not content.online():
        return None
    return Next(OnPhone(state), (AskPhoneLink(),))


def at_on_phone(state: OnPhone, intent: Intent, content: Content) -> Next | None:
    """The code, and what becomes of it."""
    match intent:
        case PhoneLinkArrived(link) if state.link is None:
            if link is None:
                return Next(replace(state, trouble=PhoneTrouble.SILENT))
            return Next(replace(state, link=link, trouble=None))
        case TryAgain() if state.trouble is not None:
            return Next(OnPhone(state.question), (AskPhoneLink(),))
        case PhoneAnswered(token, point) if state.link is not None and state.link.token == token:
            if point.stage is PhoneStage.GONE:
                return Next(replace(state, link=None, trouble=PhoneTrouble.EXPIRED))
            if point.lat is not None and point.lon is not None:
                return _arrived(state, point.lat, point.lon, point.accuracy_m or 0.0, content)
    return None


def _arrived(state: OnPhone, lat: float, lon: float, accuracy_m: float, content: Content) -> Next:
    village, metres = nearest_village(content.town, lat, lon)
    if metres > _OUTSIDE_M:
        return Next(replace(state, link=None, trouble=PhoneTrouble.OUTSIDE))
    place = state.question.place
    if place is None or not _may_be_in(place, lat, lon, metres, content):
        place = places.in_village(village)
    placed = places.at_point(place, lat, lon, accuracy_m, PointFrom.PHONE)
    return pointing.show(state.question, placed, content)


def _may_be_in(place: Place, lat: float, lon: float, nearest_m: float, content: Content) -> bool:
    chosen = content.town.village(place.village)
    return metres_between(chosen.lat, chosen.lon, lat, lon) < nearest_m + _BORDER_M
