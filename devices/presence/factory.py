"""The one place where a presence sensor is chosen from the configuration.

none                         the screen wakes by a touch or a key
simulated                    people come and go as they are told
pir:GPIO17                   a PIR whose output is at this pin
distance:GPIO24,GPIO23       an ultrasonic distance sensor: echo, then trigger
"""

import re

from devices.presence.gpio import GpioPresence, MakePins, Pir, Sonar, pi_pins
from devices.presence.port import PresenceSensor
from devices.presence.simulated import SimulatedPresence

_PIN = re.compile(r"GPIO(?:[0-9]|1[0-9]|2[0-7])")


class PresenceSettingError(ValueError):
    """A presence setting that cannot be read; says what is expected."""


def presence_from(setting: str, make_pins: MakePins = pi_pins) -> PresenceSensor | None:
    """The sensor that `setting` names; None where there is none. Raises PresenceSettingError."""
    kind, _, rest = setting.partition(":")
    match kind, rest.split(",") if rest else []:
        case "none", []:
            return None
        case "simulated", []:
            return SimulatedPresence()
        case "pir", [pin] if _PIN.fullmatch(pin):
            return GpioPresence(lambda pins: Pir(pins, pin), make_pins)
        case "distance", [echo, trigger] if echo != trigger and _PIN.fullmatch(echo) and _PIN.fullmatch(trigger):
            return GpioPresence(lambda pins: Sonar(pins, echo, trigger), make_pins)
        case _:
            raise PresenceSettingError(
                f"{setting!r}: expected none, simulated, pir:GPIO17 or distance:GPIO24,GPIO23 (echo, trigger)"
            )
