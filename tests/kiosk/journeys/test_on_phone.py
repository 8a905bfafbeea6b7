"""A phone that says where it is, as a table: what it says, and where the question goes on."""

from dataclasses import replace

import pytest

from assets.form import FieldKind
from kiosk.content import Content
from kiosk.journeys.effects import AskPhoneLink
from kiosk.journeys.intents import GoBack, PhoneAnswered, PhoneLinkArrived, TryAgain, UsePhone
from kiosk.journeys.on_phone import at_on_phone
from kiosk.journeys.states import OnPhone, PhoneTrouble, PlaceStep, Question
from kiosk.visit import Visit
from sync.protocol.answers import Place, PointFrom
from sync.protocol.phone import PhoneLink, PhonePoint, PhoneStage
from tests.kiosk.sample import content

LINK = PhoneLink(token="0" * 25, lasts_s=600)
GONE = PhonePoint(stage=PhoneStage.GONE)


def here(lat: float, lon: float) -> PhonePoint:
    return PhonePoint(stage=PhoneStage.HERE, lat=lat, lon=lon, accuracy_m=9.0)


NUTH = (50.9176, 5.8862)
BETWEEN = (50.927, 5.886)
AMSTERDAM = (52.37, 4.89)
KERKSTRAAT = Place(village="Nuth", street="Kerkstraat", house_number="3")


@pytest.mark.parametrize(
    ("before", "point", "village", "street"),
    [
        (None, NUTH, "Nuth", None),
        (KERKSTRAAT, NUTH, "Nuth", "Kerkstraat"),
        (KERKSTRAAT, BETWEEN, "Nuth", "Kerkstraat"),
        (Place(village="Schinveld", street="Kerkstraat"), NUTH, "Nuth", None),
    ],
)
def test_the_point_comes_to_the_question(
    before: Place | None, point: tuple[float, float], village: str, street: str | None
) -> None:
    state = OnPhone(Question("report", "village", place=before), LINK)
    following = at_on_phone(state, PhoneAnswered(LINK.token, here(*point)), content())
    assert following is not None
    question = following.state
    assert isinstance(question, Question)
    assert question.place is not None
    assert (question.place.village, question.place.street) == (village, street)
    assert (question.step, question.place.point_from, question.place.accuracy_m) == (
        PlaceStep.POINT,
        PointFrom.PHONE,
        9.0,
    )
    assert (question.place.lat, question.place.lon) == point


@pytest.mark.parametrize(
    ("state", "intent", "trouble"),
    [
        (OnPhone(Question("report", "village")), PhoneLinkArrived(None), PhoneTrouble.SILENT),
        (OnPhone(Question("report", "village"), LINK), PhoneAnswered(LINK.token, GONE), PhoneTrouble.EXPIRED),
        (
            OnPhone(Question("report", "village"), LINK),
            PhoneAnswered(LINK.token, here(*AMSTERDAM)),
            PhoneTrouble.OUTSIDE,
        ),
    ],
)
def test_what_goes_wrong_is_said_and_can_be_tried_again(
    state: OnPhone, intent: PhoneLinkArrived | PhoneAnswered, trouble: PhoneTrouble
) -> None:
    following = at_on_phone(state, intent, content())
    assert following is not None
    assert following.state == OnPhone(state.question, None, trouble)
    assert isinstance(following.state, OnPhone)
    again = at_on_phone(following.state, TryAgain(), content())
    assert again is not None
    assert (again.state, again.effects) == (OnPhone(state.question), (AskPhoneLink(),))


def test_an_answer_to_another_link_is_nobodys() -> None:
    state = OnPhone(Question("report", "village"), LINK)
    assert at_on_phone(state, PhoneAnswered("1" * 25, here(*NUTH)), content()) is None
    assert at_on_phone(OnPhone(state.question), PhoneAnswered(LINK.token, here(*NUTH)), content()) is None


@pytest.mark.parametrize("online", [True, False])
def test_the_phone_is_there_only_with_a_connection_and_going_back_leads_to_the_question(online: bool) -> None:
    form = content().forms["report"]
    fields = tuple(
        field.model_copy(update={"kind": FieldKind.PLACE}) if field.name == "village" else field
        for field in form.fields
    )
    forms = {"report": form.model_copy(update={"fields": fields})}

    def town(_language: str) -> Content:
        return replace(content(), forms=forms, online=lambda: online)

    question = Question("report", "village", {"category": "light"})
    visit = Visit(town, start=question)
    assert visit.take(UsePhone()) == ((AskPhoneLink(),) if online else None)
    assert isinstance(visit.state, OnPhone if online else Question)
    if online:
        visit.take(GoBack())
        assert visit.state == question
