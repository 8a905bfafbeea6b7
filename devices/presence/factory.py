"""The one place where a presence sensor is chosen from the configuration.

none             the screen wakes by a touch or a key
simulated        people come and go as they are told
"""

from devices.presence.port import PresenceSensor
from devices.presence.simulated import SimulatedPresence


class PresenceSettingError(ValueError):
    """A presence setting that cannot be read; says what is expected."""


def presence_from(setting: str) -> PresenceSensor | None:
    """The sensor that `setting` names; None where there is none. Raises PresenceSettingError."""
    match setting:
        case "none":
            return None
        case "simulated":
            return SimulatedPresence()
        case _:
            raise PresenceSettingError(f"{setting!r}: expected none or simulated")
