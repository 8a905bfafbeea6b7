"""The one place where a voice is chosen from the configuration.

espeak           espeak-ng
silent           no voice
simulated        writes down what it was asked to say
"""

from devices.sound.port import Sound
from devices.speech.espeak import EspeakVoice
from devices.speech.port import Speaker
from devices.speech.silent import SilentSpeaker
from devices.speech.simulated import SimulatedSpeaker
from devices.speech.voiced import VoicedSpeaker


class SpeechSettingError(ValueError):
    """A speech setting that cannot be read; says what is expected."""


def speaker_from(setting: str, sound: Sound) -> Speaker:
    """The voice that `setting` names, heard through `sound`; raises SpeechSettingError."""
    match setting:
        case "espeak":
            return VoicedSpeaker([EspeakVoice()], sound)
        case "silent":
            return SilentSpeaker()
        case "simulated":
            return SimulatedSpeaker(sound)
        case _:
            raise SpeechSettingError(f"{setting!r}: expected espeak, silent or simulated; the device stands in 'sound'")
