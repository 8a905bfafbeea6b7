"""The screen at rest, through the real window: dark, woken by whoever is there, and no touch lost into it."""

import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from PIL import Image, ImageStat

from devices.presence.simulated import SimulatedPresence
from devices.scanner.simulated import SimulatedScanner
from devices.sound.simulated import SimulatedSound
from kiosk.journeys.states import EnterCode, Home, Misread
from screens.finger import _Touch
from screens.keys import QUIET_STEP_S
from screens.rest import RestScreen
from tests.faults.central import Central
from tests.journeys.house import House, running_house

_numbers = count(1)
TAB = 9


@pytest.fixture
def house(tmp_path: Path, central: Central) -> Iterator[House]:
    devices = {"presence": "simulated", "scanner": "simulated"}
    with running_house(tmp_path, central, f"rest-{next(_numbers)}", **devices) as running:
        yield running


def fall_asleep(house: House) -> None:
    """As if nobody had been there for hours."""
    house.stage._rest.look(time.monotonic() + 10_000, None, free=house.stage.conductor.deserted)
    house.stage._tick(0)
    house.frames()


def dark(house: House) -> bool:
    return isinstance(house.stage.shell.blocks()[0], RestScreen)


def light(house: House) -> float:
    """The mean of the whole screen, 0 to 255."""
    texture = house.stage.picture().texture
    grey = Image.frombytes("RGBA", texture.size, texture.pixels).convert("L")
    return float(ImageStat.Stat(grey).mean[0])


def press(x: float, y: float) -> _Touch:
    touch = _Touch(x, y, Clock.get_time())
    EventLoop.post_dispatch_input("begin", touch)
    return touch


def test_the_tap_that_wakes_does_nothing_else_and_the_next_one_does_what_it_says(house: House) -> None:
    x, y = house.finger.find(house.text("home.have")).center
    lit = light(house)
    fall_asleep(house)
    assert dark(house)
    assert light(house) < 4 < lit
    touch = press(x, y)
    house.frames()
    assert not dark(house), "it wakes when the finger comes down"
    assert light(house) == pytest.approx(lit, abs=1), "at once, with all as it was"
    EventLoop.post_dispatch_input("end", touch)
    house.frames()
    assert isinstance(house.state, Home)
    house.finger.touch_at(x, y)
    house.frames()
    assert isinstance(house.state, EnterCode)


def test_a_key_wakes_it_and_does_nothing_else(house: House) -> None:
    fall_asleep(house)
    Window.dispatch("on_key_down", TAB, 43, None, [])
    house.frames()
    assert not dark(house)
    assert not house.stage.shell.focus.ring_shown
    Window.dispatch("on_key_up", TAB, 43)
    time.sleep(QUIET_STEP_S)
    Window.dispatch("on_key_down", TAB, 43, None, [])
    assert house.stage.shell.focus.ring_shown


def test_somebody_who_comes_near_wakes_it_and_his_first_touch_counts(house: House) -> None:
    sensor = house.stage.terminal.presence
    assert isinstance(sensor, SimulatedPresence)
    fall_asleep(house)
    sensor.come()
    house.until(lambda: not dark(house))
    fall_asleep(house)
    assert dark(house), "the one who stood there has gone on"
    sensor.leave()
    sensor.come()
    house.until(lambda: not dark(house))
    house.touch("home.have")
    assert isinstance(house.state, EnterCode)


def test_a_headset_and_a_code_wake_it(house: House) -> None:
    fall_asleep(house)
    sound = house.stage.terminal.sound
    assert isinstance(sound, SimulatedSound)
    for plugged in (True, False):
        sound.plug_headset(plugged)
        house.frames(3)
    assert not dark(house)
    fall_asleep(house)
    scanner = house.stage.terminal.services.scanner
    assert isinstance(scanner, SimulatedScanner)
    scanner.scan("who knows")
    house.until(lambda: isinstance(house.state, Misread))
    assert not dark(house)


def test_during_a_visit_it_never_goes_dark_and_what_is_behind_it_goes_on(house: House) -> None:
    house.touch("home.have")
    fall_asleep(house)
    assert not dark(house)
    house.touch("screen.back")
    fall_asleep(house)
    assert dark(house)
    house.stage.shell.show(Home())
    assert dark(house), "a screen that is drawn anew stays behind it"
    house.stage.conductor.next_contrast()
    house.frames()
    assert not dark(house)


def test_its_words_never_stand_still_for_long_and_always_on_the_screen(house: House) -> None:
    fall_asleep(house)
    shell, places = house.stage.shell, set()
    for minute in range(200):
        shell.rest(minute)
        words = shell.blocks()[0].parts[1]
        assert words.x >= 0
        assert words.right <= shell.width
        assert words.y >= 0
        assert words.top <= shell.height
        places.add((words.x // 40, words.y // 40))
    assert len(places) > 120
    shell.rest(None)
