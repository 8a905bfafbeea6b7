"""Answering a question for photos: look, take, look at it, take it again, one more, go on."""

from dataclasses import replace

from assets.form import FormField
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
from kiosk.journeys.next import Next
from kiosk.journeys.states import Question
from sync.protocol.answers import MAX_PHOTOS, AnswerValue, Photo, Photos


def photos_of(state: Question) -> tuple[Photo, ...]:
    """Those that were taken so far for this question."""
    answer = state.answers.get(state.field)
    return answer.photos if isinstance(answer, Photos) else ()


def is_live(state: Question) -> bool:
    """Whether the camera's own picture is on the screen, rather than the photo that was taken last."""
    return state.live or not photos_of(state)


def at_photo(state: Question, field: FormField, intent: Intent) -> Next | AnswerValue | None:
    """The next step within the question, or the answer to it; None: it is no affair of the photos."""
    if state.taking:
        return _taken(state, intent)
    taken = photos_of(state)
    match intent:
        case TakePhoto() if is_live(state) and len(taken) < MAX_PHOTOS:
            return Next(replace(state, taking=True, error=None), (TakePicture(state.form),))
        case TakeAgain() if taken:
            return Next(_with(replace(state, live=True), taken[:-1]))
        case TakeAnother() if taken and len(taken) < MAX_PHOTOS:
            return Next(replace(state, live=True))
        case GoBack() if state.live and taken:
            return Next(replace(state, live=False, error=None))
        case Confirm() if taken:
            return Photos(photos=taken)
        case Skip() if not field.required or state.error:
            return Photos(photos=taken) if taken else ""
    return None


def _taken(state: Question, intent: Intent) -> Next | None:
    match intent:
        case PhotoTaken(photo):
            return Next(_with(replace(state, taking=False, live=False), (*photos_of(state), photo)))
        case PhotoFailed():
            return Next(replace(state, taking=False, error="camera.failed"))
        case TakePhoto() | TakeAgain() | TakeAnother() | Confirm() | Skip():
            return Next(state)  # the photo is on its way
    return None


def _with(state: Question, photos: tuple[Photo, ...]) -> Question:
    others = {name: answer for name, answer in state.answers.items() if name != state.field}
    answers = {**others, state.field: Photos(photos=photos)} if photos else others
    return replace(state, answers=answers)
