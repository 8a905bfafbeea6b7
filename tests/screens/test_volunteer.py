"""What volunteers see and hear: the PIN stays private, what is wrong stands first, what ended is told."""

import pytest

from devices.badge.port import BadgeTrouble
from kiosk.config import Screen
from kiosk.journeys.intents import Stop, TypeText
from kiosk.journeys.volunteer_intents import Do, ShowDevice, TouchPoint
from kiosk.journeys.volunteer_states import BadgeRefused, EnterPin, Helper, Overview, PointClosed
from kiosk.readiness import TOUCH_POINTS
from kiosk.volunteers.session import REFUSALS, Why
from screens.control import Control, controls
from screens.look import TextSize
from screens.text import Text
from sync.protocol.badges import Act, BadgeKind, BadgeRole
from tests.screens.content import NOW, content_of
from tests.screens.driver import LANDSCAPE, Driver, look_of, open_shell
from tests.screens.fitting import mistakes
from tests.screens.samples import samples
from tests.screens.volunteer_samples import health_of, volunteer_states

HELPER = Helper(BadgeRole.VOLUNTEER, "kaart 12", BadgeKind.STRONG)


@pytest.fixture
def driver() -> Driver:
    return open_shell(look_of(LANDSCAPE))


def _controls(driver: Driver) -> list[Control]:
    return [control for block in driver.shell.blocks() for control in controls(block)]


def _texts(driver: Driver) -> list[str]:
    blocks = (part for block in driver.shell.blocks() for part in block.walk_blocks())
    return [part.text for part in blocks if isinstance(part, Text)]


def test_a8_digits_of_a_pin_are_not_spoken_from_a_loudspeaker_and_not_shown(driver: Driver) -> None:
    driver.show(EnterPin("kaart 7", "2580"))
    digits = [control for control in _controls(driver) if control.spoken.isdigit()]
    assert sorted(control.spoken for control in digits) == list("0123456789")
    assert {control.aloud for control in digits} == {"cijfer"}
    assert "2580" not in " ".join(_texts(driver))
    driver.tap("5")
    assert driver.intents == [TypeText("5")]


def test_a15_a_wrong_pin_and_a_wait_are_spoken_once(driver: Driver) -> None:
    driver.show(EnterPin("kaart 7"))
    driver.show(EnterPin("kaart 7", tries=1))
    driver.show(EnterPin("kaart 7", tries=5, wait_s=15))
    driver.show(EnterPin("kaart 7", tries=5, wait_s=14))
    assert driver.spoken == ["Deze pincode klopt niet. Probeer het nog een keer.", "Te vaak fout. Wacht even."]
    assert "Te vaak fout. Wacht nog 14 seconden." in _texts(driver)


def test_what_is_wrong_stands_before_everything_else_with_what_to_do(driver: Driver) -> None:
    driver.show(Overview(HELPER, health_of(NOW, printer="paper_out")))
    driver.tap("Het papier is op. ")
    driver.tap("Vraag vastleggen")
    assert driver.intents == [ShowDevice("printer"), Do(Act.CONTACT)]
    driver.show(Overview(HELPER, health_of(NOW)))
    assert "Alles werkt" in _texts(driver)


@pytest.mark.parametrize(("kind", "leaves"), [(BadgeKind.STRONG, False), (BadgeKind.SIMPLE, True)])
def test_only_who_cannot_take_the_badge_away_has_a_button_to_leave(
    driver: Driver, kind: BadgeKind, leaves: bool
) -> None:
    driver.show(Overview(Helper(BadgeRole.VOLUNTEER, "kaart 7", kind), health_of(NOW)))
    assert ("Stoppen met helpen" in [control.spoken for control in _controls(driver)]) is leaves


def test_nine_points_reach_the_corners(driver: Driver) -> None:
    round_of_tests = next(state for name, state in volunteer_states(content_of("nl")) if name == "test_touch")
    driver.show(round_of_tests)
    points = [control for control in _controls(driver) if control.spoken.startswith("Vakje")]
    for point in points:
        driver.touch(point.center, point.center)
    assert driver.intents == [TouchPoint(number) for number in TOUCH_POINTS]
    across = [point.center_x for point in points]
    assert max(across) - min(across) > 0.85 * LANDSCAPE.width_px


def test_a_closed_point_has_nothing_to_stop(driver: Driver) -> None:
    driver.show(PointClosed(NOW))
    assert "Stoppen" not in [control.spoken for control in _controls(driver)]
    driver.show(EnterPin("kaart 7"))
    driver.tap("Stoppen")
    assert driver.intents == [Stop()]


def test_what_the_reader_finds_is_said_with_what_to_do_and_in_the_readers_own_words(driver: Driver) -> None:
    driver.show(BadgeRefused(Why.EXPIRED))
    words = ["Deze badge is nu niet geldig.", "Vraag uw coördinator om een nieuwe badge."]
    assert [text for text in _texts(driver) if text in words] == words
    assert driver.spoken[-1] == " ".join(words)
    assert {why.value for why in REFUSALS} >= {trouble.value for trouble in BadgeTrouble}


LOW = Screen(width_px=1024, height_px=600, width_mm=217.0)
_TIGHT = {
    TextSize.LARGEST: ("pin_wrong", "pin_wait", "ticket_unknown", "enter_code_wrong", "question_phone", "test_touch"),
    TextSize.LARGE: ("device_restart_printer", "device_audit", "paper_put_in", "overview_unwritten", "pin"),
}


@pytest.mark.parametrize("size", _TIGHT)
def test_a33_on_a_low_screen_no_key_covers_the_field_and_no_words_are_cut_off(size: TextSize) -> None:
    driver = open_shell(look_of(LOW, size))
    shown = [sample for sample in samples(content_of("nl")) if sample.name in _TIGHT[size]]
    assert len(shown) == len(_TIGHT[size])
    for sample in shown:
        driver.show(sample.state)
        assert mistakes(driver) == [], sample.name
