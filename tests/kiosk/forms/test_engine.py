from pathlib import Path

import pytest

from assets.document import parse
from assets.form import Form
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


TREE = parse(
    """slug: tree
version: 1
record: tree
icon: key
title: {nl: Boom}
send: {nl: Versturen}
thanks: {nl: Dank u wel}
what_next: {nl: Klaar.}
retention_days: 1
fields:
  - name: what
    kind: choice
    question: {nl: "Wat?"}
    label: {nl: Wat}
    options:
      - {value: keys, icon: key, label: {nl: Sleutels}}
      - {value: card, icon: badge, label: {nl: Pas}}
      - {value: other, icon: more_horiz, label: {nl: Anders}}
  - name: sort
    kind: choice
    question: {nl: "Welke?"}
    label: {nl: Welke}
    options:
      - {value: car, icon: key, label: {nl: Auto}, shown_if: {field: what, is_one_of: [keys]}}
      - {value: bank, icon: badge, label: {nl: Bank}, shown_if: {field: what, is_one_of: [card]}}
  - name: photo
    kind: photo
    question: {nl: "Foto?"}
    label: {nl: Foto}
    shown_if: {field: what, is_none_of: [card]}
""",
    Path("tree.yaml"),
    Form,
)


@pytest.mark.parametrize(
    ("answers", "names"),
    [
        ({}, ["what"]),
        ({"what": "keys"}, ["what", "sort", "photo"]),
        ({"what": "card"}, ["what", "sort"]),
        ({"what": "other"}, ["what", "photo"]),
    ],
)
def test_a_refinement_is_asked_only_where_it_has_something_to_offer(answers: dict[str, str], names: list[str]) -> None:
    assert [field.name for field in engine.asked(TREE, answers)] == names


def test_a_refinement_of_another_answer_is_asked_again_and_not_sent() -> None:
    changed = {"what": "card", "sort": "car"}
    field = engine.first_open(TREE, changed)
    assert field is not None
    assert field.name == "sort"
    assert engine.relevant(TREE, changed) == {"what": "card"}


def test_without_a_camera_nobody_is_asked_for_photos() -> None:
    names = [field.name for field in engine.asked(engine.for_terminal(TREE, camera=False), {"what": "keys"})]
    assert names == ["what", "sort"]
    assert engine.for_terminal(TREE, camera=True) is TREE
