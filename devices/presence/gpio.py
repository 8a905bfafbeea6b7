"""Presence sensors at the Raspberry Pi's pins, through gpiozero: a PIR that says "somebody", or a measured distance."""

import logging
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from gpiozero import DistanceSensor, MotionSensor
from gpiozero.exc import DistanceSensorNoEcho, PWMSoftwareFallback

from devices.presence.port import OnSeen, PresenceState

NEAR_M = 1.2
"""Who stands nearer than this stands before the terminal; who walks by does not."""

RETRY_S = 30.0
_FARTHEST_M = 2.5
_DEAF_AFTER_S = 3.0
"""A distance sensor hears an echo twenty times a second, of the far wall if of nothing else."""

_LOOK_S = 1.0
_CLOSE_WITHIN_S = 2.0
_log = logging.getLogger(__name__)
warnings.filterwarnings("ignore", category=DistanceSensorNoEcho)  # it is a state of ours
warnings.filterwarnings("ignore", category=PWMSoftwareFallback)  # a hand's breadth is accurate enough

MakePins = Callable[[], Any]
"""Gives a pin factory of gpiozero; fails where there are no pins."""


def pi_pins() -> Any:
    """The pins of this machine. Raises gpiozero's and lgpio's errors where there are none, or no right to them."""
    from gpiozero.pins.lgpio import LGPIOFactory

    return LGPIOFactory()


class Sensor(Protocol):
    """An open sensor."""

    def near(self) -> bool:
        """Whether somebody is there."""
        ...

    def connected(self) -> bool:
        """As far as it can be told."""
        ...

    def tell(self, came: Callable[[], None], went: Callable[[], None]) -> None:
        """Call these, in a thread of gpiozero."""
        ...

    def close(self) -> None:
        """Let go of the pins."""
        ...


class Pir:
    """A passive infrared sensor: high while something warm moves. One that is not connected sees an empty hall."""

    def __init__(self, pins: Any, pin: str) -> None:
        self._sensor = MotionSensor(pin, partial=True, pin_factory=pins)

    def near(self) -> bool:
        """Whether it moves."""
        return bool(self._sensor.motion_detected)

    def connected(self) -> bool:
        """Nobody can tell."""
        return True

    def tell(self, came: Callable[[], None], went: Callable[[], None]) -> None:
        """On the edges."""
        self._sensor.when_motion, self._sensor.when_no_motion = came, went

    def close(self) -> None:
        """Let go of the pin."""
        self._sensor.close()


class _Ears(DistanceSensor):  # type: ignore[misc]  # gpiozero has no types
    """Remembers when it last heard an echo: gpiozero goes on with the last distances when there are none any more."""

    heard_at_s = float("-inf")

    def _read(self) -> float | None:
        distance: float | None = super()._read()
        if distance is not None:
            self.heard_at_s = time.monotonic()
        return distance


class Sonar:
    """An ultrasonic distance sensor with an echo and a trigger pin, such as HC-SR04 (its echo divided to 3.3 V)."""

    def __init__(self, pins: Any, echo: str, trigger: str) -> None:
        self._opened_at_s = time.monotonic()
        self._sensor = _Ears(
            echo, trigger, max_distance=_FARTHEST_M, threshold_distance=NEAR_M, partial=True, pin_factory=pins
        )

    def near(self) -> bool:
        """Nearer than a person stands who does not want anything."""
        return self._hears() and bool(self._sensor.in_range)

    def connected(self) -> bool:
        """Whether it hears anything; it is given a moment to begin."""
        return self._hears() or time.monotonic() - self._opened_at_s < _DEAF_AFTER_S

    def _hears(self) -> bool:
        return time.monotonic() - self._sensor.heard_at_s < _DEAF_AFTER_S

    def tell(self, came: Callable[[], None], went: Callable[[], None]) -> None:
        """As the distance crosses the threshold."""
        self._sensor.when_in_range, self._sensor.when_out_of_range = lambda: came() if self._hears() else None, went

    def close(self) -> None:
        """Let go of the pins."""
        self._sensor.close()


class GpioPresence:
    """The sensor that `make` opens at the pins; tried again every half a minute while there are none."""

    def __init__(
        self,
        make: Callable[[Any], Sensor],
        pins: MakePins = pi_pins,
        now_s: Callable[[], float] = time.monotonic,
        retry_s: float = RETRY_S,
    ) -> None:
        self._make = make
        self._pins = pins
        self._now_s = now_s
        self._retry_s = retry_s
        self._opened: Any = None
        self._sensor: Sensor | None = None
        self._trouble = PresenceState.NOT_CONNECTED
        self._left_at_s: float | None = None
        self._on_seen: OnSeen | None = None
        self._told: PresenceState | None = None
        self._closed = threading.Event()
        self._anew = threading.Event()
        """Also set by `close`: the thread waits for one of both."""
        self._thread = threading.Thread(target=self._work, name="presence", daemon=True)
        self._thread.start()

    def state(self) -> PresenceState:
        """How it is."""
        sensor = self._sensor
        if sensor is None:
            return self._trouble
        state = PresenceState.READY if sensor.connected() else PresenceState.NOT_CONNECTED
        self._note(state)
        return state

    def seen(self) -> float | None:
        """Seconds since somebody was seen."""
        sensor = self._sensor
        if sensor is None or not sensor.connected():
            return None
        if sensor.near():
            return 0.0
        return None if self._left_at_s is None else self._now_s() - self._left_at_s

    def watch(self, on_seen: OnSeen) -> None:
        """Tell `on_seen`."""
        self._on_seen = on_seen

    def restart(self) -> None:
        """Let go of the pins and open them anew."""
        self._anew.set()

    def close(self) -> None:
        """Let go of the pins."""
        self._closed.set()
        self._anew.set()
        self._thread.join(_CLOSE_WITHIN_S)

    def _work(self) -> None:
        while not self._closed.is_set():
            self._open()
            while not self._closed.is_set() and not self._anew.wait(_LOOK_S):
                pass
            sensor, self._sensor = self._sensor, None
            if sensor is not None:
                sensor.close()

    def _open(self) -> None:
        self._anew.clear()
        while not self._closed.is_set():
            try:
                pins = self._opened = self._opened or self._pins()
            except Exception:  # gpiozero, lgpio and the system each have their own errors for "no pins here"
                self._fall(PresenceState.NOT_CONNECTED)
                continue
            try:
                sensor = self._make(pins)
            except Exception as error:  # a pin that is taken has an error of lgpio's own, too
                _log.warning("the presence sensor cannot be opened: %s", type(error).__name__)
                with suppress(Exception):  # else each try would leave an open chip behind
                    pins.close()
                self._fall(PresenceState.FAULT)
                continue
            sensor.tell(self._came, self._went)
            self._sensor = sensor
            self._note(PresenceState.READY)
            return

    def _fall(self, state: PresenceState) -> None:
        self._trouble = state
        self._note(state)
        self._anew.wait(self._retry_s)
        if not self._closed.is_set():
            self._anew.clear()

    def _came(self) -> None:
        told = self._on_seen
        if told is not None and not self._closed.is_set():
            told()

    def _went(self) -> None:
        self._left_at_s = self._now_s()

    def _note(self, state: PresenceState) -> None:
        if state is not self._told:
            self._told = state
            _log.info("the presence sensor is %s", state.value)
