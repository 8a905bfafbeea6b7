"""Sample states of filling in a form: choices, words being typed, photos, the look back; places are apart."""

from collections.abc import Iterator

from kiosk.content import Content
from kiosk.journeys.states import NotKept, PickForm, Question, Review, State
from sync.protocol.answers import words_of
from tests.screens.filled_in import FOUND, PHOTOS, REPORT, first_of_report


def form_states(content: Content) -> Iterator[tuple[str, State]]:
    """Names of pictures, and states."""
    yield "pick_form", PickForm()
    yield from _choices()
    yield from _typing()
    yield from _photos()
    yield "review", Review("report", REPORT)
    yield "review_found", Review("found-item", FOUND)
    yield "not_kept", NotKept("report", REPORT)


def _choices() -> Iterator[tuple[str, State]]:
    described = first_of_report("description")
    yield "question_choice", Question("report", "category")
    yield "question_refined", Question("report", "detail", {"category": "animals"})
    yield "question_sort", Question("found-item", "sort", {"what": "other"})
    yield "question_consent", Question("report", "share", {**described, "contact": "phone"})
    yield "question_smile", Question("page-feedback", "clear")


def _typing() -> Iterator[tuple[str, State]]:
    described = first_of_report("description")
    called = {**described, "contact": "phone"}
    who = {"name": "A", "phone": "0612345678"}
    yield "question_text", Question("report", "description", described, draft=words_of(REPORT, "description"))
    yield "question_example", Question("report", "description", {"category": "lighting"})
    yield "question_phone", Question("report", "phone", called, "06123", "form.error.phone")
    yield "question_email", Question("appointment", "email", who, "jan@", "form.error.email")
    yield "question_date", Question("found-item", "date", {}, "23-11")


def _photos() -> Iterator[tuple[str, State]]:
    placed = first_of_report("where")
    yield "photo_live", Question("report", "photo", placed)
    yield "photo_trouble", Question("report", "photo", placed, error="camera.failed")
    yield "photo_taken", Question("report", "photo", {**placed, "photo": PHOTOS})
    yield "photo_more", Question("found-item", "photo", {"what": "keys", "photo": PHOTOS}, live=True)
