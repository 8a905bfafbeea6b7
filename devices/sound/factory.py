"""The one place where loudspeaker and headset are chosen from the configuration.

none             this terminal makes no sound
simulated        nothing is heard; what would be is written down
"""

from devices.sound.absent import AbsentSound
from devices.sound.port import Sound
from devices.sound.simulated import SimulatedSound


class SoundSettingError(ValueError):
    """A sound setting that cannot be read; says what is expected."""


def sound_from(setting: str) -> Sound:
    """The outputs that `setting` names; raises SoundSettingError."""
    match setting:
        case "none":
            return AbsentSound()
        case "simulated":
            return SimulatedSound()
        case _:
            raise SoundSettingError(f"{setting!r}: expected none or simulated")
