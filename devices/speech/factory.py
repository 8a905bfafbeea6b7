"""The one place where a voice is chosen from the configuration.

espeak           espeak-ng
piper:FOLDER     the Piper voices of a folder; espeak-ng for languages that have none, and until they are loaded
silent           no voice
simulated        writes down what it was asked to say
"""

from importlib.util import find_spec
from pathlib import Path

from devices.sound.port import Sound
from devices.speech.espeak import EspeakVoice
from devices.speech.piper import PiperVoice, VoicesFolderError
from devices.speech.port import Speaker
from devices.speech.silent import SilentSpeaker
from devices.speech.simulated import SimulatedSpeaker
from devices.speech.voiced import VoicedSpeaker


class SpeechSettingError(ValueError):
    """A speech setting that cannot be read; says what is expected."""


def speaker_from(setting: str, sound: Sound) -> Speaker:
    """The voice that `setting` names, heard through `sound`; raises SpeechSettingError."""
    kind, _, folder = setting.partition(":")
    match kind:
        case "espeak" if not folder:
            return VoicedSpeaker([EspeakVoice()], sound)
        case "piper" if folder:
            return VoicedSpeaker([_piper(Path(folder)), EspeakVoice()], sound)
        case "silent" if not folder:
            return SilentSpeaker()
        case "simulated" if not folder:
            return SimulatedSpeaker(sound)
        case _:
            expected = "espeak, piper:FOLDER, silent or simulated; the sound card stands in 'sound'"
            raise SpeechSettingError(f"{setting!r}: expected {expected}")


def _piper(folder: Path) -> PiperVoice:
    if find_spec("piper") is None:
        raise SpeechSettingError("for Piper's voices the package piper-tts is needed (the extra 'piper')")
    try:
        return PiperVoice(folder)
    except VoicesFolderError as error:
        raise SpeechSettingError(str(error)) from error
