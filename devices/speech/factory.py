"""The one place where a voice is chosen from the configuration.

espeak           espeak-ng to the default sound device
espeak:SINK      to an ALSA device, such as espeak:plughw:1,0
silent           no voice
simulated        writes down what it was asked to say
"""

from devices.speech.espeak import EspeakSpeaker
from devices.speech.port import Speaker
from devices.speech.silent import SilentSpeaker
from devices.speech.simulated import SimulatedSpeaker


class SpeechSettingError(ValueError):
    """A speech setting that cannot be read; says what is expected."""


def speaker_from(setting: str) -> Speaker:
    """The voice that `setting` names; raises SpeechSettingError."""
    kind, _, sink = setting.partition(":")
    match kind:
        case "espeak":
            return EspeakSpeaker(sink or None)
        case "silent" if not sink:
            return SilentSpeaker()
        case "simulated" if not sink:
            return SimulatedSpeaker()
        case _:
            raise SpeechSettingError(f"{setting!r}: expected espeak, espeak:SINK, silent or simulated")
