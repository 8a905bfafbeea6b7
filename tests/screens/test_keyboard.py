"""The keyboard on the screen, and a real one beside it (acceptance row A19)."""

from pathlib import Path

import pytest

from assets.document import DocumentError
from assets.form import FieldKind
from assets.keyboard import read_boards
from kiosk.journeys.intents import Confirm, Erase, EraseAll, TypeText
from kiosk.journeys.states import Question, Search
from screens.question import _BOARDS
from tests.screens.driver import LANDSCAPE, Driver, look_of, open_shell


@pytest.fixture
def driver() -> Driver:
    made = open_shell(look_of(LANDSCAPE))
    made.show(Search())
    return made


def test_every_letter_is_there_and_types_itself(driver: Driver) -> None:
    for letter in "abcdefghijklmnopqrstuvwxyz,.-'":
        driver.tap(letter)
    assert driver.intents == [TypeText(letter) for letter in "abcdefghijklmnopqrstuvwxyz,.-'"]


def test_shift_holds_for_one_letter(driver: Driver) -> None:
    driver.tap("hoofdletter")
    driver.tap("J")
    driver.tap("a")
    assert driver.intents == [TypeText("J"), TypeText("a")]


def test_digits_and_accents_have_pages_of_their_own(driver: Driver) -> None:
    driver.tap("cijfers en tekens")
    driver.tap("7")
    driver.tap("€")
    driver.tap("letters met accent")
    driver.tap("ë")
    driver.tap("letters")
    driver.tap("q")
    assert driver.intents == [TypeText("7"), TypeText("€"), TypeText("ë"), TypeText("q")]


def test_space_and_erase_are_keys(driver: Driver) -> None:
    driver.tap("spatie")
    driver.tap("laatste letter wissen")
    driver.tap("alles wissen")
    assert driver.intents == [TypeText(" "), Erase(), EraseAll()]


def test_a19_one_can_type_with_focus_and_enter_alone(driver: Driver) -> None:
    while driver.shell.focus.at is None or driver.shell.focus.at.spoken != "q":
        driver.key("tab")
    driver.key("enter")
    driver.key("right")
    driver.key("enter")
    assert driver.intents == [TypeText("q"), TypeText("w")]
    assert driver.spoken[-2:] == ["q", "w"]


def test_the_focus_stays_on_its_key_while_answers_change(driver: Driver) -> None:
    while driver.shell.focus.at is None or driver.shell.focus.at.spoken != "q":
        driver.key("tab")
    driver.show(Search("q", ("paspoort", "rijbewijs")))
    assert driver.shell.focus.at is not None
    assert driver.shell.focus.at.spoken == "q"


def test_a_real_keyboard_types_too(driver: Driver) -> None:
    driver.shell.typed("h")
    assert not driver.shell.key("spacebar")
    driver.shell.typed(" ")
    driver.shell.key("backspace")
    assert driver.intents == [TypeText("h"), TypeText(" "), Erase()]


def test_a_real_keyboard_types_nothing_where_nothing_is_asked() -> None:
    driver = open_shell(look_of(LANDSCAPE))
    driver.shell.typed("h")
    assert driver.intents == []


def test_going_on_is_a_key_where_there_is_something_to_confirm(driver: Driver) -> None:
    driver.show(Question("report", "description", {"category": "lighting"}))
    driver.tap("Verder")
    assert driver.intents == [Confirm()]


def test_every_kind_of_field_that_is_typed_has_a_board() -> None:
    boards = read_boards()
    chosen = {kind for kind in FieldKind if kind.is_chosen}
    own = {FieldKind.PLACE, FieldKind.PHOTO}  # have screens of their own
    assert set(_BOARDS) == set(FieldKind) - chosen - own
    for kind, name in _BOARDS.items():
        deeds = {key.deed for rows in boards[name].values() for row in rows for key in row}
        assert {"erase", "confirm"} <= deeds, kind


@pytest.mark.parametrize(
    ("rows", "expected"),
    [("[a b, a b c]", "rows of the same width are expected"), ("[a <nowhere>]", "there is no page or deed <nowhere>")],
)
def test_a_broken_keyboard_says_what_is_expected(tmp_path: Path, rows: str, expected: str) -> None:
    path = tmp_path / "nl.yaml"
    path.write_text(f"boards: {{text: {{letters: {rows}}}}}", encoding="utf-8")
    with pytest.raises(DocumentError, match=expected):
        read_boards(path)
