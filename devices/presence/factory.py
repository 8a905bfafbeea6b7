"""The one place where a presence sensor is chosen from the configuration.

none                         the screen wakes by a touch or a key
simulated                    people come and go as they are told
pir:GPIO17                   a PIR whose output is at this pin
distance:GPIO24,GPIO23       an ultrasonic distance sensor: echo, then trigger
"""

import re
from collections.abc import Callable
from typing import Any

from devices.presence.port import PresenceSensor
from devices.presence.simulated import SimulatedPresence

_PIN = re.compile(r"GPIO(?:[0-9]|1[0-9]|2[0-7])")


class PresenceSettingError(ValueError):
    """A presence setting that cannot be read; says what is expected."""


def presence_from(setting: str, make_pins: Callable[[], Any] | None = None) -> PresenceSensor | None:
    """The sensor that `setting` names; None where there is none. Raises PresenceSettingError.

    `make_pins` gives a pin factory of gpiozero, this machine's own unless another is given.
    """
    kind, _, rest = setting.partition(":")
    match kind, rest.split(",") if rest else []:
        case "none", []:
            return None
        case "simulated", []:
            return SimulatedPresence()
        case "pir", [pin] if _PIN.fullmatch(pin):
            return _at_pins([pin], make_pins)
        case "distance", [echo, trigger] if echo != trigger and _PIN.fullmatch(echo) and _PIN.fullmatch(trigger):
            return _at_pins([echo, trigger], make_pins)
        case _:
            raise PresenceSettingError(
                f"{setting!r}: expected none, simulated, pir:GPIO17 or distance:GPIO24,GPIO23 (echo, trigger)"
            )


def _at_pins(names: list[str], make_pins: Callable[[], Any] | None) -> PresenceSensor:
    """Imported only when it is chosen: a terminal starts faster without what it does not have."""
    from devices.presence.gpio import GpioPresence, Pir, Sonar, pi_pins

    def opened(pins: Any) -> Pir | Sonar:
        return Pir(pins, names[0]) if len(names) == 1 else Sonar(pins, names[0], names[1])

    return GpioPresence(opened, make_pins or pi_pins)
