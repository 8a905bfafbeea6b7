import pytest

from kiosk.forms import engine
from tests.kiosk.sample import content

FORM = content().forms["report"]
ALL = {"category": "light", "village": "Nuth", "text": "stuk", "hear": "yes", "phone": "0612345678"}


@pytest.mark.parametrize(
    ("answers", "following"),
    [
        ({}, "category"),
        ({"category": "light"}, "village"),
        ({"category": "light", "village": "Nuth", "text": "stuk", "hear": "yes"}, "phone"),
        ({"category": "light", "village": "Nuth", "text": "stuk", "hear": "no"}, None),
        (ALL, None),
        ({**ALL, "phone": ""}, None),
    ],
)
def test_the_first_open_question_follows_the_answers(answers: dict[str, str], following: str | None) -> None:
    field = engine.first_open(FORM, answers)
    assert (field.name if field else None) == following


@pytest.mark.parametrize(
    ("name", "answers", "expected"),
    [
        ("category", {}, (1, 4)),
        ("hear", {}, (4, 4)),
        ("hear", {"hear": "yes"}, (4, 5)),
        ("phone", {"hear": "yes"}, (5, 5)),
    ],
)
def test_progress_counts_the_questions_that_apply(
    name: str, answers: dict[str, str], expected: tuple[int, int]
) -> None:
    assert engine.progress(FORM, answers, name) == expected


def test_an_answer_to_a_question_that_no_longer_applies_is_not_sent() -> None:
    assert "phone" in engine.relevant(FORM, ALL)
    assert "phone" not in engine.relevant(FORM, {**ALL, "hear": "no"})


def test_a_skipped_question_is_not_sent() -> None:
    assert "phone" not in engine.relevant(FORM, {**ALL, "phone": ""})


def test_the_question_before_the_first_is_none() -> None:
    assert engine.before(FORM, {}, "category") is None
    previous = engine.before(FORM, ALL, "phone")
    assert previous is not None
    assert previous.name == "hear"
