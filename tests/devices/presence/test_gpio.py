"""Sensors at the pins: gpiozero's own code on its own mock pins. No Raspberry Pi is at hand."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import lgpio
import pytest
from gpiozero.exc import GPIOPinInUse
from gpiozero.pins.mock import MockFactory, MockTriggerPin

from devices.presence.factory import PresenceSettingError, presence_from
from devices.presence.gpio import GpioPresence, Pir, Sonar
from devices.presence.port import PresenceState

METRE_S = 2 / 343.26
"""How long sound takes to a thing at a metre and back."""


def until(is_so: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 8
    while not is_so():
        assert time.monotonic() < deadline_s, "it did not come so far"
        time.sleep(0.005)


class Hall:
    """Pins, a sensor at them, and how often it said that somebody came."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self.pins: Any = MockFactory()
        self.trouble: Exception | None = None
        self.came = 0
        self.now_s = 100.0
        self.sensor = GpioPresence(make, self._pins, lambda: self.now_s, retry_s=0.02)
        self.sensor.watch(self._count)

    def _pins(self) -> Any:
        if self.trouble is not None:
            raise self.trouble
        return self.pins

    def _count(self) -> None:
        self.came += 1


@pytest.fixture
def pir() -> Iterator[Hall]:
    hall = Hall(lambda pins: Pir(pins, "GPIO17"))
    until(lambda: hall.sensor.state() is PresenceState.READY)
    yield hall
    hall.sensor.close()


def test_a_pir_tells_that_somebody_comes_and_how_long_ago_he_left(pir: Hall) -> None:
    warm = pir.pins.pin("GPIO17")
    assert pir.sensor.seen() is None
    time.sleep(0.3)  # it has looked: the hall is empty
    warm.drive_high()
    until(lambda: pir.came == 1)
    pir.now_s += 60
    assert pir.sensor.seen() == 0.0
    warm.drive_low()
    until(lambda: pir.sensor._left_at_s is not None)
    pir.now_s += 7
    assert pir.sensor.seen() == 7.0
    warm.drive_high()
    until(lambda: pir.came == 2)


def test_a_closed_sensor_tells_nobody_and_leaves_its_pin(pir: Hall) -> None:
    pir.sensor.close()
    pir.pins.pin("GPIO17").drive_high()
    time.sleep(0.3)
    assert pir.came == 0
    Pir(pir.pins, "GPIO17").close()


def sonar(distance_m: float) -> Hall:
    pins = MockFactory()
    echo = pins.pin("GPIO24")
    pins.pin("GPIO23", pin_class=MockTriggerPin, echo_pin=echo, echo_time=distance_m * METRE_S)
    hall = Hall.__new__(Hall)
    hall.pins, hall.trouble, hall.came, hall.now_s = pins, None, 0, 100.0
    hall.sensor = GpioPresence(lambda at: Sonar(at, "GPIO24", "GPIO23"), lambda: pins, lambda: hall.now_s)
    hall.sensor.watch(hall._count)
    return hall


def stand_at(hall: Hall, distance_m: float) -> None:
    hall.pins.pin("GPIO23").echo_time = distance_m * METRE_S


def test_a_distance_sensor_sees_who_stands_before_it_and_not_who_walks_by() -> None:
    hall = sonar(2.2)
    until(lambda: hall.sensor.state() is PresenceState.READY)
    time.sleep(0.5)
    assert (hall.came, hall.sensor.seen()) == (0, None)
    stand_at(hall, 0.5)
    until(lambda: hall.came == 1)
    assert hall.sensor.seen() == 0.0
    stand_at(hall, 2.2)
    until(lambda: hall.sensor._left_at_s is not None)
    hall.now_s += 5
    assert hall.sensor.seen() == 5.0
    hall.sensor.close()


def test_a_distance_sensor_without_an_echo_is_not_connected_and_sees_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.presence.gpio._DEAF_AFTER_S", 0.4)
    hall = sonar(0.5)
    until(lambda: hall.sensor.seen() == 0.0)
    trigger = hall.pins.pin("GPIO23")
    trigger.echo_pin, unplugged = MockFactory().pin("GPIO4"), trigger.echo_pin
    until(lambda: hall.sensor.state() is PresenceState.NOT_CONNECTED)
    assert hall.sensor.seen() is None
    trigger.echo_pin = unplugged
    until(lambda: hall.sensor.state() is PresenceState.READY and hall.sensor.seen() == 0.0)
    hall.sensor.close()


