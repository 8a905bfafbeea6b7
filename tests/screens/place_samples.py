"""Sample states of saying where: a village, a street, a number, a point on the map, one's own telephone."""

from collections.abc import Iterator

from kiosk.content import Content
from kiosk.journeys.states import OnPhone, PhoneTrouble, PlaceStep, Question, State
from kiosk.maps.plane import View
from sync.protocol.answers import Place, PointFrom
from sync.protocol.phone import PhoneLink
from tests.screens.filled_in import WHERE

LONG_STREET = Place(village="Wijnandsrade", street="Commissaris Voorbeeld van Voorbeeldeindestraat")
BY_THE_SCHOOL = Place(village="Nuth", near="bij de school", lat=50.9175, lon=5.88611, point_from=PointFrom.VILLAGE)
IN_NUTH = Place(village="Nuth", lat=50.9175, lon=5.88611, point_from=PointFrom.VILLAGE)
IN_THE_VILLAGE = Question("report", "where")


def _where(
    draft: str,
    place: Place,
    step: PlaceStep = PlaceStep.STREET,
    error: str | None = None,
    view: View | None = None,
) -> Question:
    answers = {"category": "lighting"}
    return Question("report", "where", answers, draft, error, place=place, step=step, view=view)


def place_states(content: Content) -> Iterator[tuple[str, State]]:
    """Names of pictures, and states."""
    yield "question_village", Question("report", "where", {"category": "lighting"}, draft="Nuth")
    yield "question_street", Question("report", "where", {"category": "lighting"}, place=WHERE)
    yield "question_street_found", _where("voorb", WHERE)
    yield "question_street_one", _where("burg v v", WHERE)
    yield "question_street_unlisted", _where("kerklaan", WHERE)
    yield "question_street_wrong", Question("found-item", "where", {}, "", "form.error.place", place=WHERE)
    yield "question_number", _where("", LONG_STREET, PlaceStep.NUMBER)
    yield "question_near", _where("", Place(village="Nuth"), PlaceStep.NUMBER)
    yield "question_map", _where("", BY_THE_SCHOOL, PlaceStep.POINT)
    yield "question_map_near", _where("", IN_NUTH, PlaceStep.POINT, view=View(50.9185, 5.884, 4))
    yield "question_map_wrong", _where("", IN_NUTH, PlaceStep.POINT, error="place.error.point")
    yield "on_phone", OnPhone(IN_THE_VILLAGE, PhoneLink(token="0123456789abcdef012345678", lasts_s=600))
    yield "on_phone_asking", OnPhone(IN_THE_VILLAGE)
    for why in PhoneTrouble:
        yield f"on_phone_{why}", OnPhone(IN_THE_VILLAGE, None, why)
