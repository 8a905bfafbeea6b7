"""A question for photos as a table: intents in, what is asked and shown out."""

from collections.abc import Sequence

import pytest

from assets.form import FieldKind
from kiosk.forms.engine import for_terminal
from kiosk.journeys.effects import TakePicture
from kiosk.journeys.intents import (
    Confirm,
    GoBack,
    Intent,
    PhotoFailed,
    PhotoTaken,
    Skip,
    TakeAgain,
    TakeAnother,
    TakePhoto,
)
from kiosk.journeys.journey import step
from kiosk.journeys.photographing import is_live, photos_of
from kiosk.journeys.states import Question, State
from sync.protocol.answers import Photo
from tests.screens.content import content_of

ANSWERS = {"category": "lighting", "detail": "off", "danger": "no"}


def photo(letter: str) -> PhotoTaken:
    return PhotoTaken(Photo(sealed_sha256=letter * 64, sealed_bytes=9, width_px=4, height_px=3))


A, B, C = (photo(letter) for letter in "abc")
TABLE: dict[str, tuple[Sequence[Intent], str, bool, str]] = {
    # what is done: the photos there are, whether the camera is shown, the question that is asked then
    "nothing yet": ([], "", True, "photo"),
    "skipped": ([Skip()], "", True, "description"),
    "one": ([TakePhoto(), A], "a", False, "photo"),
    "one and on": ([TakePhoto(), A, Confirm()], "a", False, "description"),
    "taken again": ([TakePhoto(), A, TakeAgain()], "", True, "photo"),
    "the second one is better": ([TakePhoto(), A, TakeAgain(), TakePhoto(), B], "b", False, "photo"),
    "two": ([TakePhoto(), A, TakeAnother(), TakePhoto(), B], "ab", False, "photo"),
    "after all one": ([TakePhoto(), A, TakeAnother(), GoBack()], "a", False, "photo"),
    "the second again": ([TakePhoto(), A, TakeAnother(), TakePhoto(), B, TakeAgain()], "a", True, "photo"),
    "three and no more": (
        [TakePhoto(), A, TakeAnother(), TakePhoto(), B, TakeAnother(), TakePhoto(), C, TakeAnother()],
        "abc",
        False,
        "photo",
    ),
    "failed": ([TakePhoto(), PhotoFailed()], "", True, "photo"),
    "impatient": ([TakePhoto(), TakePhoto(), Skip(), A], "a", False, "photo"),
    "nothing to go on with": ([Confirm()], "", True, "photo"),
}


@pytest.mark.parametrize(("intents", "photos", "live", "field"), TABLE.values(), ids=TABLE.keys())
def test_photos_are_taken_looked_at_and_taken_again(
    intents: Sequence[Intent], photos: str, live: bool, field: str
) -> None:
    state: State = Question("report", "photo", ANSWERS)
    asked = 0
    for intent in intents:
        following = step(state, intent, content_of("nl"))
        if following is not None:
            state = following.state
            asked += sum(isinstance(effect, TakePicture) for effect in following.effects)
    assert isinstance(state, Question)
    assert state.field == field
    here = Question("report", "photo", state.answers, live=state.live)
    assert "".join(one.sealed_sha256[0] for one in photos_of(here)) == photos
    if field == "photo":
        assert is_live(state) is live
    assert asked == sum(isinstance(one, PhotoTaken | PhotoFailed) for one in intents)


def test_a_failed_photo_is_said_and_may_be_tried_again() -> None:
    state: State = Question("report", "photo", ANSWERS, taking=True)
    failed = step(state, PhotoFailed(), content_of("nl"))
    assert failed is not None
    assert isinstance(failed.state, Question)
    assert (failed.state.error, failed.state.taking) == ("camera.failed", False)
    again = step(failed.state, TakePhoto(), content_of("nl"))
    assert again is not None
    assert again.effects == (TakePicture("report"),)


@pytest.mark.parametrize("slug", ["report", "found-item", "lost-item"])
def test_without_a_camera_nobody_is_asked(slug: str) -> None:
    form = content_of("nl").forms[slug]
    kinds = {field.kind for field in for_terminal(form, camera=False).fields}
    assert FieldKind.PHOTO not in kinds
    assert for_terminal(form, camera=True) == form


@pytest.mark.parametrize("what", ["card", "money", "medicine", "weapon"])
def test_cards_documents_and_the_like_are_not_photographed(what: str) -> None:
    field = next(one for one in content_of("nl").forms["found-item"].fields if one.kind is FieldKind.PHOTO)
    assert field.shown_if
    assert not any(rule.holds(what) for rule in field.shown_if)
