"""A question for a place as a table: what the visitor does, and where that leads."""

from dataclasses import replace

import pytest

from assets.form import FieldKind
from kiosk.content import Content
from kiosk.journeys.intents import Answer, Confirm, EraseAll, GoBack, Intent, PointAt, Skip, TypeText, ZoomMap
from kiosk.journeys.placing import at_place
from kiosk.journeys.states import PlaceStep, Question
from kiosk.maps.townmap import TownMap
from kiosk.streets.index import StreetIndex
from kiosk.streets.street import Street
from sync.protocol.answers import Place, PointFrom
from tests.kiosk.sample import content

STREETS = StreetIndex([Street("Kerkstraat", "Nuth", 50.918, 5.887), Street("Kerkweg", "Nuth")])
NOT_KNOWN = "form.error.place"
NOT_MOVED = "place.error.point"


def here(*, tiled: bool = False) -> Content:
    plain = replace(content(), streets=STREETS)
    return replace(plain, tiled=TownMap(plain.map.grid, lambda *_: None)) if tiled else plain


def walk(intents: list[Intent], *, exact: bool, tiled: bool = False, before: Place | None = None) -> Question | Place:
    town = here(tiled=tiled)
    form = town.forms["report"]
    field = form.field("village").model_copy(update={"kind": FieldKind.PLACE, "exact": exact})
    state = Question("report", "village", {"village": before} if before else {})
    for intent in intents:
        following = at_place(state, field, intent, town)
        if isinstance(following, Place):
            return following
        assert following is not None, f"{intent} means nothing at {state.step}"
        assert isinstance(following.state, Question)
        state = following.state
    return state


NUTH = Answer("Nuth")


@pytest.mark.parametrize(
    ("exact", "intents", "words", "point"),
    [
        (False, [NUTH, Skip()], "Nuth", PointFrom.VILLAGE),
        (False, [NUTH, Confirm()], "Nuth", PointFrom.VILLAGE),
        (True, [NUTH, Answer("Kerkstraat"), Skip()], "Kerkstraat, Nuth", PointFrom.STREET),
        (True, [NUTH, TypeText("kerkstraat 12 a"), Confirm()], "Kerkstraat 12a, Nuth", PointFrom.STREET),
        (True, [NUTH, Answer("Kerkstraat"), TypeText("3"), Confirm()], "Kerkstraat 3, Nuth", PointFrom.STREET),
        (
            True,
            [NUTH, Answer("Kerkstraat"), TypeText("bij de kerk"), Confirm()],
            "Kerkstraat, bij de kerk, Nuth",
            PointFrom.STREET,
        ),
        (True, [NUTH, TypeText("Nieuwe laan 4"), Confirm()], "Nieuwe laan 4, Nuth", PointFrom.VILLAGE),
        (
            True,
            [NUTH, TypeText("nieuwe laan"), Confirm(), TypeText("4"), Confirm()],
            "nieuwe laan 4, Nuth",
            PointFrom.VILLAGE,
        ),
        (True, [NUTH, TypeText("bij de kerk"), Confirm(), Skip()], "bij de kerk, Nuth", PointFrom.VILLAGE),
        (True, [NUTH, Skip(), TypeText("de school"), Confirm(), Confirm()], "de school, Nuth", PointFrom.VILLAGE),
        (True, [NUTH, Skip(), Skip(), PointAt(50.92, 5.88), Confirm()], "Nuth", PointFrom.MAP),
        (False, [NUTH, TypeText("bij de kerk"), Confirm()], "bij de kerk, Nuth", PointFrom.VILLAGE),
        (
            True,
            [NUTH, Answer("Kerkweg"), GoBack(), GoBack(), Answer("Puth"), TypeText("Weg 1"), Confirm()],
            "Weg 1, Puth",
            PointFrom.VILLAGE,
        ),
    ],
)
def test_every_way_to_a_place(exact: bool, intents: list[Intent], words: str, point: PointFrom) -> None:
    place = walk(intents, exact=exact)
    assert isinstance(place, Place), place
    assert (place.in_words(), place.point_from) == (words, point)
    assert (place.lat is None, place.accuracy_m is None) == (False, point is not PointFrom.MAP)


@pytest.mark.parametrize(
    ("intents", "step", "error"),
    [
        ([NUTH, Confirm()], PlaceStep.STREET, NOT_KNOWN),
        ([NUTH, Skip(), Skip(), Confirm()], PlaceStep.POINT, NOT_MOVED),
        ([NUTH, Skip(), Skip(), Skip()], PlaceStep.POINT, NOT_MOVED),
        ([NUTH, Skip(), Skip(), Confirm(), PointAt(50.92, 5.88)], PlaceStep.POINT, None),
        ([NUTH, Skip(), Skip(), ZoomMap(1), Confirm()], PlaceStep.POINT, NOT_MOVED),
    ],
)
def test_where_it_must_be_known_a_village_is_not_enough(
    intents: list[Intent], step: PlaceStep, error: str | None
) -> None:
    state = walk(intents, exact=True)
    assert isinstance(state, Question)
    assert (state.step, state.error) == (step, error)


def test_with_a_real_map_the_point_is_asked_and_begins_at_the_street() -> None:
    state = walk([NUTH, Answer("Kerkstraat"), TypeText("3"), Confirm()], exact=False, tiled=True)
    assert isinstance(state, Question)
    assert state.view is not None
    assert (state.step, state.view.lat, state.view.lon) == (PlaceStep.POINT, 50.918, 5.887)
    place = walk(
        [NUTH, Answer("Kerkstraat"), TypeText("3"), Confirm(), PointAt(50.9181, 5.8872), Confirm()],
        exact=False,
        tiled=True,
    )
    assert isinstance(place, Place)
    assert (place.lat, place.lon, place.point_from) == (50.9181, 5.8872, PointFrom.MAP)
    assert place.accuracy_m is not None
    assert 5 < place.accuracy_m < 200


def test_changing_one_part_begins_with_what_was_said() -> None:
    before = Place(
        village="Nuth",
        street="Kerkstraat",
        house_number="12",
        near="de kerk",
        lat=50.918,
        lon=5.887,
        point_from=PointFrom.STREET,
    )
    state = walk([NUTH], exact=True, before=before)
    assert isinstance(state, Question)
    assert state.draft == "Kerkstraat"
    state = walk([NUTH, Confirm()], exact=True, before=before)
    assert isinstance(state, Question)
    assert (state.step, state.draft) == (PlaceStep.NUMBER, "12, de kerk")
    changed = walk([NUTH, Confirm(), EraseAll(), TypeText("14"), Confirm()], exact=True, before=before)
    assert changed == before.model_copy(update={"house_number": "14", "near": None})
    assert walk([NUTH, Confirm(), Confirm()], exact=True, before=before) == before