def test_before_it_has_heard_anything_it_sees_nobody() -> None:
    pins = MockFactory()
    pins.pin("GPIO23", pin_class=MockTriggerPin, echo_pin=MockFactory().pin("GPIO4"), echo_time=0.5 * METRE_S)
    sensor = GpioPresence(lambda at: Sonar(at, "GPIO24", "GPIO23"), lambda: pins)
    until(lambda: sensor._sensor is not None)
    time.sleep(0.3)
    assert (sensor.state(), sensor.seen()) == (PresenceState.READY, None)
    sensor.close()


@pytest.mark.parametrize(
    ("trouble", "state"),
    [(RuntimeError("no Pi"), PresenceState.NOT_CONNECTED), (PermissionError(), PresenceState.NOT_CONNECTED)],
)
def test_where_there_are_no_pins_it_is_not_connected_and_heals(
    trouble: Exception, state: PresenceState, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    hall = Hall.__new__(Hall)
    hall.pins, hall.trouble, hall.came, hall.now_s = MockFactory(), trouble, 0, 100.0
    hall.sensor = GpioPresence(lambda pins: Pir(pins, "GPIO17"), hall._pins, retry_s=0.02)
    time.sleep(0.1)
    assert (hall.sensor.state(), hall.sensor.seen()) == (state, None)
    hall.trouble = None
    until(lambda: hall.sensor.state() is PresenceState.READY)
    told = [record.getMessage() for record in caplog.records if record.name == "devices.presence.gpio"]
    assert told == [f"the presence sensor is {state.value}", "the presence sensor is ready"]
    hall.sensor.close()


@pytest.mark.parametrize("error", [GPIOPinInUse("GPIO17 is taken"), lgpio.error("GPIO busy")])
def test_a_pin_that_is_taken_is_a_fault_that_heals_and_leaves_nothing_open(error: Exception) -> None:
    """Pins that stayed open would eat one descriptor at each try, until the terminal has none left."""
    closed: list[Any] = []

    def taken(pins: Any) -> Any:
        if len(closed) < 2:
            pins.close = lambda: closed.append(pins)
            raise error
        return Pir(pins, "GPIO17")

    hall = Hall(taken)
    until(lambda: hall.sensor.state() is PresenceState.FAULT)
    until(lambda: hall.sensor.state() is PresenceState.READY)
    assert len(closed) == 2
    hall.sensor.close()


def test_on_this_machine_without_pins_the_real_driver_says_so() -> None:
    sensor = presence_from("pir:GPIO17")
    assert sensor is not None
    time.sleep(0.2)
    assert sensor.state() in (PresenceState.NOT_CONNECTED, PresenceState.READY)
    sensor.close()


@pytest.mark.parametrize(
    "setting", ["pir", "pir:17", "pir:GPIO99", "distance:GPIO24", "distance:GPIO24,GPIO24", "radar"]
)
def test_a_setting_that_cannot_be_is_said(setting: str) -> None:
    with pytest.raises(PresenceSettingError, match="expected"):
        presence_from(setting)


def test_the_settings_name_the_pins() -> None:
    for setting in ("pir:GPIO17", "distance:GPIO24,GPIO23"):
        sensor = presence_from(setting, MockFactory)
        assert isinstance(sensor, GpioPresence)
        until(partial(lambda made: made.state() is PresenceState.READY, sensor))
        sensor.close()


def test_it_is_opened_anew_when_a_person_wants_that(pir: Hall) -> None:
    before = pir.sensor._sensor
    pir.sensor.restart()
    until(lambda: pir.sensor._sensor not in (before, None))
    assert pir.sensor.state() is PresenceState.READY
    time.sleep(0.3)
    pir.pins.pin("GPIO17").drive_high()
    until(lambda: pir.came == 1)


def test_a_sensor_that_cannot_be_opened_is_tried_again_at_once_when_a_person_wants_that() -> None:
    hall = Hall.__new__(Hall)
    hall.pins, hall.trouble, hall.came, hall.now_s = MockFactory(), OSError("no pins"), 0, 100.0
    hall.sensor = GpioPresence(lambda pins: Pir(pins, "GPIO17"), hall._pins)
    until(lambda: hall.sensor.state() is PresenceState.NOT_CONNECTED)
    hall.trouble = None
    hall.sensor.restart()
    until(lambda: hall.sensor.state() is PresenceState.READY)
    hall.sensor.close()
    assert not hall.sensor._thread.is_alive()
