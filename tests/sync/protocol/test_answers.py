import json

import pytest
from pydantic import ValidationError

from sync.protocol.answers import AnswerValue, Photo, Photos, Place, PointFrom, payload_of, read_answers

PLACE = Place(village="Nuth", street="Kerkstraat", house_number="12a", lat=50.92, lon=5.88, point_from=PointFrom.MAP)
PHOTOS = Photos(photos=(Photo(sealed_sha256="ab" * 32, sealed_bytes=4000, width_px=1600, height_px=1200),))


def test_answers_are_the_same_after_a_payload() -> None:
    given: dict[str, AnswerValue] = {"category": "lighting", "where": PLACE, "photo": PHOTOS, "skipped": ""}
    assert read_answers(json.loads(json.dumps({"answers": payload_of(given)}))) == given


@pytest.mark.parametrize(
    ("payload", "read"),
    [
        ({"answers": {"village": "Nuth", "street": "dorp"}}, {"village": "Nuth", "street": "dorp"}),
        ({"answers": {"where": {"kind": "drawing", "lines": []}, "odd": 3, "none": None}}, {}),
        ({"answers": {"where": {"kind": "place", "village": "Nuth", "floor": 3}}}, {"where": Place(village="Nuth")}),
        ({"answers": ["no"]}, {}),
        ({}, {}),
    ],
)
def test_older_and_newer_payloads_are_read_as_far_as_they_are_known(
    payload: dict[str, object], read: dict[str, AnswerValue]
) -> None:
    assert read_answers(payload) == read


@pytest.mark.parametrize(
    "wrong",
    [
        {"lat": 50.9},
        {"lat": 5.9, "lon": 509.0},
        {"house_number": "bij de kerk"},
        {"near": "x" * 101},
        {"street": "a\nb"},
    ],
)
def test_a_place_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Place.model_validate({"village": "Nuth", **wrong})
