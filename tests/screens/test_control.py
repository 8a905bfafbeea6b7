"""How a control takes a touch (acceptance rows A28, A29, A38) and keys (A20, A34, A37)."""

import pytest
from kivy.base import EventLoop
from kivy.tests.common import UnitTestTouch

from kiosk.journeys.intents import GoBack, OpenProduct, ShowHelp, StartSearch, Stop, TypeText
from kiosk.journeys.states import Browse, Home, Search
from screens.control import Control
from screens.strikes import Strikes
from tests.screens.content import content_of
from tests.screens.driver import LANDSCAPE, Driver, Touch, look_of, open_shell
from tests.screens.samples import sample


@pytest.fixture
def driver() -> Driver:
    return open_shell(look_of(LANDSCAPE))


def center(control: Control) -> tuple[float, float]:
    return float(control.center_x), float(control.center_y)


def test_a38_a_control_acts_on_release(driver: Driver) -> None:
    help_chip = driver.control("Hulp")
    finger = Touch(*center(help_chip), 1.0)
    driver.shell.on_touch_down(finger)
    pressed = [bool(help_chip.pressed)]
    assert driver.intents == []
    finger.grab_current = help_chip
    help_chip.on_touch_up(finger)
    pressed.append(bool(help_chip.pressed))
    assert pressed == [True, False]
    assert driver.intents == [ShowHelp()]


def test_a38_sliding_off_cancels_and_releasing_on_another_does_nothing(driver: Driver) -> None:
    driver.touch(center(driver.control("Hulp")), center(driver.control("Verhuizen")))
    assert driver.intents == []


def test_a_press_is_seen_at_once(driver: Driver) -> None:
    before = driver.picture()
    card = driver.control("Verhuizen")
    driver.shell.on_touch_down(Touch(*center(card), 1.0))
    after = driver.picture()
    spot = (int(card.x) + 8, int(driver.shell.height - card.center_y))
    assert sum(after.getpixel(spot)) < sum(before.getpixel(spot))  # type: ignore[arg-type]


def test_a28_a_double_strike_is_one(driver: Driver) -> None:
    at = center(driver.control("Verhuizen"))
    driver.at_s = 10.0
    driver.touch(at, at)
    driver.at_s -= 0.8  # the driver adds a second: this finger comes 0.2 s after the first
    driver.touch(at, at)
    driver.touch(at, at)
    assert driver.intents == [OpenProduct("verhuizen"), OpenProduct("verhuizen")]


def test_a28_a_double_strike_does_not_reach_the_next_screen(driver: Driver) -> None:
    at = center(driver.control("Verhuizen"))
    driver.touch(at, at)
    driver.show(Browse("burgerzaken"))
    driver.at_s -= 0.9
    driver.touch(at, at)
    assert driver.intents == [OpenProduct("verhuizen")]


def test_letters_may_be_typed_quickly(driver: Driver) -> None:
    driver.show(Search())
    at = center(driver.control("e"))
    driver.touch(at, at)
    driver.at_s -= 0.88
    driver.touch(at, at)
    assert driver.intents == [TypeText("e"), TypeText("e")]


def test_strikes_forget_what_is_far_or_long_ago() -> None:
    strikes = Strikes(near_px=50)
    assert strikes.counts(10, 10, 1.0)
    assert not strikes.counts(12, 12, 1.2)
    assert strikes.counts(200, 10, 1.2)
    assert strikes.counts(200, 10, 1.7)


def test_a_control_that_is_gone_does_nothing(driver: Driver) -> None:
    card = driver.control("Verhuizen")
    finger = Touch(*center(card), 1.0)
    driver.shell.on_touch_down(finger)
    driver.show(Browse("burgerzaken"))
    finger.grab_current = card
    card.on_touch_up(finger)
    assert driver.intents == []


def test_a_disabled_control_does_nothing_and_has_no_focus(driver: Driver) -> None:
    driver.show(sample(content_of("nl"), "pick_slot_taken"))
    block = next(
        block
        for root in driver.shell.blocks()
        for block in root.walk_blocks()
        if isinstance(block, Control) and block.spoken == "Verder"
    )
    driver.touch(center(block), center(block))
    assert driver.intents == []
    for _ in range(60):
        driver.key("tab")
        assert driver.shell.focus.at is not block


@pytest.mark.parametrize("key", ["enter", "spacebar", "numpadenter"])
def test_a34_keys_press_what_has_the_focus(driver: Driver, key: str) -> None:
    driver.key("tab")
    driver.key(key)
    assert driver.intents == [StartSearch()]


def test_a37_the_focus_is_seen_and_a_touch_takes_the_ring_away(driver: Driver) -> None:
    plain = driver.picture()
    driver.key("tab")
    ringed = driver.picture()
    assert plain.tobytes() != ringed.tobytes()
    driver.shell.on_touch_down(Touch(5, 790, 1.0))
    assert driver.picture().tobytes() == plain.tobytes()


def test_a4_the_focus_speaks_what_it_is_on(driver: Driver) -> None:
    driver.key("tab")
    driver.key("down")
    driver.key("down")
    assert driver.spoken[-2:] == ["Afspraak of code", "Verhuizen. Nieuw adres doorgeven"]


def test_a40_walking_changes_nothing(driver: Driver) -> None:
    driver.show(Browse("burgerzaken"))
    for _ in range(40):
        driver.key("tab")
    assert driver.intents == []


def test_stop_is_there_from_the_second_screen_on(driver: Driver) -> None:
    spoken = {
        block.spoken for root in driver.shell.blocks() for block in root.walk_blocks() if isinstance(block, Control)
    }
    assert "Stoppen" not in spoken
    driver.show(Browse("burgerzaken"))
    driver.tap("Stoppen")
    driver.tap("Terug")
    assert driver.intents == [Stop(), GoBack()]
    driver.show(Home())


def test_a_real_touch_of_the_window_reaches_a_control_once(driver: Driver) -> None:
    """Through Kivy's own event loop, as a panel sends it (K1: one provider, one strike)."""
    card = driver.control("Verhuizen")
    touch = UnitTestTouch(*center(card))
    touch.touch_down()
    EventLoop.idle()
    down = list(driver.intents)
    touch.touch_up()
    EventLoop.idle()
    assert down == []
    assert driver.intents == [OpenProduct("verhuizen")]
