"""The devices of one terminal: each chosen by its setting, built once, and let go of at the end."""

from contextlib import ExitStack
from dataclasses import dataclass

from assets import font
from devices.badge.factory import badge_reader_from
from devices.badge.port import BadgeReader
from devices.camera.factory import camera_from
from devices.camera.port import Camera
from devices.presence.factory import presence_from
from devices.presence.port import PresenceSensor
from devices.printer.factory import printer_from
from devices.printer.port import Printer
from devices.scanner.factory import scanner_from
from devices.scanner.port import Scanner
from devices.sound.factory import sound_from
from devices.sound.port import Output, Sound
from devices.speech.factory import speaker_from
from devices.speech.port import Speaker
from devices.speech.silent import SilentSpeaker
from kiosk.config import TerminalConfig
from kiosk.health import StateOf, states_of
from kiosk.printing import PrintDesk
from kiosk.restarting import Restartable


@dataclass(frozen=True)
class Hardware:
    """What is plugged into a terminal; None for what it does not have."""

    printer: Printer
    sound: Sound
    speaker: Speaker
    camera: Camera | None
    scanner: Scanner | None
    presence: PresenceSensor | None
    badge_reader: BadgeReader | None

    @property
    def voice(self) -> Speaker | None:
        """What reads aloud; None at a terminal that shall not, where nothing is broken for that."""
        return None if isinstance(self.speaker, SilentSpeaker) else self.speaker


def hardware_of(config: TerminalConfig, stack: ExitStack) -> Hardware:
    """Build every device; `stack` closes them, but for the printer, which the print desk owns.

    Raises ValueError for a setting that cannot be read.
    """
    camera, sound = camera_from(config.camera), sound_from(config.sound, config.headset)
    hardware = Hardware(
        printer=printer_from(config.printer, font.regular()),
        sound=sound,
        speaker=speaker_from(config.speech, sound),
        camera=camera,
        scanner=scanner_from(config.scanner, camera),
        presence=presence_from(config.presence),
        badge_reader=badge_reader_from(config.badge),
    )
    for device in (camera, hardware.scanner, hardware.presence, hardware.badge_reader, sound, hardware.speaker):
        if device is not None:
            stack.callback(device.close)
    return hardware


def restartable_in(hardware: Hardware, prints: PrintDesk) -> dict[str, Restartable]:
    """What can be started anew by hand, by the same names."""
    sound = hardware.sound
    fitted = {
        "printer": prints,
        "scanner": hardware.scanner,
        "camera": hardware.camera,
        "presence": hardware.presence,
        "badge": hardware.badge_reader,
        "speech": hardware.voice,
        "speaker": sound,
        "headset": sound,
    }
    return {name: device for name, device in fitted.items() if device is not None}


def states_in(hardware: Hardware, prints: PrintDesk) -> dict[str, StateOf]:
    """How each device is, by the name that the fleet page and the texts (device.NAME.STATE) have for it."""
    sound = hardware.sound
    return {
        **states_of(
            {
                "printer": prints,
                "scanner": hardware.scanner,
                "camera": hardware.camera,
                "presence": hardware.presence,
                "badge": hardware.badge_reader,
                "speech": hardware.voice,
            }
        ),
        "speaker": lambda: sound.state(Output.SPEAKER),
        "headset": lambda: sound.state(Output.HEADSET),
    }
